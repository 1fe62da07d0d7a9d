//! The two protocols: a call to a request, an answer to a result. Pure.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::calls::SENTINEL;
use super::fault::{self, SESSION_EXPIRED};
use super::{Exception, Fault};
use crate::connect::error::one_line;
use crate::net::{Answer, Repeat, Request};

/// How methods are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// `/jsonrpc`: 16.0 to 19.0, with a password or a key.
    JsonRpc,
    /// `/json/2`: 19.0, with a key alone.
    Json2,
}

/// HTTP pairs an answer with its request, so one number does; an answer without it is not Odoo's.
const ID: u64 = 1;

/// What stands for a secret in a text of the server's.
pub(super) const HIDDEN: &str = "<secret>";

/// The methods that are called: their parameters by name, which `/json/2` wants (`ids` are the records), and whether a call
/// may be sent again when its answer was lost.
const METHODS: [(&str, &[&str], Repeat); 15] = [
    ("check_access_rights", &["operation"], Repeat::Safe),
    ("check_access_rule", &["ids", "operation"], Repeat::Safe),
    ("context_get", &[], Repeat::Safe),
    ("create", &["vals_list"], Repeat::Never),
    ("display_name_for", &["models"], Repeat::Safe),
    ("fields_get", &["allfields"], Repeat::Safe),
    ("get_available_models", &[], Repeat::Safe),
    ("get_external_id", &["ids"], Repeat::Safe),
    ("has_access", &["ids", "operation"], Repeat::Safe),
    ("read", &["ids", "fields"], Repeat::Safe),
    ("search", &["domain"], Repeat::Safe),
    ("search_count", &["domain"], Repeat::Safe),
    ("search_read", &["domain", "fields"], Repeat::Safe),
    ("unlink", &["ids"], Repeat::Never),
    ("write", &["ids", "vals"], Repeat::Never),
];

/// Who calls, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) database: &'a str,
    pub(super) uid: i64,
    pub(super) secret: &'a SecretString,
}

/// A method of a model with its arguments: positional ones as a list, named ones as an object.
#[derive(Debug, Clone)]
pub(super) struct Method<'a> {
    pub(super) model: &'a str,
    pub(super) name: &'a str,
    pub(super) args: Vec<Value>,
    pub(super) kwargs: Map<String, Value>,
    /// Whether the call may be sent again.
    pub(super) repeat: Repeat,
}

impl<'a> Method<'a> {
    /// A method with positional arguments.
    pub(super) fn new<const N: usize>(model: &'a str, name: &'a str, args: [Value; N]) -> Self {
        Self { model, name, args: args.into(), kwargs: Map::new(), repeat: usual(name) }
    }

    /// The same with a named argument.
    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.kwargs.insert(name.to_owned(), value);
        self
    }

    /// The request that calls it.
    pub(super) fn request(self, wire: Wire, caller: Caller<'_>) -> Result<Request, Fault> {
        if !is_name(self.model) || !is_name(self.name) {
            return Err(self.unspeakable("that is no name of Odoo's"));
        }
        match wire {
            Wire::JsonRpc => Ok(self.by_jsonrpc(caller)),
            Wire::Json2 => {
                let names =
                    METHODS.iter().find(|(name, ..)| *name == self.name).map_or(&[][..], |(_, names, _)| *names);
                if self.args.len() > names.len() {
                    return Err(self.unspeakable("the names of its arguments are not known"));
                }
                let path = format!("/json/2/{}/{}", self.model, self.name);
                let mut body = self.kwargs;
                for (name, value) in names.iter().zip(self.args) {
                    body.insert((*name).to_owned(), value);
                }
                let request = Request::post(&path, &Value::Object(body), self.repeat);
                Ok(request.bearer(caller.secret).header("x-odoo-database", caller.database))
            }
        }
    }

    /// The request over `/jsonrpc`, where names stand in the body alone and the server may refuse any.
    pub(super) fn by_jsonrpc(self, caller: Caller<'_>) -> Request {
        let Caller { database, uid, secret } = caller;
        // Taken over, where `json!` would copy each value, the secret among them.
        let args: Vec<Value> = vec![
            database.into(),
            uid.into(),
            secret.expose_secret().into(),
            self.model.into(),
            self.name.into(),
            self.args.into(),
            self.kwargs.into(),
        ];
        service("object", "execute_kw", args.into(), self.repeat)
    }

    fn unspeakable(&self, why: &'static str) -> Fault {
        Fault::Unspeakable { model: one_line(self.model), method: one_line(self.name), why }
    }
}

/// Whether a method may be called again when its answer was lost.
pub(super) fn usual(method: &str) -> Repeat {
    METHODS.iter().find(|(name, ..)| *name == method).map_or(Repeat::Never, |(.., repeat)| *repeat)
}

/// A call of one of the server's own services, `common` or `object`.
pub(super) fn service(service: &str, method: &str, args: Value, repeat: Repeat) -> Request {
    call("/jsonrpc", Value::from_iter([("service", service.into()), ("method", method.into()), ("args", args)]), repeat)
}

/// A JSON-RPC call of any path.
pub(super) fn call(path: &str, params: Value, repeat: Repeat) -> Request {
    let body = [("jsonrpc", "2.0".into()), ("method", "call".into()), ("id", ID.into()), ("params", params)];
    Request::post(path, &Value::from_iter(body), repeat)
}

/// The result in an answer. A method that returns nothing gives `Value::Null`. No fault repeats `secret`.
pub(super) fn result(wire: Wire, answer: &Answer, secret: Option<&SecretString>) -> Result<Value, Fault> {
    match wire {
        Wire::JsonRpc => jsonrpc(answer, secret),
        Wire::Json2 => json2(answer, secret),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    jsonrpc: String,
    id: Value,
    result: Option<Value>,
    #[serde(default, deserialize_with = "there")]
    error: Option<ReplyError>,
}

#[derive(Deserialize)]
struct ReplyError {
    code: i64,
    #[serde(default)]
    data: Value,
}

/// `"error": null` is no absent error, which would be a success.
fn there<'de, D: Deserializer<'de>>(error: D) -> Result<Option<ReplyError>, D::Error> {
    ReplyError::deserialize(error).map(Some)
}

/// Always HTTP 200. `error.code` is 200 up to 18, 0 from 19 on, and 100 for a session that is over; a method that returns
/// None gives no `result` at all (16.0 to 19.0).
fn jsonrpc(answer: &Answer, secret: Option<&SecretString>) -> Result<Value, Fault> {
    if answer.status != 200 {
        return Err(alien(answer));
    }
    let body = answer.json().map_err(|_| alien(answer))?;
    let reply: Reply =
        serde_json::from_value(body).map_err(|_| Fault::alien("JSON of another shape than JSON-RPC's"))?;
    if reply.jsonrpc != "2.0" || reply.id.as_u64() != Some(ID) {
        return Err(Fault::alien("an answer to another call"));
    }
    match (reply.result, reply.error) {
        (result, None) => Ok(result.unwrap_or(Value::Null)),
        (Some(_), Some(_)) => Err(Fault::alien("a result and an error at once")),
        (None, Some(error)) => {
            let name = if error.code == 100 { Some(SESSION_EXPIRED) } else { text(&error.data, "name") };
            Err(raised(name, text(&error.data, "message"), secret))
        }
    }
}

/// HTTP 200 with the bare result, or another status with the exception: 403 for `AccessError`, 500 for `ValueError` (19.0).
fn json2(answer: &Answer, secret: Option<&SecretString>) -> Result<Value, Fault> {
    let body = answer.json().map_err(|_| alien(answer))?;
    if answer.status == 200 {
        return Ok(body);
    }
    let name = text(&body, "name").filter(|_| answer.status >= 400).ok_or_else(|| alien(answer))?;
    let usual = match name {
        "odoo.exceptions.AccessError" => 403,
        "builtins.ValueError" => 500,
        _ => answer.status,
    };
    if answer.status == usual { Err(raised(Some(name), text(&body, "message"), secret)) } else { Err(alien(answer)) }
}

fn raised(name: Option<&str>, message: Option<&str>, secret: Option<&SecretString>) -> Fault {
    // A secret such as `odoo` or `probe` is a part of words that decide; those are ours or Odoo's, and tell nothing.
    let hidden = |text: &str| match secret.map(ExposeSecret::expose_secret) {
        Some(secret) if !secret.is_empty() && !SENTINEL.contains(secret) && !fault::is_known(text) => {
            text.replace(secret, HIDDEN)
        }
        _ => text.to_owned(),
    };
    let dotted = |name: &str| name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c));
    match name.map(hidden).filter(|name| !name.is_empty() && dotted(name)) {
        Some(name) => Fault::Raised { name, message: one_line(&hidden(message.unwrap_or_default())) },
        None => Fault::alien("an error without the name of an exception"),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// What an answer is that is none of Odoo's, without repeating any of it.
fn alien(answer: &Answer) -> Fault {
    let what = if is_page(answer) { "an HTML page" } else { "something else than a result" };
    Fault::alien(format!("{what} (HTTP {})", answer.status))
}

/// Whether an answer is a web page, as a proxy or an unknown path gives it.
pub(super) fn is_page(answer: &Answer) -> bool {
    answer.content_type == "text/html" || answer.body.first() == Some(&b'<')
}

/// The records in an answer to a lookup: `/json/2` gives them as a bare list, `/jsonrpc` in an object. Nobody says here
/// which secret was sent, so no name of an exception is repeated that Odoo is not known to use.
pub(super) fn records(wire: Wire, answer: &Answer) -> Result<Value, Fault> {
    let result = match result(wire, answer, None) {
        Ok(Value::Object(_)) => jsonrpc(answer, None),
        result => result,
    };
    result.map_err(|fault| match fault.exception() {
        Some(Exception::Other) => Fault::alien("an exception of another name"),
        _ => fault,
    })
}

/// A name of a model, a field or a method that can stand in a path: nothing in it climbs out of `/json/2/`.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}
