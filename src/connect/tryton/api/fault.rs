//! Why a request has no result (8.2). The server gives the class of an exception, and of its own refusals only their text: they
//! are always asked for in English and compared with the sources (`trytond/ir/message.xml`).

use serde_json::Value;

use crate::net::NetError;

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer at all.
    #[error("no answer")]
    Net(#[from] NetError),
    /// The server raised an exception, or answered with a status that stands for one.
    #[error("the server answered with {}", .0.words())]
    Raised(Exception),
    /// Something that Tryton does not say; in our words, nothing of it is repeated.
    #[error("this is not what Tryton answers: {what}")]
    Alien {
        /// What it is.
        what: String,
    },
}

/// What an exception is to an auditor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exception {
    /// The account may not do this: the model, the field or the button.
    Denied,
    /// The account may not do this to these records, by the rules about them.
    DeniedByRules,
    /// The field is read-only for everybody.
    ReadOnly,
    /// There is no such record.
    Missing,
    /// Another error for people: a value, a domain, a state.
    User,
    /// A warning that people may skip.
    Warning,
    /// The record was changed since it was read.
    Concurrency,
    /// The sign-in asks for more than it was given.
    Login,
    /// The program was called with the probe's own surplus of arguments, which is behind its checks of access.
    Surplus,
    /// Any other exception of the program: an unknown model or field, a bug.
    Program,
    /// No session, or a secret that is not taken (HTTP 401).
    Unauthenticated,
    /// The method cannot be called from outside (HTTP 403).
    NotOpen,
    /// There is no such database or path (HTTP 404, 405).
    Nowhere,
    /// The login, or the whole network, is locked out (HTTP 429).
    Locked,
    /// The request is refused for its form (HTTP 400, 413, 415, 422).
    Form,
    /// The server has failed (HTTP 500 and above).
    Failed,
}

/// Arguments beyond what any button takes: the call is refused by the language itself, behind the checks of access and
/// before the first line of the button's own program.
pub(super) const SURPLUS: usize = 37;

/// The beginnings of the texts by which the server refuses access: a model or a field, a button.
const DENIALS: [&str; 2] = ["You are not allowed to access \"", "Calling button \""];
/// And records by rules.
const DENIALS_BY_RULES: [&str; 4] = [
    "You are not allowed to create records of \"",
    "You are not allowed to read records \"",
    "You are not allowed to write to records \"",
    "You are not allowed to delete records \"",
];
const READ_ONLY: &str = "You are not allowed to modify the field \"";
const MISSING: [&str; 2] = ["You are trying to read records \"", "You are trying to write to records \""];

impl Exception {
    fn words(self) -> &'static str {
        match self {
            Self::Denied => "a refusal of access",
            Self::DeniedByRules => "a refusal of access by rules about records",
            Self::ReadOnly => "the refusal of a field that nobody may change",
            Self::Missing => "a record that is not there",
            Self::User => "an error of another kind",
            Self::Warning => "a warning",
            Self::Concurrency => "a record that was changed meanwhile",
            Self::Login => "a question for more than a password",
            Self::Surplus => "a refusal of surplus arguments",
            Self::Program => "an error of its program",
            Self::Unauthenticated => "HTTP 401: no session, or a secret that is not taken",
            Self::NotOpen => "HTTP 403: a method that cannot be called from outside",
            Self::Nowhere => "HTTP 404: no such database, or no Tryton there",
            Self::Locked => "HTTP 429: too many sign-ins that failed",
            Self::Form => "a refusal of the request's form",
            Self::Failed => "a failure of its own",
        }
    }
}

impl Fault {
    /// What the server raised; nothing where it raised nothing.
    pub fn exception(&self) -> Option<Exception> {
        match self {
            Self::Raised(exception) => Some(*exception),
            Self::Net(NetError::Busy { status: 429, .. }) => Some(Exception::Locked),
            Self::Net(_) | Self::Alien { .. } => None,
        }
    }

    pub(super) fn alien(what: impl Into<String>) -> Self {
        Self::Alien { what: what.into() }
    }

    /// What a status other than 200 says. The body is empty, or a page that says no more and whose beginning tells it from that
    /// of a proxy (werkzeug, `HTTPException.get_body`).
    pub(super) fn of_status(status: u16, body: &[u8]) -> Self {
        let page = format!("<!doctype html>\n<html lang=en>\n<title>{status} ");
        if !body.is_empty() && !body.starts_with(page.as_bytes()) {
            return Self::alien(format!("HTTP {status} with a page of something else"));
        }
        Self::Raised(match status {
            401 => Exception::Unauthenticated,
            403 => Exception::NotOpen,
            404 | 405 => Exception::Nowhere,
            429 => Exception::Locked,
            400 | 413 | 415 | 422 => Exception::Form,
            500.. => Exception::Failed,
            _ => return Self::alien(format!("HTTP {status}")),
        })
    }

    /// What the `error` of an answer says: `["UserError", [message, description, domain]]` of Tryton's own exceptions,
    /// `[text, traceback]` of any other.
    pub(super) fn of_error(error: &Value) -> Self {
        let shape = || Self::alien("an error of another shape");
        let Some([first, second]) = error.as_array().map(Vec::as_slice) else { return shape() };
        let Some(first) = first.as_str() else { return shape() };
        let text = second.get(0).and_then(Value::as_str);
        match (first, second) {
            ("UserError", Value::Array(_)) => Self::Raised(text.map_or(Exception::User, of_text)),
            ("UserWarning", Value::Array(_)) => Self::Raised(Exception::Warning),
            ("LoginException", Value::Array(_)) => Self::Raised(Exception::Login),
            ("ConcurrencyException", _) => Self::Raised(Exception::Concurrency),
            (text, Value::String(_)) if is_surplus(text) => Self::Raised(Exception::Surplus),
            (_, Value::String(_) | Value::Array(_)) => Self::Raised(Exception::Program),
            _ => shape(),
        }
    }
}

/// What the text of a `UserError` is about.
fn of_text(text: &str) -> Exception {
    let begins = |texts: &[&str]| texts.iter().any(|known| text.starts_with(known));
    if begins(&DENIALS) {
        Exception::Denied
    } else if begins(&DENIALS_BY_RULES) {
        Exception::DeniedByRules
    } else if text.starts_with(READ_ONLY) {
        Exception::ReadOnly
    } else if begins(&MISSING) {
        Exception::Missing
    } else {
        Exception::User
    }
}

/// Whether Python refuses a call for the very number of arguments that a probe gives: the class and the records come before
/// them. `Move.post() takes 2 positional arguments but 39 were given`.
fn is_surplus(text: &str) -> bool {
    text.len() <= 500
        && text.contains(" positional argument")
        && text.ends_with(&format!(" but {} were given", SURPLUS + 2))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn raised(error: &Value) -> Option<Exception> {
        Fault::of_error(error).exception()
    }

    #[test]
    fn denials_are_told_from_validations_by_their_text() {
        let user = |text: &str| raised(&json!(["UserError", [text, "Within groups: Sales", null]]));
        for text in [
            "You are not allowed to access \"Sale\".",
            "You are not allowed to access \"Party.Name\".",
            "Calling button \"post on \"Account Move\" is not allowed.",
        ] {
            assert_eq!(user(text), Some(Exception::Denied), "{text}");
        }
        let by_rules =
            "You are not allowed to read records \"1, 2...\" of \"Party\" because of at least one of these rules:\nOwn";
        assert_eq!(user(by_rules), Some(Exception::DeniedByRules));
        assert_eq!(user("You are not allowed to modify the field \"ID\" of \"Party\"."), Some(Exception::ReadOnly));
        assert_eq!(
            user("You are trying to read records \"9\" of \"Party\" that don't exist."),
            Some(Exception::Missing)
        );
        for text in ["You cannot modify any reconciliation.", "Sie dürfen nicht auf \"Verkauf\" zugreifen.", ""] {
            assert_eq!(user(text), Some(Exception::User), "{text}");
        }
    }

    #[test]
    fn exceptions_are_told_by_their_shape() {
        assert_eq!(raised(&json!(["UserWarning", ["name", "message", "description"]])), Some(Exception::Warning));
        assert_eq!(raised(&json!(["ConcurrencyException", "changed"])), Some(Exception::Concurrency));
        assert_eq!(
            raised(&json!(["LoginException", ["password", "Password for admin", "password"]])),
            Some(Exception::Login)
        );
        assert_eq!(raised(&json!(["'nope.nope'", ""])), Some(Exception::Program));
        assert_eq!(raised(&json!(["UserError", "a text of a program"])), Some(Exception::Program));
        assert_eq!(
            raised(&json!(["Move.post() takes 2 positional arguments but 39 were given", ""])),
            Some(Exception::Surplus)
        );
        assert_eq!(
            raised(&json!(["wait() takes from 2 to 3 positional arguments but 39 were given", ""])),
            Some(Exception::Surplus)
        );
        assert_eq!(
            raised(&json!(["helper() takes 2 positional arguments but 3 were given", ""])),
            Some(Exception::Program)
        );
        for odd in [json!(null), json!([]), json!(["UserError"]), json!([1, 2]), json!({"a": 1}), json!(["x", 1])] {
            assert_eq!(raised(&odd), None, "{odd}");
        }
    }

    #[test]
    fn a_status_stands_for_an_exception() {
        let of = |status| Fault::of_status(status, b"").exception();
        assert_eq!(of(401), Some(Exception::Unauthenticated));
        assert_eq!(of(403), Some(Exception::NotOpen));
        assert_eq!((of(404), of(405)), (Some(Exception::Nowhere), Some(Exception::Nowhere)));
        assert_eq!(of(429), Some(Exception::Locked));
        assert_eq!(of(422), Some(Exception::Form));
        assert_eq!(of(500), Some(Exception::Failed));
        assert_eq!(of(204), None);
        let page = |page: &str| Fault::of_status(401, page.as_bytes()).exception();
        assert_eq!(
            page("<!doctype html>\n<html lang=en>\n<title>401 Unauthorized</title>\n"),
            Some(Exception::Unauthenticated)
        );
        for proxy in ["<html>\r\n<head><title>401 Authorization Required</title></head>", "{}", "no"] {
            assert_eq!(page(proxy), None, "{proxy}");
        }
    }
}
