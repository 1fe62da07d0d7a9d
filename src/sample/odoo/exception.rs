//! What the server raises.

use serde_json::{Value, json};

/// An exception by its Python name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exception {
    /// Its full name.
    pub(super) name: &'static str,
    /// Its text, in the language of the account.
    pub(super) message: String,
}

/// A method's answer; a method may return nothing.
pub(super) type Outcome = Result<Option<Value>, Exception>;

macro_rules! exceptions {
    ($($make:ident = $name:literal),* $(,)?) => {$(
        pub(super) fn $make(message: impl Into<String>) -> Self {
            Self { name: $name, message: message.into() }
        }
    )*};
}

impl Exception {
    exceptions! {
        access = "odoo.exceptions.AccessError",
        missing = "odoo.exceptions.MissingError",
        user = "odoo.exceptions.UserError",
        validation = "odoo.exceptions.ValidationError",
        value = "builtins.ValueError",
        key = "builtins.KeyError",
        type_error = "builtins.TypeError",
        attribute = "builtins.AttributeError",
        database = "psycopg2.OperationalError",
        session = "odoo.http.SessionExpiredException",
        not_found = "werkzeug.exceptions.NotFound",
        unauthorized = "werkzeug.exceptions.Unauthorized",
        unprocessable = "werkzeug.exceptions.UnprocessableEntity",
    }

    /// No login, or not this one.
    pub(super) fn denied() -> Self {
        Self { name: "odoo.exceptions.AccessDenied", message: "Access Denied".to_owned() }
    }

    /// The HTTP status that JSON-2 gives it (19.0).
    pub(super) fn status(&self) -> u16 {
        match self.name.rsplit('.').next().unwrap_or_default() {
            "AccessError" => 403,
            "AccessDenied" | "Unauthorized" => 401,
            "MissingError" | "NotFound" => 404,
            "UserError" | "ValidationError" | "UnprocessableEntity" => 422,
            _ => 500,
        }
    }

    /// The keys that every envelope has.
    pub(super) fn data(&self) -> Value {
        let arguments = if self.name.starts_with("werkzeug.") {
            json!([self.message, self.status()])
        } else {
            json!([self.message])
        };
        json!({
            "name": self.name,
            "message": self.message,
            "arguments": arguments,
            "context": {},
            "debug": format!("Traceback (most recent call last):\n{}: {}\n", self.name, self.message),
        })
    }
}
