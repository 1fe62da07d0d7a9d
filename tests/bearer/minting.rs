//! Tokens against jsonwebtoken's own verifier.

use std::collections::BTreeMap;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, decode};
use rolecall::probe::bearer::{Attempt, Minter, planned};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::keys::pair;
use crate::{careful, claims, now, scope, secret};

const ALGORITHMS: [&str; 12] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

fn tokens(minter: &Minter) -> BTreeMap<Attempt, Option<String>> {
    let exposed = |attempt| {
        let token: Option<SecretString> = minter.token(attempt, now()).unwrap();
        (attempt, token.map(|token| token.expose_secret().to_owned()))
    };
    minter.attempts().into_iter().map(exposed).collect()
}

fn verify(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Map<String, Value>, ErrorKind> {
    decode::<Map<String, Value>>(token, key, &careful(algorithm))
        .map(|data| data.claims)
        .map_err(jsonwebtoken::errors::Error::into_kind)
}

#[test]
fn every_bad_token_is_refused_for_the_reason_that_it_was_made_for() {
    for name in ALGORITHMS {
        let (pair, algorithm) = (pair(name), name.parse().unwrap());
        let minter = Minter::new(name, &pair.private, "mara").unwrap().audience("erp-api").claims(scope()).unwrap();
        let tokens = tokens(&if name.starts_with("HS") { minter } else { minter.public_key(&pair.public).unwrap() });
        assert_eq!(tokens.len(), if name.starts_with("HS") { 8 } else { 9 }, "{name}");
        for (attempt, token) in tokens {
            let Some(token) = token else {
                assert_eq!(attempt, Attempt::NoToken);
                continue;
            };
            let found = verify(&token, &pair.verify, algorithm);
            match attempt {
                Attempt::Good | Attempt::GoodAgain => {
                    let found = found.unwrap();
                    assert_eq!((&found["sub"], &found["scope"][0]), (&json!("mara"), &json!("orders:read")), "{name}");
                }
                Attempt::Expired => assert!(matches!(found, Err(ErrorKind::ExpiredSignature)), "{name}: {found:?}"),
                Attempt::NotYetValid => {
                    assert!(matches!(found, Err(ErrorKind::ImmatureSignature)), "{name}: {found:?}");
                }
                Attempt::WrongAudience => {
                    assert!(matches!(found, Err(ErrorKind::InvalidAudience)), "{name}: {found:?}");
                }
                Attempt::WrongSignature => {
                    assert!(matches!(found, Err(ErrorKind::InvalidSignature)), "{name}: {found:?}");
                }
                Attempt::AlgNone => assert!(found.is_err(), "{name}"),
                Attempt::KeyConfusion => {
                    assert!(matches!(found, Err(ErrorKind::InvalidAlgorithm)), "{name}: {found:?}");
                    let fooled = DecodingKey::from_secret(pair.public.as_bytes());
                    assert!(verify(&token, &fooled, Algorithm::HS256).is_ok(), "{name}: it fools who mixes up keys");
                }
                Attempt::NoToken => panic!("a token where there is none"),
            }
        }
    }
}

/// Each bad token has one fault alone: who does not check for it, takes it.
#[test]
fn every_bad_token_has_one_fault_alone() {
    let pair = pair("HS256");
    let minter = Minter::new("HS256", &pair.private, "mara").unwrap().audience("erp-api");
    let tokens = tokens(&minter);
    let taken = |attempt: Attempt, change: fn(&mut jsonwebtoken::Validation)| {
        let mut careless = careful(Algorithm::HS256);
        change(&mut careless);
        let token = tokens[&attempt].as_deref().unwrap();
        decode::<Map<String, Value>>(token, &pair.verify, &careless).unwrap().claims
    };
    taken(Attempt::Expired, |validation| validation.validate_exp = false);
    taken(Attempt::NotYetValid, |validation| validation.validate_nbf = false);
    taken(Attempt::WrongAudience, |validation| validation.validate_aud = false);
    let unsigned = jsonwebtoken::dangerous::insecure_decode::<Map<String, Value>>;
    let forged = unsigned(tokens[&Attempt::WrongSignature].as_deref().unwrap()).unwrap().claims;
    let good = unsigned(tokens[&Attempt::Good].as_deref().unwrap()).unwrap().claims;
    assert_eq!(forged, good);
}

#[test]
fn a_token_without_algorithm_has_an_empty_signature_and_the_good_claims() {
    let tokens = tokens(&Minter::new("HS256", &secret(), "mara").unwrap());
    let unsigned = tokens[&Attempt::AlgNone].as_deref().unwrap();
    let good: Vec<&str> = tokens[&Attempt::Good].as_deref().unwrap().split('.').collect();
    assert_eq!(unsigned, format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{}.", good[1]));
}

#[test]
fn a_token_for_another_audience_needs_an_audience_and_confusion_a_pair() {
    use Attempt::{AlgNone, Expired, Good, GoodAgain, NoToken, NotYetValid, WrongSignature};
    let minter = Minter::new("HS256", &secret(), "mara").unwrap();
    assert_eq!(minter.attempts(), [Good, NoToken, Expired, NotYetValid, WrongSignature, AlgNone, GoodAgain]);
    for missing in [Attempt::WrongAudience, Attempt::KeyConfusion] {
        assert!(minter.token(missing, now()).unwrap().is_none());
    }
}

#[test]
fn what_is_planned_without_the_key_is_what_is_sent_with_it() {
    for name in ALGORITHMS {
        let pair = pair(name);
        for (audience, public) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut minter = Minter::new(name, &pair.private, "mara").unwrap();
            if audience {
                minter = minter.audience("erp-api");
            }
            let with_key = if public { minter.public_key(&pair.public) } else { Ok(minter) };
            match (planned(name, audience, public), with_key) {
                (Ok(planned), Ok(minter)) => assert_eq!(planned, minter.attempts(), "{name}"),
                (Err(planned), Err(made)) => {
                    assert!(public && name.starts_with("HS"), "{name}: {made}");
                    assert_eq!(planned.to_string(), made.to_string());
                }
                (planned, made) => panic!("{name}: {planned:?} but {made:?}"),
            }
        }
    }
    assert!(planned("HS265", true, true).unwrap_err().to_string().contains("`HS256`"));
}

#[test]
fn a_role_is_minted_a_token_of_its_own() {
    let minter = Minter::new("HS256", &secret(), "mara").unwrap().audience("erp-api");
    let minter = minter.lifetime(Duration::from_secs(90));
    let (moment, verifier) = (now(), pair("HS256").verify);
    let token = minter.mint("ben", moment).unwrap();
    let found = verify(token.expose_secret(), &verifier, Algorithm::HS256).unwrap();
    assert_eq!((&found["sub"], &found["exp"]), (&json!("ben"), &json!(moment.as_second() + 90)));
    minter.lifetime(Duration::MAX).mint("ben", "9999-12-30T22:00:00Z".parse().unwrap()).unwrap();
}

#[test]
fn what_cannot_sign_is_refused_with_the_next_step_and_never_printed() {
    let key = |text: &str| SecretString::from(text);
    let wrong = |algorithm: &str, key: &SecretString| Minter::new(algorithm, key, "mara").unwrap_err().to_string();
    assert_eq!(wrong("HS265", &secret()), "`HS265` is no algorithm that signs tokens; did you mean `HS256`?");
    assert!(wrong("none", &secret()).contains("there are HS256, "));
    let expected = "the key cannot sign with `RS256`; give an RSA private key of at least 2048 bits in PEM";
    assert_eq!(wrong("RS256", &key("hunter2")), expected);
    assert_eq!(wrong("RS256", &pair("ES256").private), expected);
    assert_eq!(wrong("RS256", &key(&pair("RS256").public)), expected);
    assert!(wrong("EdDSA", &pair("ES256").private).contains("Ed25519"));
    assert!(wrong("ES384", &pair("ES256").private).contains("curve"));

    let pairs = ["RS256", "ES256", "EdDSA"].map(|name| (name, pair(name), pair(name)));
    for (name, ours, theirs) in pairs {
        let minter = Minter::new(name, &ours.private, "mara").unwrap();
        let wrong = minter.public_key(&theirs.public).unwrap_err().to_string();
        assert!(wrong.starts_with("the public key verifies nothing"), "{wrong}");
    }

    let minter = Minter::new("HS256", &secret(), "mara").unwrap();
    let error = minter.clone().claims(claims(json!({"exp": 4_102_444_800_i64}))).unwrap_err();
    assert!(error.to_string().contains("`exp`"), "{error}");
    let printed = format!("{minter:?} {:?}", minter.token(Attempt::Good, now()).unwrap());
    assert!(!printed.contains("eyJ") && !printed.contains("a shared secret"), "{printed}");
}
