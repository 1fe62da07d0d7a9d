//! `/jsonrpc`: the services `common` and `object` (16.0 to 19.0).

use serde_json::{Value, json};

use super::erp::{Accepts, Erp};
use super::exception::{Exception, Outcome};
use super::methods::Arguments;
use super::reply::Reply;
use crate::sample::server::Seen;

/// Answers a request.
pub(super) fn answer(erp: &mut Erp, body: &[u8], seen: &mut Seen) -> Reply {
    let Ok(request) = serde_json::from_slice::<Value>(body) else { return Reply::bad_json() };
    let outcome = dispatch(erp, &request, seen);
    Reply::rpc(erp.flavour, request.get("id").unwrap_or(&Value::Null), &outcome)
}

/// What the server says about itself.
pub(super) fn version(erp: &Erp) -> Value {
    let major = erp.flavour.major();
    let series = format!("{major}.0");
    json!({
        "server_version": series,
        "server_version_info": [major, 0, 0, "final", 0, ""],
        "server_serie": series,
        "protocol_version": 1,
    })
}

fn dispatch(erp: &mut Erp, request: &Value, seen: &mut Seen) -> Outcome {
    let param = |name| request.pointer(&format!("/params/{name}"));
    let word = |name| param(name).and_then(Value::as_str).unwrap_or_default();
    let args = param("args").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    seen.call = Some(word("method").to_owned());
    match (word("service"), word("method"), args) {
        ("common", "version", _) => Ok(Some(version(erp))),
        ("common", "login" | "authenticate", [database, login, secret, ..]) => {
            need_database(erp, database)?;
            let (login, secret) = (login.as_str().unwrap_or_default(), secret.as_str().unwrap_or_default());
            seen.login = Some(login.to_owned());
            Ok(Some(erp.log_in(login, secret).map_or(json!(false), Value::from)))
        }
        ("object", "execute_kw", [database, uid, secret, model, method, rest @ ..]) => {
            let positional = rest.first().and_then(Value::as_array).cloned().unwrap_or_default();
            let named = rest.get(1).and_then(Value::as_object).cloned().unwrap_or_default();
            execute(erp, database, uid, secret, model, method, Arguments::Positional(positional, named), seen)
        }
        ("object", "execute", [database, uid, secret, model, method, positional @ ..]) => {
            let arguments = Arguments::Positional(positional.to_vec(), serde_json::Map::new());
            execute(erp, database, uid, secret, model, method, arguments, seen)
        }
        (service @ ("common" | "object"), method, _) => {
            Err(Exception::type_error(format!("{service}.{method}: no such method, or arguments are missing")))
        }
        (service, ..) => Err(Exception::key(service)),
    }
}

#[expect(clippy::too_many_arguments, reason = "the six arguments of the wire's own `execute_kw`")]
fn execute(
    erp: &mut Erp,
    database: &Value,
    uid: &Value,
    secret: &Value,
    model: &Value,
    method: &Value,
    arguments: Arguments,
    seen: &mut Seen,
) -> Outcome {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (model, method) = (text(model), text(method));
    seen.model = Some(model.clone());
    seen.call = Some(method.clone());
    need_database(erp, database)?;
    let uid = uid.as_i64().unwrap_or_default();
    seen.login = erp.store.get("res.users", uid, "login").as_str().map(str::to_owned);
    erp.check(uid, secret.as_str().unwrap_or_default(), Accepts::Either)?;
    erp.call(uid, &model, &method, arguments)
}

fn need_database(erp: &Erp, database: &Value) -> Result<(), Exception> {
    match database.as_str() {
        Some(name) if name == erp.database => Ok(()),
        name => Err(Exception::database(format!("database \"{}\" does not exist\n", name.unwrap_or_default()))),
    }
}
