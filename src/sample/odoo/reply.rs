//! The envelopes of JSON-RPC and JSON-2.

use serde_json::{Map, Value, json};

use super::Flavour;
use super::exception::{Exception, Outcome};
pub(super) use crate::sample::reply::Reply;

/// What Odoo calls JSON.
const JSON: &str = "application/json; charset=utf-8";

impl Reply {
    /// JSON with a status.
    pub(super) fn odoo(status: u16, body: &Value) -> Self {
        Self::json(status, JSON, body)
    }

    /// No such page, or no database to look for it in: the same for somebody from outside.
    pub(super) fn not_found(flavour: Flavour) -> Self {
        let text = match flavour {
            Flavour::V19 => "No database is selected, or there is nothing here.",
            _ => "There is nothing here.",
        };
        Self::html(404, "404 Not Found", text)
    }

    /// A body that is no JSON.
    pub(super) fn bad_json() -> Self {
        Self::page(400, "Invalid JSON data".to_owned())
    }

    /// JSON-RPC: always status 200. A method that returns nothing has no `result`.
    pub(super) fn rpc(flavour: Flavour, id: &Value, outcome: &Outcome) -> Self {
        let mut body = Map::from_iter([("jsonrpc".to_owned(), json!("2.0")), ("id".to_owned(), id.clone())]);
        let word = match outcome {
            Ok(result) => {
                body.extend(result.as_ref().map(|result| ("result".to_owned(), result.clone())));
                "ok"
            }
            Err(exception) => {
                body.insert("error".to_owned(), error(flavour, exception));
                exception.name
            }
        };
        Self { word: word.to_owned(), ..Self::odoo(200, &Value::Object(body)) }
    }

    /// JSON-2: the result alone, or the exception with its status.
    pub(super) fn json2(outcome: &Outcome) -> Self {
        match outcome {
            Ok(result) => Self { word: "ok".to_owned(), ..Self::odoo(200, result.as_ref().unwrap_or(&Value::Null)) },
            Err(exception) => {
                Self { word: exception.name.to_owned(), ..Self::odoo(exception.status(), &exception.data()) }
            }
        }
    }
}

fn error(flavour: Flavour, exception: &Exception) -> Value {
    let (code, message) = match flavour {
        _ if exception.name == Exception::session("").name => (100, "Odoo Session Expired"),
        Flavour::V19 => (0, "Odoo Server Error"),
        _ => (200, "Odoo Server Error"),
    };
    json!({"code": code, "message": message, "data": exception.data()})
}
