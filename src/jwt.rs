//! JSON Web Tokens (JWT, RFC 7519): signing them, and reading those that lie about.

pub mod seen;

use jsonwebtoken::errors::Error as LibraryError;
use jsonwebtoken::{Algorithm, AlgorithmFamily, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::model::nearest;

/// The algorithms, as configurations name them (RFC 7518, RFC 8037).
const ALGORITHMS: [&str; 12] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
/// The claims that say when a token is good.
pub(crate) const TIMES: [&str; 3] = ["exp", "iat", "nbf"];
/// A server's clock may be behind ours by so many seconds, and still take a token as issued.
pub(crate) const CLOCKS: i64 = 30;

/// Why no token is signed.
#[derive(Debug, thiserror::Error)]
pub enum JwtError {
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
        source: LibraryError,
    },
}

/// A key that signs.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    algorithm: Algorithm,
}

impl Signer {
    /// The key is the shared secret for `HS…`, else the private key in PEM; it is tried once.
    pub fn new(algorithm: &str, key: &SecretString) -> Result<Self, JwtError> {
        let algorithm = parse(algorithm)?;
        let bytes = key.expose_secret().as_bytes();
        let (key, wanted) = match algorithm.family() {
            AlgorithmFamily::Hmac => (Ok(EncodingKey::from_secret(bytes)), "the shared secret"),
            AlgorithmFamily::Rsa => {
                (EncodingKey::from_rsa_pem(bytes), "an RSA private key of at least 2048 bits in PEM")
            }
            AlgorithmFamily::Ec => {
                (EncodingKey::from_ec_pem(bytes), "a private key of the algorithm's curve in PEM, in PKCS#8 form")
            }
            AlgorithmFamily::Ed => (EncodingKey::from_ed_pem(bytes), "an Ed25519 private key in PEM"),
        };
        let failed = |source| JwtError::Key { algorithm: format!("{algorithm:?}"), wanted, source };
        let signer = Self { key: key.map_err(failed)?, algorithm };
        signer.try_sign(&Map::new()).map_err(failed)?;
        Ok(signer)
    }

    /// The same algorithm's name with another key, the text of a public key as a shared secret.
    #[must_use]
    pub fn confused(pem: &str) -> Self {
        Self { key: EncodingKey::from_secret(pem.as_bytes()), algorithm: Algorithm::HS256 }
    }

    /// The algorithm.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// A token with these claims.
    pub fn sign(&self, claims: &Map<String, Value>) -> Result<SecretString, JwtError> {
        let failed = |source| JwtError::Key {
            algorithm: format!("{:?}", self.algorithm),
            wanted: "the key that was tried before",
            source,
        };
        self.try_sign(claims).map(SecretString::from).map_err(failed)
    }

    fn try_sign(&self, claims: &Map<String, Value>) -> Result<String, LibraryError> {
        jsonwebtoken::encode(&Header::new(self.algorithm), claims, &self.key)
    }
}

/// An algorithm by its name.
pub fn parse(algorithm: &str) -> Result<Algorithm, JwtError> {
    let known = || match nearest(algorithm, ALGORITHMS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", ALGORITHMS.join(", ")),
    };
    algorithm.parse().map_err(|_| JwtError::Algorithm { word: algorithm.to_owned(), known: known() })
}

/// A token with another signature.
pub fn forged(token: &SecretString) -> SecretString {
    let (message, signature) = token.expose_secret().rsplit_once('.').unwrap_or_default();
    // The first character of a signature carries six of its bits, whatever the algorithm.
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest: String = signature.chars().skip(1).collect();
    SecretString::from(format!("{message}.{first}{rest}"))
}
