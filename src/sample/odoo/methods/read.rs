//! Methods that read.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::super::Flavour;
use super::super::domain;
use super::super::erp::Erp;
use super::super::exception::{Exception, Outcome};
use super::super::rights::Env;
use super::super::store::link;
use super::Call;

/// What everybody may read of their own account, whatever their rights (16.0 to 19.0, `SELF_READABLE_FIELDS`).
const SELF_READABLE: [&str; 15] = [
    "id",
    "display_name",
    "signature",
    "company_id",
    "login",
    "email",
    "name",
    "lang",
    "tz",
    "groups_id",
    "group_ids",
    "partner_id",
    "write_date",
    "action_id",
    "share",
];

/// What `hr.employee.public` has of an employee; internal users without rights on employees are served from there.
const PUBLIC_EMPLOYEE: [&str; 8] =
    ["id", "display_name", "name", "active", "job_title", "work_email", "user_id", "company_id"];

/// `search`
pub(super) fn search(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    Ok(Some(json!(found(erp, env, call)?)))
}

/// `search_count`
pub(super) fn search_count(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    Ok(Some(json!(found(erp, env, call)?.len())))
}

/// `search_read`
pub(super) fn search_read(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let ids = found(erp, env, call)?;
    rows(erp, env, call, &ids).map(Some)
}

/// `read`
pub(super) fn read(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let fields = wanted(call);
    let own = call.model == "res.users" && call.ids == [env.uid];
    if own && fields.as_ref().is_some_and(|fields| fields.iter().all(|field| SELF_READABLE.contains(field))) {
        return rows(erp, &env.sudo(), call, &call.ids).map(Some);
    }
    // Nobody asks whether a row is there that only its id is wanted of.
    let only_id = fields.as_deref() == Some(&["id"]);
    let there: Vec<i64> =
        call.ids.iter().copied().filter(|id| only_id || erp.store.row(call.model, *id).is_some()).collect();
    rows(erp, env, call, &there).map(Some)
}

/// `fields_get`: needs no right on the model; a field that is not for the caller is not there.
pub(super) fn fields_get(erp: &Erp, env: &Env, call: &Call) -> Value {
    let texts = |name| call.arg(name).as_array().map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let (names, attributes) = (texts("allfields"), texts("attributes"));
    let asked = |name: &str| names.as_ref().is_none_or(|names| names.is_empty() || names.contains(&name));
    let mut answer = Map::new();
    let fields = erp.shapes.get(call.model).map(|shape| &shape.fields);
    for (name, field) in fields.into_iter().flatten().filter(|(name, _)| asked(name)) {
        if !erp.may_use(env, field) {
            continue;
        }
        let about = [
            ("name", json!(name)),
            ("string", json!(name)),
            ("type", json!(field.kind)),
            ("relation", field.relation.map_or(Value::Null, Value::from)),
            ("groups", field.groups.map_or(Value::Null, Value::from)),
            ("readonly", json!(field.computed || name == "id")),
            ("required", json!(false)),
            ("store", json!(!field.computed)),
            ("searchable", json!(true)),
        ];
        let about: Map<String, Value> = about
            .into_iter()
            .filter(|(key, value)| !value.is_null() && attributes.as_ref().is_none_or(|list| list.contains(key)))
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        answer.insert(name.clone(), Value::Object(about));
    }
    Value::Object(answer)
}

/// `get_external_id`: reads the technical names with the server's own rights, and tells the oldest.
pub(super) fn external_ids(erp: &Erp, call: &Call) -> Value {
    let name = |id: &i64| {
        let of = |(_, row): &(i64, &super::super::store::Row)| {
            row.get("model") == Some(&json!(call.model)) && row.get("res_id") == Some(&json!(id))
        };
        let (data, _) = erp.store.rows("ir.model.data").find(of)?;
        erp.read_value("ir.model.data", data, "complete_name").as_str().map(str::to_owned)
    };
    let names = call.ids.iter().map(|id| (id.to_string(), json!(name(id).unwrap_or_default())));
    Value::Object(names.collect())
}

/// Whether the caller has to be content with what every colleague sees of an employee.
fn in_public(erp: &Erp, env: &Env, model: &str) -> bool {
    model == "hr.employee" && !erp.may(env, model, "read") && erp.holds(env, "base.group_user")
}

/// The fields of a call; none for all.
fn wanted<'a>(call: &'a Call) -> Option<Vec<&'a str>> {
    let names = call.arg("fields").as_array().filter(|names| !names.is_empty())?;
    Some(names.iter().filter_map(Value::as_str).collect())
}

/// Ids of the rows that the caller's domain and rules let through.
fn found(erp: &Erp, env: &Env, call: &Call) -> Result<Vec<i64>, Exception> {
    let model = call.model;
    let all = json!([]);
    let domain = Some(call.arg("domain")).filter(|domain| domain.is_array()).unwrap_or(&all);
    let order = keys(call.arg("order").as_str().unwrap_or("id"));
    let asked: Vec<&str> = domain::fields(domain).chain(order.iter().map(|(field, _)| *field)).collect();
    let public = in_public(erp, env, model) && asked.iter().all(|field| PUBLIC_EMPLOYEE.contains(field));
    let env = if public { &env.sudo() } else { env };
    erp.need(env, model, "read")?;
    for name in asked {
        match erp.field(model, name) {
            None => return Err(Exception::value(format!("Invalid field {model}.{name} in condition"))),
            // 16 lets everybody search by what they may not read.
            Some(field) if erp.flavour > Flavour::V16 && !erp.may_read_field(env, model, name, field) => {
                return Err(erp.refused_field(env, model, name, "read"));
            }
            Some(_) => {}
        }
    }
    let active = env.active_only
        && erp.field(model, "active").is_some()
        && !domain::fields(domain).any(|field| field == "active");
    let rules = erp.rules(env, model, "read")?;
    let mut ids = Vec::new();
    for (id, row) in erp.store.rows(model) {
        let there = !active || row.get("active") == Some(&json!(true));
        if there && erp.matches(model, id, domain)? && erp.within(&rules, model, id)? {
            ids.push(id);
        }
    }
    ids.sort_by(|left, right| {
        order.iter().fold(Ordering::Equal, |so_far, (field, down)| {
            so_far.then_with(|| {
                let (left, right) = (erp.read_value(model, *left, field), erp.read_value(model, *right, field));
                let order = domain::order(&left, &right).unwrap_or(Ordering::Equal);
                if *down { order.reverse() } else { order }
            })
        })
    });
    let number = |name| call.arg(name).as_u64().and_then(|number| usize::try_from(number).ok()).filter(|n| *n > 0);
    Ok(ids.into_iter().skip(number("offset").unwrap_or(0)).take(number("limit").unwrap_or(usize::MAX)).collect())
}

/// `name desc, id` as fields and whether they go down.
fn keys(order: &str) -> Vec<(&str, bool)> {
    let key = |part: &str| part.split_whitespace().nth(1).is_some_and(|way| way.eq_ignore_ascii_case("desc"));
    order.split(',').filter_map(|part| Some((part.split_whitespace().next()?, key(part)))).collect()
}

/// Rows with their fields; links with the name of what they point at, unless `load` says otherwise.
fn rows(erp: &Erp, env: &Env, call: &Call, ids: &[i64]) -> Result<Value, Exception> {
    let model = call.model;
    let fields = wanted(call);
    let public = in_public(erp, env, model)
        && fields.as_ref().is_some_and(|fields| fields.iter().all(|field| PUBLIC_EMPLOYEE.contains(field)));
    let env = if public { &env.sudo() } else { env };
    erp.need(env, model, "read")?;
    let fields = match fields {
        Some(fields) => fields,
        None => {
            let all = erp.shapes.get(model).map(|shape| &shape.fields).into_iter().flatten();
            all.filter(|(_, field)| erp.may_use(env, field)).map(|(name, _)| name.as_str()).collect()
        }
    };
    for name in &fields {
        match erp.field(model, name) {
            None => return Err(erp.no_such_field(model, name, true)),
            Some(field) if !erp.may_read_field(env, model, name, field) => {
                return Err(erp.refused_field(env, model, name, "read"));
            }
            Some(_) => {}
        }
    }
    let there: Vec<i64> = ids.iter().copied().filter(|id| erp.store.row(model, *id).is_some()).collect();
    erp.need_rows(env, model, &there, "read")?;
    let named = matches!(call.arg("load").as_str(), Some("_classic_read")) || !call.args.contains_key("load");
    let one = |id: &i64| {
        let mut row = Map::from_iter([("id".to_owned(), json!(id))]);
        for name in fields.iter().filter(|name| **name != "id") {
            row.insert((*name).to_owned(), shown(erp, model, *id, name, named));
        }
        Value::Object(row)
    };
    Ok(ids.iter().map(one).collect())
}

fn shown(erp: &Erp, model: &str, id: i64, name: &str, named: bool) -> Value {
    let value = erp.read_value(model, id, name);
    let relation = erp.field(model, name).filter(|field| field.kind == "many2one").and_then(|field| field.relation);
    match (relation.filter(|_| named), link(&value)) {
        (Some(relation), Some(target)) => json!([target, erp.display_name(relation, target)]),
        _ => value,
    }
}
