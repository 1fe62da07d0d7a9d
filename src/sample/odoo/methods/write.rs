//! Methods that change something. They do it: a careless prober is to be caught.

use serde_json::{Map, Value, json};

use super::super::Flavour;
use super::super::erp::Erp;
use super::super::exception::{Exception, Outcome};
use super::super::rights::Env;
use super::super::store::{Row, link, links};
use super::super::text::gone;
use super::{Call, checks};
use crate::sample::store::digest;

/// What everybody may write to their own account (16.0 to 19.0, `SELF_WRITEABLE_FIELDS`). One other key, and none of it
/// counts.
const SELF_WRITEABLE: [&str; 9] =
    ["signature", "action_id", "company_id", "email", "name", "lang", "tz", "notification_type", "password"];

/// Models that look for the row before they ask for the right.
const LOOK_FIRST: [&str; 4] = ["res.partner", "hr.employee", "product.product", "res.users"];

/// What an account keeps with its contact.
const WITH_PARTNER: [&str; 4] = ["name", "email", "lang", "tz"];

/// `write`
pub(super) fn write(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let (model, ids) = (call.model, call.ids.as_slice());
    if ids.is_empty() {
        return Ok(Some(json!(true)));
    }
    let vals = values(call.arg("vals"))?;
    let names = || vals.keys().map(String::as_str);
    let own = model == "res.users" && ids == [env.uid] && names().all(|name| SELF_WRITEABLE.contains(&name));
    let env = if own && !vals.is_empty() { &env.sudo() } else { env };
    if erp.flavour == Flavour::V19 && model == "res.partner" {
        // Its override reads the old values first, whatever the caller may do.
        for name in names() {
            match erp.field(model, name) {
                None => return Err(Exception::key(name)),
                Some(field) if !erp.may_use(env, field) => return Err(erp.refused_field(env, model, name, "read")),
                Some(_) => {}
            }
        }
    }
    look_first(erp, env, call)?;
    erp.need(env, model, "write")?;
    if erp.flavour == Flavour::V16 {
        need_fields(erp, env, model, names(), "write")?;
        erp.need_rows(env, model, ids, "write")?;
    } else {
        erp.need_rows(env, model, ids, "write")?;
        need_fields(erp, env, model, names(), "write")?;
    }
    known_fields(erp, model, names())?;
    if model == "res.partner" && !erp.may(env, "res.users", "write") && checks::colleagues(erp, env, ids) {
        return Err(erp.refused_by_access(env, "res.users", "write"));
    }
    let there: Vec<i64> = ids.iter().copied().filter(|id| erp.store.row(model, *id).is_some()).collect();
    for id in there {
        store(erp, model, id, vals);
        let (now, uid) = (json!(erp.store.now()), json!(env.uid));
        erp.store.set(model, id, "write_date", now);
        erp.store.set(model, id, "write_uid", uid);
    }
    Ok(Some(json!(true)))
}

/// `create`: of one or of several.
pub(super) fn create(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let model = call.model;
    let given = call.arg("vals_list");
    let list: Vec<&Map<String, Value>> = match given {
        Value::Array(list) => list.iter().map(values).collect::<Result<_, _>>()?,
        one => vec![values(one)?],
    };
    if list.is_empty() {
        return Ok(Some(json!([])));
    }
    let mut ids = Vec::new();
    let mut numbers = Vec::new();
    for vals in &list {
        if model == "hr.employee" && !vals.contains_key("name") {
            return Err(Exception::key("name"));
        }
        // Orders take their number before anybody asks for the right; customers may not even take one.
        let nameless = !vals.contains_key("name");
        if nameless && model == "sale.order" && !env.superuser && !erp.holds(env, "base.group_user") {
            return Err(Exception::access(format!(
                "No permission to access 'Sequence' (ir.sequence) records for {}.",
                env.uid
            )));
        }
        numbers.push(if nameless { erp.number(model) } else { None });
    }
    erp.need(env, model, "create")?;
    for vals in &list {
        let names = || vals.keys().map(String::as_str);
        // 16 to 18 create with fields that the caller may neither read nor write.
        if erp.flavour == Flavour::V19 {
            need_fields(erp, env, model, names(), "write")?;
        }
        known_fields(erp, model, names())?;
    }
    for (vals, number) in list.into_iter().zip(numbers) {
        ids.push(insert(erp, env, model, vals, number)?);
    }
    erp.need_rows(env, model, &ids, "create")?;
    Ok(Some(match ids.as_slice() {
        [id] if given.is_object() => json!(id),
        ids => json!(ids),
    }))
}

/// `unlink`
pub(super) fn unlink(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let (model, ids) = (call.model, call.ids.as_slice());
    if ids.is_empty() {
        return Ok(Some(json!(true)));
    }
    look_first(erp, env, call)?;
    erp.need(env, model, "unlink")?;
    erp.need_rows(env, model, ids, "unlink")?;
    let active = |uid: &i64| erp.store.get("res.users", *uid, "active") == &json!(true);
    let accounts = |partner: &i64| links(&erp.read_value("res.partner", *partner, "user_ids"));
    if model == "res.partner" && ids.iter().flat_map(accounts).any(|uid| active(&uid)) {
        return Err(Exception::user("A contact with an active account cannot be deleted."));
    }
    for id in ids {
        erp.store.remove(model, *id);
        drop_where(erp, "ir.model.data", &[("model", json!(model)), ("res_id", json!(id))]);
        if model == "res.users" {
            drop_where(erp, "res.users.apikeys", &[("user_id", json!(id))]);
        }
    }
    Ok(Some(json!(true)))
}

fn drop_where(erp: &mut Erp, table: &str, conditions: &[(&str, Value)]) {
    let all = |row: &Row| conditions.iter().all(|(column, value)| row.get(*column) == Some(value));
    let ids: Vec<i64> = erp.store.rows(table).filter(|(_, row)| all(row)).map(|(id, _)| id).collect();
    for id in ids {
        erp.store.remove(table, id);
    }
}

fn values(value: &Value) -> Result<&Map<String, Value>, Exception> {
    value.as_object().ok_or_else(|| Exception::type_error("values must be a dictionary"))
}

fn look_first(erp: &Erp, env: &Env, call: &Call) -> Result<(), Exception> {
    let absent = call.ids.iter().find(|id| erp.store.row(call.model, **id).is_none());
    match absent.filter(|_| LOOK_FIRST.contains(&call.model)) {
        Some(id) => Err(gone(env, call.model, *id)),
        None => Ok(()),
    }
}

/// Fails on a field whose groups keep the caller away. Up to 18 an unknown field is no matter here; 19 goes through them in
/// their order and stops at whichever comes first.
fn need_fields<'a>(
    erp: &Erp,
    env: &Env,
    model: &str,
    names: impl Iterator<Item = &'a str>,
    operation: &str,
) -> Result<(), Exception> {
    for name in names {
        match erp.field(model, name) {
            Some(field) if !erp.may_use(env, field) => return Err(erp.refused_field(env, model, name, operation)),
            None if erp.flavour == Flavour::V19 => return Err(erp.no_such_field(model, name, false)),
            _ => {}
        }
    }
    Ok(())
}

fn known_fields<'a>(erp: &Erp, model: &str, mut names: impl Iterator<Item = &'a str>) -> Result<(), Exception> {
    match names.find(|name| erp.field(model, name).is_none()) {
        Some(name) => Err(erp.no_such_field(model, name, false)),
        None => Ok(()),
    }
}

fn insert(
    erp: &mut Erp,
    env: &Env,
    model: &str,
    vals: &Map<String, Value>,
    number: Option<Value>,
) -> Result<i64, Exception> {
    let (now, uid) = (json!(erp.store.now()), json!(env.uid));
    let mut row = Row::new();
    for (column, value) in [("create_date", &now), ("write_date", &now), ("create_uid", &uid), ("write_uid", &uid)] {
        row.insert(column.to_owned(), value.clone());
    }
    let defaults = [
        ("active", json!(true)),
        ("company_id", erp.read_value("res.users", env.uid, "company_id")),
        ("user_id", if model == "res.partner" { json!(false) } else { uid.clone() }),
        ("state", json!("draft")),
    ];
    for (column, value) in defaults.into_iter().filter(|(column, _)| erp.field(model, column).is_some()) {
        row.insert(column.to_owned(), value);
    }
    if let Some(number) = number {
        row.insert("name".to_owned(), number);
    }
    if model == "res.users" {
        let login = vals.get("login").filter(|login| login.is_string());
        let login = login.ok_or_else(|| Exception::validation("An account needs a login."))?;
        if erp.store.rows("res.users").any(|(_, row)| row.get("login") == Some(login)) {
            return Err(Exception::validation("Two accounts cannot have the same login."));
        }
        let partner = Row::from(
            [
                ("active", json!(true)),
                ("create_date", now.clone()),
                ("write_date", now),
                ("create_uid", uid.clone()),
                ("write_uid", uid),
            ]
            .map(|(column, value)| (column.to_owned(), value)),
        );
        row.insert("partner_id".to_owned(), json!(erp.store.insert("res.partner", partner)));
        row.insert("company_ids".to_owned(), json!(links(row.get("company_id").unwrap_or(&Value::Null))));
    }
    let id = erp.store.insert(model, row);
    store(erp, model, id, vals);
    if model == "res.users" {
        sort_of_account(erp, id);
    }
    Ok(id)
}

/// Stores values, each in its own way.
fn store(erp: &mut Erp, model: &str, id: i64, vals: &Map<String, Value>) {
    for (name, value) in vals {
        match (model, name.as_str()) {
            ("res.users", "password") => {
                let digest = value.as_str().filter(|password| !password.is_empty()).map(digest);
                erp.store.set(model, id, "#password", digest.map_or(json!(false), Value::from));
            }
            ("res.users", name) if WITH_PARTNER.contains(&name) => {
                if let Some(partner) = link(erp.store.get(model, id, "partner_id")) {
                    erp.store.set("res.partner", partner, name, value.clone());
                }
            }
            ("res.users", "groups_id" | "group_ids") => {
                let groups = commanded(links(erp.store.get(model, id, name)), value);
                join(erp, id, &groups);
            }
            ("res.groups", "users" | "user_ids") => {
                let before = links(&erp.read_value(model, id, name));
                let after = commanded(before.clone(), value);
                for uid in before.iter().chain(&after) {
                    let mut groups = links(erp.store.get("res.users", *uid, erp.groups_field()));
                    groups.retain(|group| *group != id);
                    groups.extend(after.contains(uid).then_some(id));
                    join(erp, *uid, &groups);
                }
            }
            _ => match erp.field(model, name) {
                Some(field) if field.computed || name == "id" => {}
                Some(field) if field.is_many() => {
                    let after = commanded(links(erp.store.get(model, id, name)), value);
                    erp.store.set(model, id, name, json!(after));
                    if (model, name.as_str()) == ("res.groups", "implied_ids") {
                        let members = links(&erp.read_value(model, id, "users"));
                        for uid in members {
                            let groups = links(erp.store.get("res.users", uid, erp.groups_field()));
                            join(erp, uid, &groups);
                        }
                    }
                }
                Some(_) => {
                    let value = if value.is_null() { json!(false) } else { value.clone() };
                    erp.store.set(model, id, name, value);
                }
                None => {}
            },
        }
    }
}

/// Puts an account into groups: up to 18 with a row for everything that they imply, in 19 as given.
fn join(erp: &mut Erp, uid: i64, groups: &[i64]) {
    let groups = if erp.flavour == Flavour::V19 {
        groups.iter().copied().collect()
    } else {
        erp.closure(groups.iter().copied())
    };
    erp.store.set("res.users", uid, erp.groups_field(), json!(groups));
    sort_of_account(erp, uid);
}

/// Internal accounts are those in `base.group_user`.
fn sort_of_account(erp: &mut Erp, uid: i64) {
    let internal =
        erp.group_names.get("base.group_user").is_some_and(|group| erp.effective_groups(uid).contains(group));
    erp.store.set("res.users", uid, "share", json!(!internal));
}

/// Links after commands: `[6, 0, ids]` replaces, `[4, id]` adds, `[3, id]` takes away, `[5]` clears; plain ids replace.
fn commanded(before: Vec<i64>, value: &Value) -> Vec<i64> {
    let mut after = before;
    for command in value.as_array().into_iter().flatten() {
        match command.as_array().map(Vec::as_slice) {
            Some([code, _, ids]) if code == 6 => after = links(ids),
            Some([code, id, ..]) if code == 4 => after.extend(link(id).filter(|id| !after.contains(id))),
            Some([code, id, ..]) if code == 3 || code == 2 => after.retain(|other| Some(*other) != link(id)),
            Some([code, ..]) if code == 5 => after.clear(),
            Some(_) => {}
            None => return links(value),
        }
    }
    after.sort_unstable();
    after
}
