//! Where requests go once it is known who asks.

use serde_json::{Map, Value, json};

use super::exception::{Exception, MISSING, Outcome, PERMISSION};
use super::list::Wanted;
use super::login::Who;
use super::methods;
use super::reply::Api;
use super::request::{Ask, Target};
use super::rights::Env;
use super::site::{Answer, Site};
use crate::sample::server::Head;

/// How long a list is where nobody says.
const LENGTH: usize = 20;

/// Answers a request for the API.
pub(super) fn answer(site: &mut Site, head: &Head, ask: &Ask, who: &Who) -> Outcome<Answer> {
    let env = site.env(&who.user);
    match &ask.target {
        Target::Method(method) => {
            let mut answer = methods::call(site, head, ask, who, &env, method)?;
            if let (Api::V2, Value::Object(body)) = (ask.api, &mut answer.body)
                && let Some(message) = body.remove("message")
            {
                body.insert("data".to_owned(), message);
            }
            Ok(answer)
        }
        Target::List(doctype) => documents(site, &env, ask, doctype),
        Target::Document(doctype, name) => document(site, &env, ask, doctype, name),
        Target::About(doctype, what) => about(site, &env, ask, doctype, what),
        Target::Nowhere | Target::Page(_) => Err(Exception::raise(MISSING)),
    }
}

fn data(value: &Value) -> Answer {
    Answer::ok(json!({"data": value}))
}

/// A verb that the path has nothing for.
fn no_such_verb() -> Exception {
    Exception::throw(PERMISSION, "Not permitted")
}

fn documents(site: &mut Site, env: &Env, ask: &Ask, doctype: &str) -> Outcome<Answer> {
    match ask.method.as_str() {
        "GET" | "HEAD" => {
            let wanted = Wanted::read(ask, LENGTH)?;
            Ok(data(&json!(site.list(env, doctype, &wanted)?)))
        }
        "POST" => Ok(data(&site.insert(env, doctype, &values(ask))?)),
        _ => Err(no_such_verb()),
    }
}

fn document(site: &mut Site, env: &Env, ask: &Ask, doctype: &str, name: &str) -> Outcome<Answer> {
    match (ask.method.as_str(), ask.api) {
        ("GET" | "HEAD", _) => Ok(data(&site.read(env, doctype, name)?)),
        ("PUT", _) | ("PATCH", Api::V2) => Ok(data(&site.save(env, doctype, name, &values(ask))?)),
        ("DELETE", api) => {
            site.delete(env, doctype, name)?;
            let body = if api == Api::V2 { json!({"data": "ok"}) } else { json!({"message": "ok"}) };
            Ok(Answer { status: 202, ..Answer::ok(body) })
        }
        _ => Err(no_such_verb()),
    }
}

fn about(site: &Site, env: &Env, ask: &Ask, doctype: &str, what: &str) -> Outcome<Answer> {
    match what {
        "meta" => Ok(data(&methods::described(site, &site.doctype_or_refuse(env, doctype)?))),
        "count" => {
            let wanted = Wanted::read(ask, 0)?;
            Ok(data(&json!(site.list(env, doctype, &wanted)?.len())))
        }
        _ => Err(Exception::raise(MISSING)),
    }
}

/// The values of a document, plain or as JSON in `data`.
pub(super) fn values(ask: &Ask) -> Map<String, Value> {
    match ask.json("data") {
        Some(Value::Object(values)) => values,
        _ => ask.form.clone(),
    }
}

impl Site {
    /// A document as an account sees it.
    pub(super) fn read(&self, env: &Env, doctype: &str, name: &str) -> Outcome {
        let meta = self.doctype_or_refuse(env, doctype)?;
        let document = self.document(env, &meta, name)?;
        if meta.child && !env.is_administrator() {
            return Err(Exception::raise(PERMISSION));
        }
        if !self.may_with(env, &meta, &document, "read") {
            return Err(Exception::no_right(&env.user, doctype));
        }
        Ok(self.shown(env, &meta, &document))
    }
}
