//! Methods that can be called from outside.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::exception::{Exception, MISSING, Outcome, PERMISSION, VALIDATION};
use super::list::Wanted;
use super::login::Who;
use super::meta::{Meta, text};
use super::request::Ask;
use super::rights::Env;
use super::site::{Answer, Site};
use super::table::is_set;
use super::{surfaces, write_methods};
use crate::sample::server::Head;

/// Methods that guests may call.
const FOR_GUESTS: [&str; 6] = ["login", "logout", "ping", "frappe.ping", "version", "frappe.handler.version"];

/// Methods that change something and take no GET.
const BY_POST: [&str; 5] = [
    "frappe.client.insert",
    "frappe.client.save",
    "frappe.client.set_value",
    "frappe.client.delete",
    "frappe.client.rename_doc",
];

/// Functions that are there and cannot be called from outside.
const PRIVATE: [&str; 3] = ["frappe.get_all", "frappe.utils.now", "frappe.db.sql"];

/// Calls a method.
pub(super) fn call(site: &mut Site, head: &Head, ask: &Ask, who: &Who, env: &Env, method: &str) -> Outcome<Answer> {
    if let Some(answer) = server_script(site, env, method)? {
        return Ok(answer);
    }
    if PRIVATE.contains(&method) || (env.is_guest() && is_known(method) && !FOR_GUESTS.contains(&method)) {
        return Err(Exception::not_whitelisted(method));
    }
    if BY_POST.contains(&method) && ask.method == "GET" {
        return Err(Exception::throw(PERMISSION, "Not permitted"));
    }
    match method {
        "login" => return site.log_in(head, ask),
        "logout" => return Ok(site.log_out(who)),
        _ => {}
    }
    let value = match method {
        "ping" | "frappe.ping" => json!("pong"),
        "version" | "frappe.handler.version" => json!(site.flavour().apps().first().map(|(_, _, version)| *version)),
        "frappe.auth.get_logged_user" => json!(env.user),
        "frappe.utils.change_log.get_versions" => versions(site),
        "frappe.client.has_permission" => has_permission(site, env, ask)?,
        "frappe.client.get_doc_permissions" => document_permissions(site, env, ask)?,
        "frappe.client.get_list" => json!(site.list(env, &doctype(ask)?, &Wanted::read(ask, 20)?)?),
        "frappe.client.get_count" => json!(site.list(env, &doctype(ask)?, &whole(ask)?)?.len()),
        "frappe.client.get_value" => get_value(site, env, ask)?,
        "frappe.client.get" => get(site, env, ask)?,
        "frappe.client.get_password" => surfaces::password(site, env, ask)?,
        "frappe.core.doctype.user.user.get_roles" => surfaces::roles(site, env, ask)?,
        "frappe.core.page.permission_manager.permission_manager.get_permissions" => {
            surfaces::permissions(site, env, &doctype(ask)?)?
        }
        "frappe.desk.form.load.getdoctype" => {
            let described = described(site, &site.doctype_or_refuse(env, &doctype(ask)?)?);
            return Ok(Answer::ok(json!({"docs": [described]})));
        }
        "frappe.desk.form.load.getdoc" => return Ok(Answer::ok(json!({"docs": [surfaces::seen(site, env, ask)?]}))),
        "frappe.desk.reportview.export_query" => surfaces::export(site, env, &doctype(ask)?)?,
        "frappe.desk.query_report.get_script" => surfaces::report(site, env, ask)?,
        "frappe.desk.desk_page.getpage" => return Ok(Answer::ok(json!({"docs": [surfaces::page(site, env, ask)?]}))),
        known if BY_POST.contains(&known) => write_methods::call(site, env, ask, known)?,
        unknown => return Err(no_such_method(unknown)),
    };
    Ok(Answer::message(&value))
}

/// Whether there is a method of this name.
fn is_known(method: &str) -> bool {
    FOR_GUESTS.contains(&method)
        || BY_POST.contains(&method)
        || [
            "frappe.auth.get_logged_user",
            "frappe.utils.change_log.get_versions",
            "frappe.client.has_permission",
            "frappe.client.get_doc_permissions",
            "frappe.client.get_list",
            "frappe.client.get_count",
            "frappe.client.get_value",
            "frappe.client.get",
            "frappe.client.get_password",
            "frappe.core.doctype.user.user.get_roles",
            "frappe.core.page.permission_manager.permission_manager.get_permissions",
            "frappe.desk.form.load.getdoctype",
            "frappe.desk.form.load.getdoc",
            "frappe.desk.reportview.export_query",
            "frappe.desk.query_report.get_script",
            "frappe.desk.desk_page.getpage",
        ]
        .contains(&method)
}

fn no_such_method(method: &str) -> Exception {
    let app = method.split('.').next().unwrap_or_default();
    let why = if app == "frappe" {
        let module = method.rsplit_once('.').map_or(method, |(module, _)| module);
        format!("No module named '{module}'")
    } else {
        format!("App {app} is not installed")
    };
    Exception::throw(VALIDATION, format!("Failed to get method for command {method} with {why}"))
}

/// A server script that is an API, for guests where it says so.
fn server_script(site: &Site, env: &Env, method: &str) -> Outcome<Option<Answer>> {
    let mut scripts = site.store.rows("Server Script").map(|(_, row)| row).filter(|row| {
        text(row, "script_type") == "API"
            && text(row, "api_method") == method
            && !row.get("disabled").is_some_and(is_set)
    });
    let Some(script) = scripts.next() else { return Ok(None) };
    if env.is_guest() && !script.get("allow_guest").is_some_and(is_set) {
        return Err(Exception::not_whitelisted(method));
    }
    let users: Vec<&String> = site.store.rows("User").map(|(name, _)| name).collect();
    Ok(Some(Answer::message(&json!(users))))
}

fn versions(site: &Site) -> Value {
    let apps = site.flavour().apps().into_iter().map(|(app, title, version)| {
        let about = json!({"title": title, "description": title, "branch": "", "version": version});
        (app.to_owned(), about)
    });
    Value::Object(apps.collect())
}

/// An argument that must be there.
pub(super) fn needed(ask: &Ask, name: &str) -> Outcome<String> {
    ask.text(name)
        .ok_or_else(|| Exception::raise_with("TypeError", format!("missing 1 required positional argument: '{name}'")))
}

pub(super) fn doctype(ask: &Ask) -> Outcome<String> {
    needed(ask, "doctype")
}

/// A list without an end.
fn whole(ask: &Ask) -> Outcome<Wanted> {
    let mut form = ask.form.clone();
    form.retain(|name, _| !matches!(name.as_str(), "fields" | "limit_start" | "start"));
    form.insert("limit_page_length".to_owned(), json!(0));
    Wanted::read(&Ask { form, method: ask.method.clone(), api: ask.api, target: super::request::Target::Nowhere }, 0)
}

fn has_permission(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let meta = site.doctype_or_refuse(env, &doctype(ask)?)?;
    let operation = ask.text("perm_type").unwrap_or_else(|| "read".to_owned()).to_lowercase();
    let may = match needed(ask, "docname")?.as_str() {
        "" => site.may(env, &meta, &operation),
        name => {
            let document = site.document(env, &meta, name)?;
            (!meta.child || env.is_administrator()) && site.may_with(env, &meta, &document, &operation)
        }
    };
    Ok(json!({"has_permission": may}))
}

fn document_permissions(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let meta = site.doctype_or_refuse(env, &doctype(ask)?)?;
    let document = site.document(env, &meta, &needed(ask, "docname")?)?;
    let perms = site.role_perms(env, &meta, env.owns(&document.row));
    let mut told = Map::from_iter([
        (
            "if_owner".to_owned(),
            json!(
                perms
                    .own
                    .iter()
                    .map(|(name, yes)| (*name, u8::from(*yes)))
                    .collect::<std::collections::BTreeMap<_, _>>()
            ),
        ),
        ("has_if_owner_enabled".to_owned(), json!(perms.has_own)),
    ]);
    let all = site.document_perms(env, &meta, &document, "read");
    for operation in site.flavour().operations() {
        let stored = env.is_administrator() || all.get(operation) == Some(&true);
        let yes = site.decided(env, &meta.name, operation).unwrap_or(stored);
        told.insert((*operation).to_owned(), json!(u8::from(yes)));
    }
    Ok(json!({"permissions": told}))
}

fn get_value(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let meta = site.doctype_or_refuse(env, &doctype(ask)?)?;
    let fields: Vec<String> = match ask.json("fieldname") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(name)) => vec![name],
        _ => vec!["name".to_owned()],
    };
    if meta.single {
        let document = site.document(env, &meta, &meta.name)?;
        if !site.may_with(env, &meta, &document, "read") {
            return Err(Exception::throw(PERMISSION, format!("No permission for {}", meta.name)));
        }
        let shown = site.shown(env, &meta, &document);
        let of = |name: &String| (name.clone(), shown.get(name).cloned().unwrap_or_default());
        return Ok(Value::Object(fields.iter().map(of).collect()));
    }
    if !meta.child && !site.may(env, &meta, "read") && !site.may(env, &meta, "select") {
        return Err(Exception::throw(PERMISSION, format!("No permission for {}", meta.name)));
    }
    let mut form = ask.form.clone();
    form.extend([("fields".to_owned(), json!(fields)), ("limit_page_length".to_owned(), json!(1))]);
    let target = super::request::Target::Nowhere;
    let wanted = Wanted::read(&Ask { form, method: ask.method.clone(), api: ask.api, target }, 1)?;
    Ok(site.list(env, &meta.name, &wanted)?.into_iter().next().unwrap_or_else(|| json!({})))
}

fn get(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let doctype = doctype(ask)?;
    let meta = site.doctype_or_refuse(env, &doctype)?;
    let name = ask.text("name").filter(|name| !name.is_empty()).or_else(|| meta.single.then(|| doctype.clone()));
    site.read(env, &doctype, &name.ok_or_else(|| Exception::raise(MISSING))?)
}

/// A doctype as its description: everybody with a login gets it, permissions included.
pub(super) fn described(site: &Site, meta: &Meta) -> Value {
    let about = site.store.row("DocType", &meta.name).cloned().unwrap_or_default();
    let mut told: Map<String, Value> = about.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let fields = meta.fields.iter().map(|field| {
        json!({
            "fieldname": field.name, "fieldtype": field.kind, "options": field.options, "permlevel": field.level,
            "ignore_user_permissions": u8::from(field.ignores_user_permissions), "reqd": u8::from(field.mandatory),
        })
    });
    told.insert("fields".to_owned(), json!(fields.collect::<Vec<_>>()));
    told.insert("permissions".to_owned(), json!(meta.perms));
    told.insert("doctype".to_owned(), json!("DocType"));
    Value::Object(told)
}

/// The roles that the rows of a report, a page or the like name.
pub(super) fn roles_of(site: &Site, parenttype: &str, parent: &str) -> BTreeSet<String> {
    let rows = site.store.rows("Has Role").map(|(_, row)| row);
    rows.filter(|row| text(row, "parenttype") == parenttype && text(row, "parent") == parent)
        .map(|row| text(row, "role").to_owned())
        .collect()
}
