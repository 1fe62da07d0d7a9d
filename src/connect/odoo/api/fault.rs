//! Why a call has no result: typed from codes and exception names, never from a text, which comes in the account's language.

use crate::net::NetError;

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer at all.
    #[error("no answer")]
    Net(#[from] NetError),
    /// The ERP raised an exception. Its text is not repeated: it may hold what records say.
    #[error("the server raised {name}")]
    Raised {
        /// Its full name, such as `odoo.exceptions.AccessError`.
        name: String,
        /// Its text on one line of at most 300 characters, without the secret; in the account's language, to be looked into and not shown.
        message: String,
    },
    /// Something that Odoo does not say; in our words, nothing of it is repeated.
    #[error("this is not what Odoo answers: {what}")]
    Alien {
        /// What it is.
        what: String,
    },
    /// A call that is not sent, because it cannot be put in the words of the protocol.
    #[error("`{method}` of `{model}` cannot be called: {why}")]
    Unspeakable {
        /// Of which model.
        model: String,
        /// Which method.
        method: String,
        /// What is in the way.
        why: &'static str,
    },
}

/// The exceptions that mean something to an auditor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exception {
    /// The account may not do this.
    AccessError,
    /// The secret is not taken.
    AccessDenied,
    /// There is no such record.
    MissingError,
    /// The ERP's own program refused for a reason of its own.
    UserError,
    /// A wrong value, among them a field that does not exist.
    ValueError,
    /// A name that the ERP's own program did not find.
    KeyError,
    /// The session is over.
    SessionExpired,
    /// The ERP cannot use its database, or there is none of that name.
    Database,
    /// There is no such method or model.
    NotFound,
    /// Anything else.
    Other,
}

/// Names of 16.0 to 19.0. `werkzeug` names come over `/json/2` (19); subclasses of `UserError` count as it.
const NAMES: [(&str, Exception); 12] = [
    ("odoo.exceptions.AccessError", Exception::AccessError),
    ("odoo.exceptions.AccessDenied", Exception::AccessDenied),
    ("werkzeug.exceptions.Unauthorized", Exception::AccessDenied),
    ("odoo.exceptions.MissingError", Exception::MissingError),
    ("odoo.exceptions.UserError", Exception::UserError),
    ("odoo.exceptions.ValidationError", Exception::UserError),
    ("odoo.exceptions.RedirectWarning", Exception::UserError),
    ("builtins.ValueError", Exception::ValueError),
    ("builtins.KeyError", Exception::KeyError),
    (SESSION_EXPIRED, Exception::SessionExpired),
    ("psycopg2.OperationalError", Exception::Database),
    ("werkzeug.exceptions.NotFound", Exception::NotFound),
];

/// What JSON-RPC's code 100 stands for.
pub(super) const SESSION_EXPIRED: &str = "odoo.http.SessionExpiredException";

/// Whether this is the name of an exception that means something to an auditor.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.iter().any(|(known, _)| *known == name)
}

impl Fault {
    /// What the ERP raised; nothing where it raised nothing.
    pub fn exception(&self) -> Option<Exception> {
        let Self::Raised { name, .. } = self else { return None };
        Some(NAMES.iter().find(|(known, _)| known == name).map_or(Exception::Other, |(_, exception)| *exception))
    }

    pub(super) fn alien(what: impl Into<String>) -> Self {
        Self::Alien { what: what.into() }
    }
}
