//! APIs that take bearer tokens (JWT, RFC 7519): tokens that they must take, and tokens that they must refuse.

mod ask;
mod attempt;

pub use ask::{BearerCell, judge, probe};
pub use attempt::Attempt;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::errors::Error as JwtError;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation, decode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::model::nearest;

/// How long a token is good for, unless someone says otherwise, in seconds.
const LIFETIME: i64 = 5 * 60;
/// How far beyond its time a token is that must be refused for it, in seconds: more than any tolerance for clocks.
const BEYOND: i64 = 60 * 60;
/// A server's clock may be behind ours by so many seconds, and still take a token as issued.
const CLOCKS: i64 = 30;
/// `{"typ":"JWT","alg":"none"}`: a token that nobody signed (RFC 7519, section 6).
const UNSIGNED: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0";
/// The claims that say whose a token is and when it is good.
const OURS: [&str; 5] = ["aud", "exp", "iat", "nbf", "sub"];
/// The algorithms, as configurations name them (RFC 7518, RFC 8037).
const ALGORITHMS: [&str; 12] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/// Mints tokens.
#[derive(Clone)]
pub struct Minter {
    key: EncodingKey,
    algorithm: Algorithm,
    subject: String,
    audience: Option<String>,
    claims: Map<String, Value>,
    /// In seconds.
    lifetime: i64,
    public_key: Option<String>,
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { algorithm, subject, audience, .. } = self;
        f.debug_struct("Minter")
            .field("algorithm", algorithm)
            .field("subject", subject)
            .field("audience", audience)
            .finish_non_exhaustive()
    }
}

/// Why no token is minted.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    /// An algorithm that nobody knows.
    #[error("`{word}` is no algorithm that signs tokens; {known}")]
    Algorithm {
        /// As written.
        word: String,
        /// What was probably meant, or all there are.
        known: String,
    },
    /// A key that does not fit the algorithm.
    #[error("the key cannot sign with `{algorithm}`; give {wanted}")]
    Key {
        /// The algorithm.
        algorithm: String,
        /// What key it takes.
        wanted: &'static str,
        /// What the library said.
        source: JwtError,
    },
    /// A public key that does not belong to the private one.
    #[error("the public key verifies nothing that the key signs; give the API's own, in PEM")]
    PublicKey {
        /// What the library said.
        source: JwtError,
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
        let parsed = parse(algorithm)?;
        let bytes = key.expose_secret().as_bytes();
        let (key, wanted) = match parsed.family() {
            AlgorithmFamily::Hmac => (Ok(EncodingKey::from_secret(bytes)), "the shared secret"),
            AlgorithmFamily::Rsa => {
                (EncodingKey::from_rsa_pem(bytes), "an RSA private key of at least 2048 bits in PEM")
            }
            AlgorithmFamily::Ec => {
                (EncodingKey::from_ec_pem(bytes), "a private key of the algorithm's curve in PEM, in PKCS#8 form")
            }
            AlgorithmFamily::Ed => (EncodingKey::from_ed_pem(bytes), "an Ed25519 private key in PEM"),
        };
        let failed = |source| BearerError::Key { algorithm: algorithm.to_owned(), wanted, source };
        let minter = Self {
            key: key.map_err(failed)?,
            algorithm: parsed,
            subject: subject.to_owned(),
            audience: None,
            claims: Map::new(),
            lifetime: LIFETIME,
            public_key: None,
        };
        sign(parsed, &minter.key, &Map::new()).map_err(failed)?;
        Ok(minter)
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
        has_pair(self.algorithm)?;
        let bytes = pem.as_bytes();
        let key = match self.algorithm.family() {
            AlgorithmFamily::Hmac | AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(bytes),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(bytes),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(bytes),
        };
        let mut signature_alone = Validation::new(self.algorithm);
        signature_alone.required_spec_claims.clear();
        let token = sign(self.algorithm, &self.key, &Map::new());
        let verified = key.and_then(|key| decode::<Map<String, Value>>(token?, &key, &signature_alone));
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
                let key = EncodingKey::from_secret(pem.as_bytes());
                let confused = Self { key, algorithm: Algorithm::HS256, ..self.clone() };
                return confused.signed(&claims).map(Some);
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
        let failed = |source| BearerError::Key {
            algorithm: format!("{:?}", self.algorithm),
            wanted: "the key that was tried before",
            source,
        };
        sign(self.algorithm, &self.key, claims).map(SecretString::from).map_err(failed)
    }
}

fn sign(algorithm: Algorithm, key: &EncodingKey, claims: &Map<String, Value>) -> Result<String, JwtError> {
    jsonwebtoken::encode(&Header::new(algorithm), claims, key)
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

fn parse(algorithm: &str) -> Result<Algorithm, BearerError> {
    let known = || match nearest(algorithm, ALGORITHMS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", ALGORITHMS.join(", ")),
    };
    algorithm.parse().map_err(|_| BearerError::Algorithm { word: algorithm.to_owned(), known: known() })
}

/// A token's claims without a signature.
fn unsigned(token: &SecretString) -> SecretString {
    let claims = token.expose_secret().split('.').nth(1).unwrap_or_default();
    SecretString::from(format!("{UNSIGNED}.{claims}."))
}

/// A token with another signature.
fn forged(token: &SecretString) -> SecretString {
    let (message, signature) = token.expose_secret().rsplit_once('.').unwrap_or_default();
    // The first character of a signature carries six of its bits, whatever the algorithm.
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest: String = signature.chars().skip(1).collect();
    SecretString::from(format!("{message}.{first}{rest}"))
}
