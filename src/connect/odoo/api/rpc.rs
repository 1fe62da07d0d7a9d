//! Calls a method of a model and reads the answer.

use secrecy::SecretString;
use serde_json::Value;

use super::Fault;
use super::wire::{self, Caller, Method, Wire};
use crate::net::Client;

/// A server, a database and an account to call methods as.
#[derive(Debug, Clone)]
pub struct Rpc {
    client: Client,
    database: String,
    uid: i64,
    secret: SecretString,
    wire: Wire,
}

impl Rpc {
    /// An account that is known by its id, over `/jsonrpc`; nothing is sent.
    pub fn new(client: Client, database: String, uid: i64, secret: SecretString) -> Self {
        Self { client, database, uid, secret, wire: Wire::JsonRpc }
    }

    /// The same over another protocol; `/json/2` asks for a key and knows the account by it.
    #[must_use]
    pub fn over(self, wire: Wire) -> Self {
        Self { wire, ..self }
    }

    /// Calls `method` of `model` with positional arguments (a list) and named ones (an object); of a method of records the
    /// first is the list of their ids. A method that returns nothing gives `Value::Null`.
    ///
    /// What is known to read is sent again when its answer was lost, anything else never.
    pub async fn call(&self, model: &str, method: &str, args: Value, kwargs: Value) -> Result<Value, Fault> {
        let (Value::Array(args), Value::Object(kwargs)) = (args, kwargs) else {
            let (model, method) = (model.to_owned(), method.to_owned());
            return Err(Fault::Unspeakable { model, method, why: "its arguments are no list and no object" });
        };
        let caller = Caller { database: &self.database, uid: self.uid, secret: &self.secret };
        let request =
            Method { model, name: method, args, kwargs, repeat: wire::usual(method) }.request(self.wire, caller)?;
        let answer = self.client.send(&request).await?;
        wire::result(self.wire, &answer, Some(&self.secret))
    }
}
