//! Signing in, and telling a key from a password.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::Fault;
use super::wire::{self, Wire};
use crate::net::{Client, Repeat, Request};

/// Signs in with a password or a key: the account's id, or nothing where the server refuses. A wrong secret, an inactive
/// account, an unknown one and a password where a second factor is set up all look the same (16.0 to 19.0).
///
/// It leaves a row in `res_users_log` when it succeeds, and is sent once.
pub async fn login(client: &Client, database: &str, login: &str, secret: &SecretString) -> Result<Option<i64>, Fault> {
    let answer = client.send(&request(database, login, secret)).await?;
    account(&wire::result(Wire::JsonRpc, &answer, Some(secret))?)
}

/// The request that signs in.
pub(super) fn request(database: &str, login: &str, secret: &SecretString) -> Request {
    wire::service("common", "login", json!([database, login, secret.expose_secret()]), Repeat::Never)
}

/// The account in the result of signing in.
pub(super) fn account(result: &Value) -> Result<Option<i64>, Fault> {
    match (result, result.as_i64()) {
        (Value::Bool(false), _) => Ok(None),
        (_, Some(uid)) if uid > 0 => Ok(Some(uid)),
        _ => Err(Fault::alien("neither an account nor a refusal")),
    }
}

/// Whether a secret has the form of a key that Odoo makes: 40 small hexadecimal digits (16.0 to 19.0, `res_users_apikeys`).
pub fn looks_like_key(secret: &SecretString) -> bool {
    let secret = secret.expose_secret();
    secret.len() == 40 && secret.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}
