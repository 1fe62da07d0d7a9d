//! Methods that change documents.

use serde_json::{Map, Value};

use super::exception::{Exception, Outcome, VALIDATION};
use super::methods::{doctype, needed};
use super::request::Ask;
use super::rights::Env;
use super::site::Site;

/// Calls one of them.
pub(super) fn call(site: &mut Site, env: &Env, ask: &Ask, method: &str) -> Outcome {
    match method {
        "frappe.client.insert" => {
            let doc = doc(ask)?;
            let doctype = named(&doc, "doctype")?;
            site.insert(env, &doctype, &doc)
        }
        "frappe.client.save" => {
            let doc = doc(ask)?;
            let (doctype, name) = (named(&doc, "doctype")?, named(&doc, "name")?);
            site.save(env, &doctype, &name, &doc)
        }
        "frappe.client.set_value" => {
            let values = match ask.json("fieldname") {
                Some(Value::Object(values)) => values,
                Some(Value::String(field)) => {
                    Map::from_iter([(field, ask.form.get("value").cloned().unwrap_or_default())])
                }
                _ => Map::new(),
            };
            site.save(env, &doctype(ask)?, &needed(ask, "name")?, &values)
        }
        "frappe.client.delete" => site.delete(env, &doctype(ask)?, &needed(ask, "name")?).map(|()| Value::Null),
        _ => {
            let (doctype, name) = (doctype(ask)?, needed(ask, "old_name")?);
            let meta = site.doctype_or_refuse(env, &doctype)?;
            site.document(env, &meta, &name)?;
            Err(Exception::throw(VALIDATION, format!("{doctype} not allowed to be renamed")))
        }
    }
}

fn doc(ask: &Ask) -> Outcome<Map<String, Value>> {
    match ask.json("doc") {
        Some(Value::Object(doc)) => Ok(doc),
        _ => Err(Exception::raise_with("TypeError", "missing 1 required positional argument: 'doc'")),
    }
}

fn named(doc: &Map<String, Value>, key: &str) -> Outcome<String> {
    let name = doc.get(key).and_then(Value::as_str).map(str::to_owned);
    name.ok_or_else(|| Exception::raise_with("TypeError", format!("'{key}' is a required key")))
}
