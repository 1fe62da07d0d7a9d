//! Reports, pages, and what the framework tells about accounts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::exception::{Exception, Outcome, PERMISSION, VALIDATION};
use super::meta::text;
use super::methods::{needed, roles_of};
use super::request::Ask;
use super::rights::Env;
use super::site::Site;
use super::table::row;

/// Roles that a Custom Role gives a page or a report.
fn custom(site: &Site, column: &str, name: &str) -> BTreeSet<String> {
    let rows = site.store.rows("Custom Role").filter(|(_, row)| text(row, column) == name);
    rows.flat_map(|(role, _)| roles_of(site, "Custom Role", role)).collect()
}

fn lets_in(env: &Env, roles: &BTreeSet<String>) -> bool {
    roles.is_empty() || roles.iter().any(|role| env.holds(role))
}

/// `get_script` of a report: the roles of a Custom Role stand in the place of the report's own.
pub(super) fn report(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let name = needed(ask, "report_name")?;
    if site.store.row("Report", &name).is_none() {
        return Err(site.not_there(env, "Report", &name));
    }
    let custom = custom(site, "report", &name);
    let roles = if custom.is_empty() { roles_of(site, "Report", &name) } else { custom };
    if !lets_in(env, &roles) {
        return Err(Exception::throw(PERMISSION, format!("You don't have access to Report: {name}")));
    }
    let doctype = site.store.text("Report", &name, "ref_doctype").to_owned();
    let has_report = site.store.meta(&doctype).is_some_and(|meta| site.may(env, &meta, "report"));
    if !has_report {
        return Err(Exception::throw(PERMISSION, format!("You don't have permission to get a report on: {doctype}")));
    }
    if site.store.is("Report", &name, "disabled") {
        return Err(Exception::throw(VALIDATION, format!("Report {name} is disabled")));
    }
    Ok(
        json!({"script": "// nothing", "html_format": null, "execution_time": 0, "filters": [], "custom_report_name": null}),
    )
}

/// `getpage`: the roles of a Custom Role come beside the page's own.
pub(super) fn page(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let name = needed(ask, "name")?;
    let Some(row) = site.store.row("Page", &name) else {
        return Err(site.not_there(env, "Page", &name));
    };
    let mut roles = roles_of(site, "Page", &name);
    roles.extend(custom(site, "page", &name));
    if !lets_in(env, &roles) {
        let refused = Exception::raise_with(PERMISSION, format!("No read permission for Page {}", text(row, "title")));
        return Err(refused.with("403", json!(1)));
    }
    Ok(json!({"name": name, "owner": text(row, "owner"), "title": text(row, "title"), "doctype": "Page", "roles": []}))
}

/// `getdoc`, which the desk asks: a GET that writes down who saw the document.
pub(super) fn seen(site: &mut Site, env: &Env, ask: &Ask) -> Outcome {
    let (doctype, name) = (needed(ask, "doctype")?, needed(ask, "name")?);
    let shown = site.read(env, &doctype, &name)?;
    site.store.set(&doctype, &name, "_seen", json!(json!([env.user]).to_string()));
    Ok(shown)
}

/// `export_query`: who asks is written down even where the answer is no.
pub(super) fn export(site: &mut Site, env: &Env, doctype: &str) -> Outcome {
    let meta = site.doctype_or_refuse(env, doctype)?;
    let name = site.store.draw_name("Access Log");
    site.store.put("Access Log", &name, Some(row! {"user": env.user, "export_from": doctype}));
    site.store.commit();
    site.traces += 1;
    let perms = site.role_perms(env, &meta, false);
    if env.holds("System Manager") || perms.has("export") || perms.own.contains_key("export") {
        return Ok(json!("name"));
    }
    Err(Exception::throw(PERMISSION, format!("You are not allowed to export {doctype} doctype")))
}

/// `get_password`: every System Manager may read every secret, the administrator's API secret too.
pub(super) fn password(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    if !env.holds("System Manager") && !env.is_administrator() {
        return Err(Exception::throw(PERMISSION, "Not permitted"));
    }
    let (doctype, name, field) = (needed(ask, "doctype")?, needed(ask, "name")?, needed(ask, "fieldname")?);
    if site.store.text(&doctype, &name, &field).is_empty() {
        return Err(Exception::throw(super::exception::AUTHENTICATION, "Password not found"));
    }
    let key = super::SampleCompany::key(&name);
    Ok(json!(key.split_once(':').map(|(_, secret)| secret)))
}

/// `get_roles` of anybody, up to 15; later of oneself.
pub(super) fn roles(site: &Site, env: &Env, ask: &Ask) -> Outcome {
    let user = ask.text("uid").unwrap_or_else(|| env.user.clone());
    let manages = env.is_administrator() || env.holds("System Manager");
    if user != env.user && !site.flavour().shows_all_children() && !manages {
        return Err(Exception::throw(PERMISSION, "Not permitted"));
    }
    Ok(json!(site.roles(&user)))
}

/// The rows of permissions of a doctype, for System Managers.
pub(super) fn permissions(site: &Site, env: &Env, doctype: &str) -> Outcome {
    if !env.is_administrator() && !env.holds("System Manager") {
        return Err(Exception::raise(PERMISSION));
    }
    let meta = site.doctype_or_refuse(env, doctype)?;
    Ok(Value::Array(meta.perms.iter().map(|row| json!(row)).collect()))
}
