//! Bearer tokens: each bad one is refused by a correct verifier, and for the reason that it was made for; an API that takes
//! one is found.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod api;
mod cli;
mod keys;
mod minting;
mod probing;
mod sample;

use jiff::Timestamp;
use jsonwebtoken::Validation;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

/// When the tests mint; verifiers ask the real clock, so it is the real one.
fn now() -> Timestamp {
    Timestamp::now()
}

fn secret() -> SecretString {
    SecretString::from("a shared secret that only the API and we know")
}

fn claims(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(claims) => claims,
        _ => panic!("no claims"),
    }
}

/// What a careful API checks.
fn careful(algorithm: jsonwebtoken::Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&["erp-api"]);
    validation.set_required_spec_claims(&["exp", "aud", "sub"]);
    validation.validate_nbf = true;
    validation
}

fn scope() -> Map<String, Value> {
    claims(json!({"iss": "https://login.example", "scope": ["orders:read"]}))
}
