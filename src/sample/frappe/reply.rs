//! Envelopes: those of `/api/method` and `/api/resource`, and those of `/api/v2`.

use serde_json::{Map, Value, json};

use super::Flavour;
use super::exception::{Exception, MISSING, Message};
pub(super) use crate::sample::reply::Reply;
use crate::sample::store::digest;

/// What Frappe calls JSON.
const JSON: &str = "application/json";

/// Which envelope a path wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    V1,
    V2,
}

impl Reply {
    /// A body that is whole.
    pub(super) fn frappe(status: u16, body: &Value) -> Self {
        Self { word: "ok".to_owned(), ..Self::json(status, JSON, body) }
    }

    /// An exception.
    pub(super) fn raised(flavour: Flavour, api: Api, tracebacks: bool, exception: &Exception) -> Self {
        let body = match api {
            Api::V1 => first(flavour, tracebacks, exception),
            Api::V2 => second(tracebacks, exception),
        };
        Self { word: exception.class.to_owned(), ..Self::json(exception.status(), JSON, &body) }
    }
}

/// Whether the body shows where the exception was raised.
fn shows(tracebacks: bool, exception: &Exception) -> bool {
    tracebacks && !exception.quiet && exception.status() != 404
}

/// The last line of a traceback.
fn line(exception: &Exception) -> String {
    let name = exception.full_name();
    if exception.text.is_empty() { name } else { format!("{name}: {}", exception.text) }
}

fn traceback(exception: &Exception) -> String {
    format!(
        "Traceback (most recent call last):\n  File \"apps/frappe/frappe/app.py\", line 1, in application\n{}\n",
        line(exception)
    )
}

fn first(flavour: Flavour, tracebacks: bool, exception: &Exception) -> Value {
    let mut body: Map<String, Value> =
        exception.more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    // Up to 14 a traceback is never hidden but for what is not there.
    let shown =
        if flavour == Flavour::V14 { tracebacks && exception.status() != 404 } else { shows(tracebacks, exception) };
    if shown {
        body.insert("exception".to_owned(), json!(line(exception)));
        body.insert("exc".to_owned(), json!(json!([traceback(exception)]).to_string()));
    }
    let thrown = exception.messages.iter().any(|message| message.thrown);
    // In 14 only what is thrown says its class; a login that fails still shows that of a look-up before it.
    let class = match (flavour, exception.class) {
        (Flavour::V14, super::exception::AUTHENTICATION) if !exception.more.is_empty() => Some(MISSING),
        (Flavour::V14, class) => thrown.then_some(class),
        (_, class) => Some(class),
    };
    if let Some(class) = class {
        body.insert("exc_type".to_owned(), json!(class));
    }
    if !exception.messages.is_empty() {
        let messages: Vec<String> = exception.messages.iter().map(|message| told(message).to_string()).collect();
        body.insert("_server_messages".to_owned(), json!(json!(messages).to_string()));
    }
    if let Some(summary) = &exception.summary {
        body.insert("_error_message".to_owned(), json!(summary));
    }
    Value::Object(body)
}

fn told(message: &Message) -> Value {
    if !message.thrown {
        return json!({"message": message.text, "title": message.title});
    }
    let id: String = digest(&message.text).chars().take(56).collect();
    json!({
        "message": message.text,
        "title": message.title,
        "indicator": "red",
        "raise_exception": 1,
        "__frappe_exc_id": id,
    })
}

fn second(tracebacks: bool, exception: &Exception) -> Value {
    let mut error = Map::from_iter([("type".to_owned(), json!(exception.class))]);
    if shows(tracebacks, exception) {
        error.insert("exception".to_owned(), json!(traceback(exception)));
    }
    if let Some(message) = exception.messages.first() {
        error.insert("message".to_owned(), json!(message.text));
        error.insert("title".to_owned(), json!(message.title));
        if message.thrown {
            error.insert("indicator".to_owned(), json!("red"));
        }
    }
    json!({"errors": [error]})
}
