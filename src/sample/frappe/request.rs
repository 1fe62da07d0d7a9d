//! What a request asks: its path, and its parameters from the query and the body.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::reply::Api;
use crate::sample::server::Head;

/// A request, read.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: String,
    pub(super) api: Api,
    pub(super) target: Target,
    /// Parameters; those of the body go before those of the query.
    pub(super) form: Map<String, Value>,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    Method(String),
    /// A doctype's documents.
    List(String),
    Document(String, String),
    /// `/api/v2/doctype/<doctype>/<what>`.
    About(String, String),
    /// Below `/api/`, and nothing.
    Nowhere,
    /// Anything else: a page.
    Page(String),
}

impl Ask {
    /// Reads a request; `v2` says whether the site has the second API.
    pub(super) fn read(head: &Head, body: &[u8], v2: bool) -> Self {
        let parts: Vec<String> = head.path.trim_matches('/').split('/').map(decoded).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (api, target) = match parts.as_slice() {
            ["api", "v2", rest @ ..] if v2 => (Api::V2, second(rest)),
            ["api", "v1", rest @ ..] if v2 => (Api::V1, first(rest)),
            ["api", rest @ ..] => (Api::V1, first(rest)),
            _ => (Api::V1, Target::Page(head.path.clone())),
        };
        let mut form: Map<String, Value> = pairs(&head.query);
        form.extend(parameters(head.header("content-type"), body));
        Self { method: head.method.clone(), api, target, form }
    }

    /// A parameter as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.form.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// A parameter as JSON, also where it is written as text; what is no JSON is a string.
    pub(super) fn json(&self, name: &str) -> Option<Value> {
        match self.form.get(name)? {
            Value::String(text) => Some(serde_json::from_str(text).unwrap_or_else(|_| json!(text))),
            Value::Null => None,
            other => Some(other.clone()),
        }
    }

    /// A parameter as a count.
    pub(super) fn count(&self, name: &str) -> Option<usize> {
        self.text(name)?.trim().parse().ok()
    }
}

fn first(parts: &[&str]) -> Target {
    match parts {
        ["method", method] => Target::Method((*method).to_owned()),
        ["resource", doctype] => Target::List((*doctype).to_owned()),
        ["resource", doctype, name @ ..] => Target::Document((*doctype).to_owned(), name.join("/")),
        _ => Target::Nowhere,
    }
}

fn second(parts: &[&str]) -> Target {
    match parts {
        ["method", method] => Target::Method((*method).to_owned()),
        ["document", doctype] => Target::List((*doctype).to_owned()),
        ["document", doctype, name] => Target::Document((*doctype).to_owned(), (*name).to_owned()),
        ["doctype", doctype, what] => Target::About((*doctype).to_owned(), (*what).to_owned()),
        _ => Target::Nowhere,
    }
}

fn decoded(part: &str) -> String {
    // What parts a query parts no path.
    let part = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(part.as_bytes()).map(|(key, _)| key.into_owned()).next().unwrap_or_default()
}

fn pairs(text: &str) -> Map<String, Value> {
    form_urlencoded::parse(text.as_bytes()).map(|(key, value)| (key.into_owned(), json!(value))).collect()
}

fn parameters(content_type: Option<&str>, body: &[u8]) -> Map<String, Value> {
    if content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return pairs(&String::from_utf8_lossy(body));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
