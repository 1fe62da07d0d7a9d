//! Tokens that are signed for each request; the account's secret is the key.

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::manifest::Minted;
use super::template::Place;
use super::variables::Values;
use crate::connect::error::one_line;
use crate::jwt::{CLOCKS, Signer};

impl Minted {
    /// A token for the account of a login, good from now on.
    pub(super) fn token(
        &self,
        key: &SecretString,
        values: &Values<'_>,
        now: Timestamp,
    ) -> Result<SecretString, String> {
        let text = |error: &dyn std::fmt::Display| one_line(&error.to_string());
        let signer = Signer::new(&self.algorithm, key).map_err(|error| text(&error))?;
        let now = now.as_second();
        let mut claims = Map::new();
        claims.insert("sub".to_owned(), self.subject.fill(values, Place::Text)?.into());
        claims.insert("iat".to_owned(), (now - CLOCKS).into());
        claims.insert("exp".to_owned(), now.saturating_add(self.lifetime).into());
        if let Some(audience) = &self.audience {
            claims.insert("aud".to_owned(), Value::String(audience.fill(values, Place::Text)?));
        }
        let own = values.login.and_then(|login| self.accounts.get(&login.to_lowercase()));
        for (name, shape) in self.claims.iter().chain(own.into_iter().flatten()) {
            claims.insert(name.clone(), shape.fill(values, false)?);
        }
        signer.sign(&claims).map_err(|error| text(&error))
    }
}
