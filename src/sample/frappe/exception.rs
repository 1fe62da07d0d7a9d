//! What the server raises.

use serde_json::Value;

/// An exception by its class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Exception {
    /// The class; those of the framework live in `frappe.exceptions`.
    pub(super) class: &'static str,
    /// What the exception itself says, behind its class.
    pub(super) text: String,
    /// What is told to people.
    pub(super) messages: Vec<Message>,
    /// `_error_message`.
    pub(super) summary: Option<String>,
    /// Other keys of the body.
    pub(super) more: Vec<(&'static str, Value)>,
    /// No traceback is given, though the site gives them.
    pub(super) quiet: bool,
}

/// A message beside an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) title: &'static str,
    /// The message is the exception's own.
    pub(super) thrown: bool,
}

/// What a request comes to.
pub(super) type Outcome<T = Value> = Result<T, Exception>;

impl Exception {
    /// `raise Class`: says nothing.
    pub(super) fn raise(class: &'static str) -> Self {
        Self { class, ..Self::default() }
    }

    /// `raise Class(text)`.
    pub(super) fn raise_with(class: &'static str, text: impl Into<String>) -> Self {
        Self { class, text: text.into(), ..Self::default() }
    }

    /// `frappe.throw(text, Class)`: what the exception says is told to people too.
    pub(super) fn throw(class: &'static str, text: impl Into<String>) -> Self {
        Self::throw_titled(class, "Message", text)
    }

    /// The same with a title.
    pub(super) fn throw_titled(class: &'static str, title: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        let messages = vec![Message { text: text.clone(), title, thrown: true }];
        Self { class, text, messages, ..Self::default() }
    }

    /// No right on a doctype.
    pub(super) fn no_right(user: &str, doctype: &str) -> Self {
        let text = format!(
            "User <strong>{user}</strong> does not have doctype access via role permission for document <strong>{doctype}</strong>"
        );
        Self {
            messages: vec![Message { text, title: "Message", thrown: false }],
            summary: Some(format!("No permission for {doctype}")),
            ..Self::raise(PERMISSION)
        }
    }

    /// The same where the framework hides the traceback.
    pub(super) fn quietly(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// With one more key in the body.
    pub(super) fn with(mut self, key: &'static str, value: Value) -> Self {
        self.more.push((key, value));
        self
    }

    /// A document is not there.
    pub(super) fn missing(doctype: &str, name: &str) -> Self {
        Self::throw(MISSING, format!("{doctype} {name} not found")).quietly()
    }

    /// A method cannot be called, or not by this account.
    pub(super) fn not_whitelisted(method: &str) -> Self {
        let text = format!(
            "<details><summary>You are not permitted to access this resource. Login to access</summary>Function <strong>{method}</strong> is not whitelisted.</details>"
        );
        Self::throw_titled(PERMISSION, "Method Not Allowed", text)
    }

    /// The HTTP status of the class.
    pub(super) fn status(&self) -> u16 {
        match self.class {
            AUTHENTICATION => 401,
            PERMISSION => 403,
            MISSING => 404,
            DUPLICATE => 409,
            CSRF => 400,
            VALIDATION
            | "MandatoryError"
            | LINK
            | "LinkExistsError"
            | TIMESTAMP
            | DOCSTATUS
            | "UpdateAfterSubmitError" => 417,
            _ => 500,
        }
    }

    /// The class as a traceback names it.
    pub(super) fn full_name(&self) -> String {
        match self.class {
            "TypeError" | "ImportError" => self.class.to_owned(),
            "OperationalError" | "ProgrammingError" => format!("pymysql.err.{}", self.class),
            class => format!("frappe.exceptions.{class}"),
        }
    }
}

pub(super) const AUTHENTICATION: &str = "AuthenticationError";
pub(super) const PERMISSION: &str = "PermissionError";
pub(super) const MISSING: &str = "DoesNotExistError";
pub(super) const VALIDATION: &str = "ValidationError";
pub(super) const DUPLICATE: &str = "DuplicateEntryError";
pub(super) const CSRF: &str = "CSRFTokenError";
pub(super) const LINK: &str = "LinkValidationError";
pub(super) const TIMESTAMP: &str = "TimestampMismatchError";
pub(super) const DOCSTATUS: &str = "DocstatusTransitionError";
