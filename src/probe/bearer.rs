//! APIs that take bearer tokens (JWT, RFC 7519): tokens that they must take, and tokens that they must refuse.

mod ask;
mod attempt;

pub use ask::{BearerCell, judge, probe};
pub use attempt::Attempt;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::errors::Error as LibraryError;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Validation, decode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::jwt::{CLOCKS, JwtError, Signer, forged, parse};

/// How long a token is good for, unless someone says otherwise, in seconds.
const LIFETIME: i64 = 5 * 60;
/// How far beyond its time a token is that must be refused for it, in seconds: more than any tolerance for clocks.
const BEYOND: i64 = 60 * 60;
/// `{"typ":"JWT","alg":"none"}`: a token that nobody signed (RFC 7519, section 6).
const UNSIGNED: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0";
/// The claims that say whose a token is and when it is good.
const OURS: [&str; 5] = ["aud", "exp", "iat", "nbf", "sub"];
/// Mints tokens.
#[derive(Clone)]
pub struct Minter {
    signer: Signer,
    subject: String,
    audience: Option<String>,
    claims: Map<String, Value>,
    /// In seconds.
    lifetime: i64,
    public_key: Option<String>,
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { signer, subject, audience, .. } = self;
        f.debug_struct("Minter")
            .field("algorithm", &signer.algorithm())
            .field("subject", subject)
            .field("audience", audience)
            .finish_non_exhaustive()
    }
}

/// Why no token is minted.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    /// The algorithm or the key.
    #[error(transparent)]
    Jwt(#[from] JwtError),
    /// A public key that does not belong to the private one.
    #[error("the public key verifies nothing that the key signs; give the API's own, in PEM")]
    PublicKey {
        /// What the library said.
        source: LibraryError,
    },
    /// A public key where there is none.
    #[error("`{algorithm}` signs with a shared secret and has no public key; leave `public_key` out")]
    NoPair {
        /// The algorithm.
        algorithm: String,
    },
    /// A claim that is ours to make.
    #[error("the claim `{0}` is made for each token; leave it out of the claims")]
    Claim(String),
}

impl Minter {
    /// A minter of tokens for a subject. The key is the shared secret for `HS…`, else the private key in PEM; it is tried
    /// once.
    pub fn new(algorithm: &str, key: &SecretString, subject: &str) -> Result<Self, BearerError> {
        let signer = Signer::new(algorithm, key)?;
        let subject = subject.to_owned();
        Ok(Self { signer, subject, audience: None, claims: Map::new(), lifetime: LIFETIME, public_key: None })
    }

    /// The same for an audience.
    #[must_use]
    pub fn audience(self, audience: &str) -> Self {
        Self { audience: Some(audience.to_owned()), ..self }
    }

    /// The same with more claims.
    pub fn claims(self, claims: Map<String, Value>) -> Result<Self, BearerError> {
        match claims.keys().find(|claim| OURS.contains(&claim.as_str())) {
            Some(claim) => Err(BearerError::Claim(claim.clone())),
            None => Ok(Self { claims, ..self }),
        }
    }

    /// The same with tokens that are good for another time.
    #[must_use]
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self { lifetime: i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX), ..self }
    }

    /// The same with the public key of a pair, as the API publishes it, so that [`Attempt::KeyConfusion`] can be made.
    pub fn public_key(self, pem: &str) -> Result<Self, BearerError> {
        let algorithm = self.signer.algorithm();
        has_pair(algorithm)?;
        let bytes = pem.as_bytes();
        let key = match algorithm.family() {
            AlgorithmFamily::Hmac | AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(bytes),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(bytes),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(bytes),
        };
        let mut signature_alone = Validation::new(algorithm);
        signature_alone.required_spec_claims.clear();
        let token = self.signer.sign(&Map::new())?;
        let verified = key.and_then(|key| decode::<Map<String, Value>>(token.expose_secret(), &key, &signature_alone));
        verified.map_err(|source| BearerError::PublicKey { source })?;
        Ok(Self { public_key: Some(pem.to_owned()), ..self })
    }

    /// A good token for a subject.
    pub fn mint(&self, subject: &str, now: Timestamp) -> Result<SecretString, BearerError> {
        self.signed(&self.window(subject, now.as_second()))
    }

    /// Every way to ask that it knows enough for, in the order in which they are sent.
    pub fn attempts(&self) -> Vec<Attempt> {
        Attempt::possible(self.audience.is_some(), self.public_key.is_some())
    }

    /// The token to ask with; nothing for [`Attempt::NoToken`] and for what it does not know enough for.
    pub fn token(&self, attempt: Attempt, now: Timestamp) -> Result<Option<SecretString>, BearerError> {
        let (subject, now) = (self.subject.as_str(), now.as_second());
        let mut claims = self.window(subject, now);
        match attempt {
            Attempt::Good | Attempt::GoodAgain => {}
            Attempt::NoToken => return Ok(None),
            Attempt::Expired => claims = self.window(subject, now.saturating_sub(self.lifetime) - BEYOND),
            Attempt::NotYetValid => {
                claims = self.window(subject, now + BEYOND);
                claims.insert("iat".to_owned(), (now - CLOCKS).into());
                claims.insert("nbf".to_owned(), (now + BEYOND).into());
            }
            Attempt::WrongAudience => {
                let Some(audience) = &self.audience else { return Ok(None) };
                claims.insert("aud".to_owned(), format!("not-{audience}").into());
            }
            Attempt::WrongSignature => return Ok(Some(forged(&self.signed(&claims)?))),
            Attempt::AlgNone => return Ok(Some(unsigned(&self.signed(&claims)?))),
            Attempt::KeyConfusion => {
                let Some(pem) = &self.public_key else { return Ok(None) };
                return Ok(Some(Signer::confused(pem).sign(&claims)?));
            }
        }
        self.signed(&claims).map(Some)
    }

    /// The claims of a token that is good from a moment on, in seconds since 1970.
    fn window(&self, subject: &str, from: i64) -> Map<String, Value> {
        let mut claims = self.claims.clone();
        claims.insert("sub".to_owned(), subject.into());
        claims.insert("iat".to_owned(), (from - CLOCKS).into());
        claims.insert("exp".to_owned(), from.saturating_add(self.lifetime).into());
        if let Some(audience) = &self.audience {
            claims.insert("aud".to_owned(), audience.as_str().into());
        }
        claims
    }

    fn signed(&self, claims: &Map<String, Value>) -> Result<SecretString, BearerError> {
        Ok(self.signer.sign(claims)?)
    }
}

/// Every way to ask that a minter with this algorithm would know enough for, without its key.
pub fn planned(algorithm: &str, has_audience: bool, has_public_key: bool) -> Result<Vec<Attempt>, BearerError> {
    let algorithm = parse(algorithm)?;
    if has_public_key {
        has_pair(algorithm)?;
    }
    Ok(Attempt::possible(has_audience, has_public_key))
}

fn has_pair(algorithm: Algorithm) -> Result<(), BearerError> {
    match algorithm.family() {
        AlgorithmFamily::Hmac => Err(BearerError::NoPair { algorithm: format!("{algorithm:?}") }),
        AlgorithmFamily::Rsa | AlgorithmFamily::Ec | AlgorithmFamily::Ed => Ok(()),
    }
}

/// A token's claims without a signature.
fn unsigned(token: &SecretString) -> SecretString {
    let claims = token.expose_secret().split('.').nth(1).unwrap_or_default();
    SecretString::from(format!("{UNSIGNED}.{claims}."))
}
