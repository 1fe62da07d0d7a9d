//! Requests of the REST API and their results. Pure.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::net::{Answer, Repeat, Request};

/// What an answer that is no result says. The status decides (`models/exceptions`): the form of the body is not documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// 401: no token, or one that is not taken.
    Unauthorized,
    /// 403: `AccessError`, or an account of the wrong kind for the route.
    Forbidden,
    /// 404: `MissingError`, or no such route.
    Missing,
    /// 400 or 422: the request does not fit, be it before or behind the checks of access.
    Refused(u16),
    /// 500; and whether it shows the traceback of the program.
    Failed {
        /// It shows one.
        traceback: bool,
    },
    /// Nothing that the API is documented to answer.
    Alien(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str("the server takes no token of this account (HTTP 401)"),
            Self::Forbidden => f.write_str("it is refused (HTTP 403)"),
            Self::Missing => f.write_str("there is no such thing (HTTP 404)"),
            Self::Refused(status) => write!(f, "the request does not fit (HTTP {status})"),
            Self::Failed { traceback: false } => f.write_str("the server failed (HTTP 500)"),
            Self::Failed { traceback: true } => f.write_str("the server failed and shows its traceback (HTTP 500)"),
            Self::Alien(what) => write!(f, "the server gives {what}"),
        }
    }
}

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Query<'a> {
    pub(super) fields: Vec<&'a str>,
    /// A `Q(…)` expression.
    pub(super) filter: Option<String>,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Query<'_> {
    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "fields": self.fields, "limit": self.limit, "offset": self.offset });
        if let (Some(filter), Some(map)) = (&self.filter, body.as_object_mut()) {
            map.insert("q_filter".to_owned(), json!(filter));
        }
        body
    }
}

/// The request for a list; it reads although it posts. `model` is a name of Python's.
pub(super) fn query(model: &str, query: &Query<'_>) -> Request {
    Request::post(&format!("/api/query/{model}"), &query.body(), Repeat::Safe)
}

/// The request for the id of one record.
pub(super) fn fetch(model: &str, id: u64) -> Request {
    Request::post(&format!("/api/fetch/{model}/{id}"), &json!({ "fields": ["id"] }), Repeat::Safe)
}

/// The request that signs in, once.
pub(super) fn authenticate(email: &str, password: &SecretString) -> Request {
    let body = json!({ "email": email, "password": password.expose_secret() });
    Request::post("/auth/authenticate", &body, Repeat::Never).header("accept", "application/json")
}

/// The request for a new token in exchange for a refresh token, which may be good for one use.
pub(super) fn refresh(token: &SecretString) -> Request {
    let body = json!({ "refresh_token": token.expose_secret() });
    Request::post("/auth/refresh", &body, Repeat::Never).header("accept", "application/json")
}

/// The same request with a token.
pub(super) fn sent_as(request: Request, token: Option<&SecretString>) -> Request {
    let request = request.header("accept", "application/json");
    match token {
        Some(token) => request.header("authorization", &format!("Bearer {}", token.expose_secret())),
        None => request,
    }
}

/// Whether an answer is a web page: of a proxy, a sign-in, an error of another program.
fn is_page(answer: &Answer) -> bool {
    let begins = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    answer.content_type.contains("html") || begins == Some(&b'<')
}

/// The JSON of an answer, or what it says instead.
pub(super) fn result(answer: &Answer) -> Result<Value, Fault> {
    let status = answer.status;
    if status == 500 {
        let traceback = answer.body.windows(9).any(|part| part == b"Traceback");
        return Err(Fault::Failed { traceback });
    }
    if is_page(answer) {
        return Err(Fault::Alien(format!("a web page (HTTP {status})")));
    }
    let Ok(body) = answer.json() else {
        return Err(Fault::Alien(format!("something else than JSON (HTTP {status})")));
    };
    match status {
        200 | 201 => Ok(body),
        401 => Err(Fault::Unauthorized),
        403 => Err(Fault::Forbidden),
        404 => Err(Fault::Missing),
        400 | 422 => Err(Fault::Refused(status)),
        _ => Err(Fault::Alien(format!("HTTP {status}"))),
    }
}

/// The rows of a list with the total that it names.
pub(super) fn rows(body: Value) -> Result<(Vec<Value>, Option<u64>), Fault> {
    let Value::Object(mut body) = body else { return Err(Fault::Alien("JSON without `data`".to_owned())) };
    let total = body.get("total").and_then(Value::as_u64);
    match body.remove("data") {
        Some(Value::Array(rows)) if rows.iter().all(Value::is_object) => Ok((rows, total)),
        _ => Err(Fault::Alien("JSON without a list of records in `data`".to_owned())),
    }
}

/// The record in an answer to a fetch, with or without an envelope: its form is not documented.
pub(super) fn record(body: Value) -> Result<serde_json::Map<String, Value>, Fault> {
    let alien = || Fault::Alien("JSON without a record".to_owned());
    let Value::Object(mut body) = body else { return Err(alien()) };
    match body.get("data") {
        Some(Value::Object(_)) => match body.remove("data") {
            Some(Value::Object(record)) => Ok(record),
            _ => Err(alien()),
        },
        Some(Value::Array(_)) => match body.remove("data") {
            Some(Value::Array(mut rows)) if rows.len() == 1 => match rows.pop() {
                Some(Value::Object(record)) => Ok(record),
                _ => Err(alien()),
            },
            _ => Err(alien()),
        },
        _ if body.contains_key("id") => Ok(body),
        _ => Err(alien()),
    }
}
