//! Who may sign for a role of the gate: names with their public keys, each for the days on which it counts.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, day, filled, invalid};

/// The beginning of every Ed25519 public key in PEM (RFC 8410), before its 32 bytes.
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Somebody whose signature counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub name: String,
    /// By which key they are known.
    pub key: SignerKey,
    /// The first day on which a signature of it counts.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Signer {
    /// Whether a signature of a day counts.
    pub fn signs_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A public key, Ed25519.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignerKey([u8; 32]);

impl SignerKey {
    /// Reads a public key, `-----BEGIN PUBLIC KEY-----`; says what is wrong and never repeats it.
    pub fn read(pem: &str) -> Result<Self, &'static str> {
        if pem.contains("PRIVATE KEY") {
            return Err(
                "a PRIVATE key stands here: take it out and make a new one, because whoever read this file can sign \
                 with it; the public half belongs here (`openssl pkey -in key.pem -pubout`)",
            );
        }
        let inner = || {
            let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----")?;
            let (text, _) = rest.split_once("-----END PUBLIC KEY-----")?;
            let der = STANDARD.decode(text.split_whitespace().collect::<String>()).ok()?;
            der.strip_prefix(&ED25519)?.try_into().ok().map(Self)
        };
        inner().ok_or("no Ed25519 public key in PEM; get it with `openssl pkey -in key.pem -pubout`")
    }

    /// Its bytes.
    pub fn bytes(self) -> [u8; 32] {
        self.0
    }
}

/// A signer as the gate has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignerEntry {
    name: Spanned<String>,
    key: Spanned<String>,
    from: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
}

impl SignerEntry {
    pub(super) fn read(self, file: &Arc<str>) -> Result<Signer, PolicyError> {
        filled("the signer", &[("name", &self.name.value)], self.name.referenced, file)?;
        let day = |text: Option<Spanned<String>>| text.map(|text| day(&text, file)).transpose();
        let key = SignerKey::read(&self.key.value).map_err(|what| {
            invalid(Some(self.key.referenced), file, &format!("signer `{}`: {what}", self.name.value))
        })?;
        let at = self.name.referenced;
        let (name, from, until) = (self.name.value, day(self.from)?, day(self.until)?);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err(invalid(Some(at), file, &format!("signer `{name}`: `until` is before `from`")));
        }
        Ok(Signer { name, key, from, until })
    }
}
