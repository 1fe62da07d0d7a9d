//! `/json/2/<model>/<method>`: keys as bearer tokens, arguments by name, statuses that mean something (19.0).

use serde_json::{Map, Value};

use super::erp::{Accepts, Erp};
use super::exception::{Exception, Outcome};
use super::methods::Arguments;
use super::program::bearer;
use super::reply::Reply;
use crate::sample::server::{Head, Seen};

/// Answers a request for `<model>/<method>`; `alone` says that there is no other database to mean.
pub(super) fn answer(erp: &mut Erp, head: &Head, target: &str, body: &[u8], alone: bool, seen: &mut Seen) -> Reply {
    let meant = match head.header("x-odoo-database") {
        Some(name) => name == erp.database,
        None => alone,
    };
    let Some((model, method)) = target.split_once('/').filter(|_| meant) else {
        return Reply::not_found(erp.flavour);
    };
    if head.method != "POST" {
        return Reply::json2(&Err(Exception::not_found("this is for POST /json/2/<model>/<method>")));
    }
    let named = match body {
        [] => Map::new(),
        body => match serde_json::from_slice(body) {
            Ok(Value::Object(named)) => named,
            _ => return Reply::bad_json(),
        },
    };
    seen.model = Some(model.to_owned());
    seen.call = Some(method.to_owned());
    Reply::json2(&call(erp, head, model, method, named, seen))
}

fn call(erp: &mut Erp, head: &Head, model: &str, method: &str, named: Map<String, Value>, seen: &mut Seen) -> Outcome {
    let key = bearer(head).ok_or_else(|| Exception::unauthorized("no API key as bearer token"))?;
    let owner = erp.owner_of(key).filter(|uid| erp.check(*uid, key, Accepts::Keys).is_ok());
    let uid = owner.ok_or_else(|| Exception::unauthorized("Invalid apikey"))?;
    seen.login = erp.store.get("res.users", uid, "login").as_str().map(str::to_owned);
    erp.call(uid, model, method, Arguments::Named(named))
}
