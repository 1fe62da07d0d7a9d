//! Pairs of keys, made anew for each test run.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair,
};
use jsonwebtoken::DecodingKey;
use secrecy::{ExposeSecret, SecretString};

use crate::secret;

/// A key that signs, what verifies, and the public key as an API publishes it.
pub(crate) struct Pair {
    pub(crate) private: SecretString,
    pub(crate) verify: DecodingKey,
    pub(crate) public: String,
}

fn pem(tag: &str, der: &[u8]) -> String {
    pem::encode(&pem::Pem::new(tag, der))
}

fn private(der: &[u8]) -> SecretString {
    SecretString::from(pem("PRIVATE KEY", der))
}

fn ec(algorithm: &'static EcdsaSigningAlgorithm) -> Pair {
    let key = EcdsaKeyPair::generate(algorithm).unwrap();
    let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
    let public = pem("PUBLIC KEY", der.as_ref());
    let verify = DecodingKey::from_ec_pem(public.as_bytes()).unwrap();
    Pair { private: private(key.to_pkcs8v1().unwrap().as_ref()), verify, public }
}

/// A pair for an algorithm.
pub(crate) fn pair(algorithm: &str) -> Pair {
    match algorithm.get(..2).unwrap() {
        "HS" => {
            let verify = DecodingKey::from_secret(secret().expose_secret().as_bytes());
            Pair { private: secret(), verify, public: String::new() }
        }
        "RS" | "PS" => {
            let key = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
            let private_der: Pkcs8V1Der<'_> = key.as_der().unwrap();
            let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
            let public = pem("PUBLIC KEY", der.as_ref());
            let verify = DecodingKey::from_rsa_pem(public.as_bytes()).unwrap();
            Pair { private: private(private_der.as_ref()), verify, public }
        }
        "ES" if algorithm == "ES256" => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES" => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
        _ => {
            let key = Ed25519KeyPair::generate().unwrap();
            let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
            let public = pem("PUBLIC KEY", der.as_ref());
            let verify = DecodingKey::from_ed_pem(public.as_bytes()).unwrap();
            Pair { private: private(key.to_pkcs8v1().unwrap().as_ref()), verify, public }
        }
    }
}
