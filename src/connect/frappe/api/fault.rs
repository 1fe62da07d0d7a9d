//! Why a request has no result: from the status and the class of the exception, never from a text, which is translated.

use serde_json::Value;

use super::release::Release;
use crate::net::{Answer, NetError};

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer at all.
    #[error("no answer")]
    Net(#[from] NetError),
    /// The ERP raised an exception.
    #[error("the server raised {name} (HTTP {status})")]
    Raised {
        /// The HTTP status.
        status: u16,
        /// The exception's class, such as `PermissionError`, if it is one of the known ones: any other name is the
        /// server's to choose.
        name: &'static str,
        /// What it is to an auditor.
        exception: Exception,
        /// Whether the answer names the probe's own sentinels, which no language translates.
        sentinels: Sentinels,
    },
    /// Something that Frappe does not say; in our words, nothing of it is repeated.
    #[error("this is not what Frappe answers: {what}")]
    Alien {
        /// What it is.
        what: String,
    },
}

/// Which of our own sentinels an error names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sentinels {
    /// The link that stops the request in any case.
    pub plain: bool,
    /// The link that is there only if the field may be written.
    pub field: bool,
}

/// The name of a record that nobody has; a link to it is refused before anything is written.
pub(super) const SENTINEL: &str = "__rolecall_probe__";

/// Another such name, for the field that is asked about.
pub(super) const FIELD_SENTINEL: &str = "__rolecall_field__";

/// The exceptions that mean something to an auditor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exception {
    /// The account may not do this, or the method is not open to it.
    Permission,
    /// The secret is not taken, or the session is over.
    Authentication,
    /// There is no such record.
    Missing,
    /// The record was changed since it was read: all checks of access are passed.
    Timestamp,
    /// A record cannot be born cancelled: the right to create is there, where that is checked first.
    Docstatus,
    /// A link that leads nowhere.
    Link,
    /// The session wants a token that only a page of the desk gives.
    Csrf,
    /// Too many requests, in the ERP's own words.
    Rate,
    /// The account or the address is locked out.
    Locked,
    /// Maintenance, or a queue that is full.
    Stopped,
    /// A wrong value, an unknown method.
    Validation,
    /// Anything else.
    Other,
}

/// Classes of `frappe.exceptions` with the status that each comes with (14.55, 15.101, 17.0). Under another status they are
/// not that error: a proxy's, or a stale name.
const NAMES: [(&str, u16, Exception); 26] = [
    ("PermissionError", 403, Exception::Permission),
    ("AuthenticationError", 401, Exception::Authentication),
    ("SessionExpired", 401, Exception::Authentication),
    ("InvalidAuthorizationToken", 401, Exception::Authentication),
    ("DoesNotExistError", 404, Exception::Missing),
    ("PageDoesNotExistError", 404, Exception::Missing),
    ("TimestampMismatchError", 417, Exception::Timestamp),
    ("DocstatusTransitionError", 417, Exception::Docstatus),
    ("LinkValidationError", 417, Exception::Link),
    ("CSRFTokenError", 400, Exception::Csrf),
    ("TooManyRequestsError", 429, Exception::Rate),
    ("RateLimitExceededError", 429, Exception::Rate),
    ("SecurityException", 500, Exception::Locked),
    ("SessionStopped", 503, Exception::Stopped),
    ("QueueOverloaded", 503, Exception::Stopped),
    ("InReadOnlyMode", 503, Exception::Stopped),
    ("ValidationError", 417, Exception::Validation),
    ("MandatoryError", 417, Exception::Validation),
    ("LinkExistsError", 417, Exception::Validation),
    ("UpdateAfterSubmitError", 417, Exception::Validation),
    ("CancelledLinkError", 417, Exception::Validation),
    ("DataError", 417, Exception::Validation),
    ("DuplicateEntryError", 409, Exception::Validation),
    ("NameError", 409, Exception::Validation),
    ("ImportError", 500, Exception::Other),
    ("TypeError", 500, Exception::Other),
];

impl Fault {
    /// What the ERP raised; nothing where it raised nothing.
    pub fn exception(&self) -> Option<Exception> {
        match self {
            Self::Raised { exception, .. } => Some(*exception),
            Self::Net(_) | Self::Alien { .. } => None,
        }
    }

    pub(super) fn alien(what: impl Into<String>) -> Self {
        Self::Alien { what: what.into() }
    }

    /// What an answer that is no success says.
    pub(super) fn of(version: Option<Release>, answer: &Answer) -> Self {
        let status = answer.status;
        if is_page(answer) {
            return Self::alien(format!("an HTML page (HTTP {status})"));
        }
        let Ok(body) = answer.json() else {
            return Self::alien(format!("something else than a result (HTTP {status})"));
        };
        let Some(name) = name(version, &body, status) else {
            return Self::alien(format!("an error without the name of an exception (HTTP {status})"));
        };
        let known = NAMES.iter().find(|(known, ..)| *known == name);
        let (name, exception) = match known {
            Some((name, usual, exception)) if *usual == status => (*name, *exception),
            Some((name, ..)) => return Self::alien(format!("`{name}` with HTTP {status}")),
            None => ("an exception of another name", Exception::Other),
        };
        let sentinels =
            Sentinels { plain: contains(&answer.body, SENTINEL), field: contains(&answer.body, FIELD_SENTINEL) };
        Self::Raised { status, name, exception, sentinels }
    }
}

/// The class of the exception in the body of an error. Version 1 says `exc_type` and, where tracebacks are shown,
/// `exception` with the last line of the traceback; version 2 has a list of errors.
fn name(version: Option<Release>, body: &Value, status: u16) -> Option<String> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(errors) = body.get("errors").and_then(Value::as_array) {
        let mut names = errors.iter().filter_map(|error| text(error, "type").filter(|name| is_class(name)));
        let first = names.next()?;
        return names.all(|name| name == first).then_some(first);
    }
    let typed = text(body, "exc_type").filter(|name| is_class(name));
    let line = text(body, "exception");
    let raised = line.as_deref().and_then(class).map(str::to_owned);
    if version.is_some_and(Release::names_its_errors) {
        return typed.or(raised);
    }
    // Of 14 the last line of the traceback counts; a name beside it may be that of an older error.
    let usual = |name: &String| NAMES.iter().any(|(known, usual, _)| known == name && *usual == status);
    raised.or_else(|| typed.filter(usual))
}

/// The class in `frappe.exceptions.PermissionError: …`.
fn class(line: &str) -> Option<&str> {
    let path = line.split(':').next()?.trim();
    path.rsplit('.').next().filter(|name| is_class(name))
}

fn is_class(name: &str) -> bool {
    !name.is_empty() && name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether an answer is a web page, as a proxy, another site or an unknown path gives it.
pub(super) fn is_page(answer: &Answer) -> bool {
    answer.content_type == "text/html" || answer.body.first() == Some(&b'<')
}

fn contains(body: &[u8], what: &str) -> bool {
    body.windows(what.len()).any(|window| window == what.as_bytes())
}
