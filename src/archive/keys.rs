//! Keys that sign, and keys by which somebody is known: Ed25519.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, OctetKeyPairParameters, OctetKeyPairType,
};
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::{ExposeSecret, SecretString};

use crate::policy::SignerKey;

/// Why a key cannot be used; the key is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no Ed25519 private key in PEM; make one with `openssl genpkey -algorithm ed25519 -out key.pem`")]
pub struct KeyError;

/// A key that signs.
pub struct SigningKey {
    pub(super) key: EncodingKey,
    pub(super) public: PublicKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public.thumbprint()).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a private key, `-----BEGIN PRIVATE KEY-----`.
    pub fn read(pem: &SecretString) -> Result<Self, KeyError> {
        let key = EncodingKey::from_ed_pem(pem.expose_secret().as_bytes()).map_err(|_| KeyError)?;
        let pair = Ed25519KeyPair::from_pkcs8(key.inner()).map_err(|_| KeyError)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyError)?;
        Ok(Self { key, public: PublicKey(public) })
    }
}

/// A key that somebody is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads the key of a signature's header; nothing where it is of another kind.
    pub(super) fn of(jwk: &Jwk) -> Option<Self> {
        let AlgorithmParameters::OctetKeyPair(key) = &jwk.algorithm else { return None };
        let bytes = URL_SAFE_NO_PAD.decode(&key.x).ok().filter(|_| key.curve == EllipticCurve::Ed25519)?;
        bytes.try_into().ok().map(Self)
    }

    /// As it stands in a signature's header (RFC 8037).
    pub(super) fn jwk(&self) -> Jwk {
        let key = OctetKeyPairParameters {
            key_type: OctetKeyPairType::OctetKeyPair,
            curve: EllipticCurve::Ed25519,
            x: self.x(),
        };
        Jwk { common: CommonParameters::default(), algorithm: AlgorithmParameters::OctetKeyPair(key) }
    }

    /// What verifies with it.
    pub(super) fn verifying(&self) -> DecodingKey {
        // The bytes of the key alone, which is what the signature library takes.
        DecodingKey::from_ed_der(&self.0)
    }

    /// Its name (RFC 7638): the hash of its JWK with the members in their order.
    pub(super) fn thumbprint(&self) -> String {
        let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x());
        URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, jwk.as_bytes()))
    }

    fn x(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl From<SignerKey> for PublicKey {
    fn from(key: SignerKey) -> Self {
        Self(key.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A.3: the thumbprint of the key of A.2.
    #[test]
    fn a_key_is_called_as_rfc_8037_calls_it() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = PublicKey(URL_SAFE_NO_PAD.decode(x).unwrap().try_into().unwrap());
        assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(PublicKey::of(&key.jwk()), Some(key));
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        for text in ["", "hunter2", "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n"] {
            assert_eq!(SigningKey::read(&text.into()).unwrap_err(), KeyError);
        }
    }
}
