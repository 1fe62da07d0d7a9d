//! Methods that ask what somebody may do.

use serde_json::{Value, json};

use super::super::Flavour;
use super::super::erp::Erp;
use super::super::exception::{Exception, Outcome};
use super::super::rights::Env;
use super::super::store::links;
use super::Call;

/// `check_access_rights`: rows of `ir.model.access` alone.
pub(super) fn rights(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let operation = call.operation()?;
    if call.arg("raise_exception") != &json!(false) {
        erp.need(env, call.model, operation)?;
    }
    Ok(Some(json!(erp.may(env, call.model, operation))))
}

/// `check_access_rule`: record rules alone in 16, the same as `check_access` since.
pub(super) fn rule(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    if erp.flavour > Flavour::V16 {
        return check_access(erp, env, call);
    }
    erp.need_rows(env, call.model, &call.ids, call.operation()?)?;
    Ok(None)
}

/// `check_access`: both, and nothing to return.
pub(super) fn check_access(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    let operation = call.operation()?;
    erp.need(env, call.model, operation)?;
    erp.need_rows(env, call.model, &call.ids, operation)?;
    Ok(None)
}

/// `has_access`: the same as an answer, for all records together.
pub(super) fn has_access(erp: &mut Erp, env: &Env, call: &Call) -> Outcome {
    match check_access(erp, env, call) {
        Ok(_) => Ok(Some(json!(true))),
        Err(refused) if refused == Exception::access(refused.message.as_str()) => Ok(Some(json!(false))),
        Err(other) => Err(other),
    }
}

/// `res.users.context_get`: who am I?
pub(super) fn context_get(erp: &Erp, env: &Env) -> Value {
    let of = |field| erp.read_value("res.users", env.uid, field);
    let lang = Some(of("lang")).filter(Value::is_string).unwrap_or(json!("en_US"));
    json!({"lang": lang, "tz": of("tz"), "uid": env.uid})
}

/// `res.users.has_group`: of the caller in 16, of a record since.
pub(super) fn has_group(erp: &Erp, env: &Env, call: &Call) -> Value {
    let uid = call.ids.first().copied().unwrap_or(env.uid);
    let group = call.arg("group_ext_id").as_str().and_then(|name| erp.group_names.get(name));
    json!(group.is_some_and(|group| erp.effective_groups(uid).contains(group)))
}

/// `ir.model.get_available_models`: every model that is no wizard and that the caller may read.
pub(super) fn available_models(erp: &Erp, env: &Env) -> Value {
    let wizard = |id: &i64| erp.store.get("ir.model", *id, "transient") == &json!(true);
    let known = erp.model_ids.iter().filter(|(_, id)| !wizard(id)).map(|(model, _)| model.as_str());
    named(erp, env, known.filter(|model| erp.may(env, model, "read")))
}

/// `ir.model.display_name_for`: a label where the caller may read, the technical name where not.
pub(super) fn display_names(erp: &Erp, env: &Env, call: &Call) -> Value {
    let models = call.arg("models").as_array().into_iter().flatten().filter_map(Value::as_str);
    named(erp, env, models)
}

fn named<'a>(erp: &Erp, env: &Env, models: impl Iterator<Item = &'a str>) -> Value {
    let label = |model: &str| {
        let shape = erp.shapes.get(model).filter(|_| erp.may(env, model, "read"));
        shape.map_or(model.to_owned(), |shape| shape.label.clone())
    };
    let mut list: Vec<(String, &str)> = models.map(|model| (label(model), model)).collect();
    list.sort();
    list.into_iter().map(|(label, model)| json!({"display_name": label, "model": model})).collect()
}

/// The accounts of internal users behind contacts, apart from the caller's own.
pub(super) fn colleagues(erp: &Erp, env: &Env, partners: &[i64]) -> bool {
    let users = partners.iter().flat_map(|partner| links(&erp.read_value("res.partner", *partner, "user_ids")));
    users.filter(|uid| *uid != env.uid).any(|uid| erp.store.get("res.users", uid, "share") == &json!(false))
}
