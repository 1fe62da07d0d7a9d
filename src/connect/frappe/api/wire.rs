//! Requests of `/api` and their results. Pure.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::fault::Fault;
pub(super) use super::fault::is_page;
use super::release::Release;
use crate::connect::live::{Login, SecretKind};
use crate::net::{Answer, Repeat, Request, percent};

/// Which of the two APIs lists and documents are asked over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// `/api/resource`: 14 to 17.
    V1,
    /// `/api/v2/document`: 15 to 17.
    V2,
}

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'a> {
    /// Which columns.
    pub(super) fields: Vec<&'a str>,
    /// Conditions, each `[field, operator, value]`.
    pub(super) filters: Vec<Value>,
    /// `name asc`.
    pub(super) order: &'a str,
    /// Of a child table, the doctype that it belongs to.
    pub(super) parent: Option<&'a str>,
    /// The first row, and the most of them.
    pub(super) start: usize,
    pub(super) most: usize,
}

impl Wire {
    /// The request for a list.
    pub(super) fn list(self, doctype: &str, list: &List<'_>) -> Request {
        let (fields, filters) = (Value::from(list.fields.clone()), Value::from(list.filters.clone()));
        let (start, most) = (list.start.to_string(), list.most.to_string());
        let (path, names) = match self {
            Self::V1 => ("/api/resource/", ("limit_start", "limit_page_length")),
            Self::V2 => ("/api/v2/document/", ("start", "limit")),
        };
        let mut query = Vec::new();
        if !list.fields.is_empty() {
            query.push(("fields", fields.to_string()));
        }
        if !list.filters.is_empty() {
            query.push(("filters", filters.to_string()));
        }
        if !list.order.is_empty() {
            query.push(("order_by", list.order.to_owned()));
        }
        query.extend(list.parent.map(|parent| ("parent", parent.to_owned())));
        if list.start > 0 {
            query.push((names.0, start));
        }
        query.push((names.1, most));
        Request::get(&format!("{path}{}?{}", segment(doctype), pairs(&query)))
    }

    /// The path of a document; nothing for a name that no path can carry.
    pub(super) fn document(self, doctype: &str, name: &str) -> Option<String> {
        let path = match self {
            Self::V1 => "/api/resource/",
            Self::V2 => "/api/v2/document/",
        };
        is_segment(name).then(|| format!("{path}{}/{}", segment(doctype), segment(name)))
    }
}

/// The request for a whitelisted method that reads.
pub(super) fn method(name: &str, arguments: &[(&str, String)]) -> Request {
    let query = if arguments.is_empty() { String::new() } else { format!("?{}", pairs(arguments)) };
    Request::get(&format!("/api/method/{name}{query}"))
}

/// The same request as a login: with its token, or in its session. A password is never part of it.
pub(super) fn sent_as(request: Request, login: &Login) -> Request {
    let request = request.header("accept", "application/json");
    match (login.kind, &login.session) {
        (SecretKind::Password, Some(session)) => request.header("cookie", &format!("sid={}", session.expose_secret())),
        (SecretKind::Password, None) => request,
        (SecretKind::Key, _) => request.header("authorization", &format!("token {}", login.secret.expose_secret())),
        (SecretKind::Bearer, _) => request.header("authorization", &format!("Bearer {}", login.secret.expose_secret())),
    }
}

/// The request that signs in, once. By POST: by GET the password would stand in logs, and the ERP keeps no record of it
/// (15.101).
pub(super) fn sign_in(name: &str, password: &SecretString) -> Request {
    let body = serde_json::json!({ "usr": name, "pwd": password.expose_secret() });
    Request::post("/api/method/login", &body, Repeat::Never).header("accept", "application/json")
}

/// The result in an answer: what `message` (of a method) or `data` (of a document or a list) holds.
pub(super) fn result(version: Option<Release>, answer: &Answer) -> Result<Value, Fault> {
    if answer.status != 200 {
        return Err(Fault::of(version, answer));
    }
    if is_page(answer) {
        return Err(Fault::alien("an HTML page (HTTP 200)"));
    }
    let body = answer.json().map_err(|_| Fault::alien("something else than a result (HTTP 200)"))?;
    let Value::Object(mut body) = body else { return Err(Fault::alien("JSON of another shape than a result's")) };
    if body.contains_key("exc_type") || body.contains_key("errors") || body.contains_key("exception") {
        return Err(Fault::alien("a result and an error at once"));
    }
    // A page has neither: it comes as `docs`.
    let found = ["data", "message", "docs"].into_iter().find_map(|key| body.remove(key));
    found.ok_or_else(|| Fault::alien("an answer without a result"))
}

/// Whether a name can stand in a path: werkzeug takes paths apart at slashes, and joins several of them into one.
fn is_segment(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 500
        && !name.contains("//")
        && !name.starts_with('/')
        && !name.ends_with('/')
        && name.split('/').all(|part| part != "." && part != "..")
        && !name.contains(['\0', '\\'])
}

/// A text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    percent(text)
}

/// A query.
fn pairs(pairs: &[(&str, String)]) -> String {
    let pair = |(name, value): &(&str, String)| format!("{name}={}", percent(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}
