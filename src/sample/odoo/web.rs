//! What the web client asks: enough of it to be taken for Odoo, and no session that lasts.

use serde_json::{Value, json};

use super::Flavour;
use super::erp::Erp;
use super::exception::{Exception, Outcome};
use super::reply::Reply;
use super::rpc;
use crate::sample::server::Seen;

/// Answers a request below `/web/`; `others` are the databases beside our own.
pub(super) fn answer(erp: &mut Erp, path: &str, body: &[u8], others: &[String], seen: &mut Seen) -> Reply {
    let ours = |path: &str| {
        matches!(path, "/web/webclient/version_info" | "/web/database/list" | "/web/session/authenticate")
            || (path.starts_with("/web/dataset/call_kw") && others.is_empty())
    };
    if !ours(path) {
        return Reply::not_found(erp.flavour);
    }
    let Ok(request) = serde_json::from_slice::<Value>(body) else { return Reply::bad_json() };
    let outcome = match path {
        "/web/webclient/version_info" => Ok(Some(rpc::version(erp))),
        "/web/database/list" => {
            let names: Vec<&String> = std::iter::once(&erp.database).chain(others).collect();
            Ok(Some(json!(names)))
        }
        "/web/session/authenticate" => authenticate(erp, &request, others, seen),
        _ => Err(Exception::session("Session expired")),
    };
    Reply::rpc(erp.flavour, request.get("id").unwrap_or(&Value::Null), &outcome)
}

fn authenticate(erp: &mut Erp, request: &Value, others: &[String], seen: &mut Seen) -> Outcome {
    let param = |name: &str| request.pointer(&format!("/params/{name}")).and_then(Value::as_str).unwrap_or_default();
    seen.call = Some("authenticate".to_owned());
    seen.login = Some(param("login").to_owned());
    if param("db") != erp.database {
        let known = others.iter().any(|other| other == param("db"));
        let unknown = Exception::database(format!("database \"{}\" does not exist\n", param("db")));
        return Err(if known { Exception::denied() } else { unknown });
    }
    let uid = erp.log_in_on_web(param("login"), param("password")).ok_or_else(Exception::denied)?;
    Ok(Some(if erp.second_factor(uid) { json!({"uid": null}) } else { session(erp, uid) }))
}

fn session(erp: &Erp, uid: i64) -> Value {
    let of = |field| erp.read_value("res.users", uid, field);
    let env = erp.env(uid, &Value::Null);
    let (name, company) = (of("name"), of("company_id"));
    let mut session = rpc::version(erp);
    let more = json!({
        "uid": uid,
        "is_system": erp.holds(&env, "base.group_system"),
        "is_admin": erp.holds(&env, "base.group_erp_manager"),
        "user_context": {"lang": of("lang"), "tz": of("tz"), "uid": uid},
        "db": erp.database,
        "name": name,
        "username": of("login"),
        "partner_display_name": name,
        "partner_id": of("partner_id"),
        "user_companies": {"current_company": company, "allowed_companies": {}},
    });
    let newer =
        json!({"is_public": erp.holds(&env, "base.group_public"), "is_internal_user": of("share") == json!(false)});
    if let (Value::Object(session), Value::Object(more), Value::Object(newer)) = (&mut session, more, newer) {
        session.remove("server_serie");
        session.remove("protocol_version");
        session.extend(more);
        session.extend(newer.into_iter().filter(|_| erp.flavour > Flavour::V16));
    }
    session
}
