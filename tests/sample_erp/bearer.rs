//! The API that takes JWTs.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rolecall::sample::{BearerApi, BearerFault, Faults, Flavour, Options};
use serde_json::{Value, json};

use super::shop::Shop;

fn open(fault: Option<BearerFault>) -> Shop {
    let api = BearerApi { secret: "sample".to_owned(), audience: "acme".to_owned() };
    let faults = Faults { bearer: fault, ..Faults::none() };
    Shop::with(Flavour::V19, Options { faults, bearer: Some(api), ..Options::default() }, |_| {})
}

fn token(login: &str, secret: &str, audience: &str, seconds: i64) -> String {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let claims = json!({"sub": login, "aud": audience, "exp": now + seconds});
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// The same claims under a header `{"alg":"none"}` and without a signature.
fn unsigned(token: &str) -> String {
    format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).unwrap())
}

impl Shop {
    fn api(&self, method: &str, target: &str, token: Option<&str>, body: &str) -> (u16, Value) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> =
            bearer.as_deref().map(|bearer| ("authorization", bearer)).into_iter().collect();
        let answer = self.send(method, &format!("/api/v1/{target}"), &headers, body);
        (answer.status, answer.json())
    }
}

#[test]
fn only_a_token_that_is_right_in_everything_is_taken() {
    let shop = open(None);
    let rep = shop.login("sales-rep", 1);
    let good = token(&rep, "sample", "acme", 60);
    let (status, me) = shop.api("GET", "me", Some(&good), "");
    assert_eq!((status, me), (200, json!({"uid": shop.uid(&rep), "login": rep})));
    let bad = [
        None,
        Some(token(&rep, "sample", "acme", -5)),
        Some(token(&rep, "other", "acme", 60)),
        Some(token(&rep, "sample", "other", 60)),
        Some(token("nobody", "sample", "acme", 60)),
        Some(token("public", "sample", "acme", 60)),
        Some(unsigned(&good)),
        Some("x.y.z".to_owned()),
    ];
    for token in bad {
        assert_eq!(shop.api("POST", "me", token.as_deref(), "").0, 401, "{token:?}");
    }
}

#[test]
fn the_rights_are_those_of_the_account() {
    let shop = open(None);
    let (before, token) = (shop.running.checksum(), token(&shop.login("sales-rep", 1), "sample", "acme", 60));
    assert_eq!(shop.api("GET", "sale.order", Some(&token), "").1["data"].as_array().unwrap().len(), 10);
    assert_eq!(shop.api("GET", "account.move", Some(&token), "").0, 403);
    assert_eq!(shop.api("POST", "purchase.order", Some(&token), r#"{"name": "x"}"#).0, 403);
    assert_eq!(shop.api("GET", "no.such", Some(&token), "").0, 404);
    assert_eq!(shop.api("POST", "sale.order", Some(&token), "{").0, 400);
    assert_eq!(shop.running.checksum(), before);
    assert_eq!(shop.api("POST", "sale.order", Some(&token), r#"{"name": "x"}"#).0, 200);
    assert_ne!(shop.running.checksum(), before);
}

#[test]
fn each_planted_fault_lets_its_token_through_and_no_other() {
    let cases = [(Some(BearerFault::AcceptsExpired), 200, 401), (Some(BearerFault::AcceptsAlgNone), 401, 200)];
    for (fault, expired, none) in cases {
        let shop = open(fault);
        let rep = shop.login("sales-rep", 1);
        let ask = |token: &str| shop.api("GET", "me", Some(token), "").0;
        assert_eq!(ask(&token(&rep, "sample", "acme", -5)), expired);
        assert_eq!(ask(&unsigned(&token(&rep, "sample", "acme", 60))), none);
        assert_eq!(ask(&token(&rep, "other", "acme", 60)), 401);
        assert_eq!(ask(&token(&rep, "sample", "other", 60)), 401);
    }
}

#[test]
fn without_the_api_there_is_nothing() {
    assert_eq!(Shop::open(Flavour::V19).send("GET", "/api/v1/me", &[], "").status, 404);
}
