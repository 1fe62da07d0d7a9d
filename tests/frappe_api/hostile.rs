//! Answers that Frappe does not give: huge, deep, of other types, torn. None of them is ever a refusal.

use proptest::prelude::*;
use rolecall::connect::live::{Live, Login, Question, SecretKind};
use rolecall::net::Answer;
use serde_json::{Value, json};

use super::{SID, TOKEN, VERSIONS, answer, inside, live, login, questions, raised, shop, word};

/// Whether an answer holds a typed refusal: the class of an error under its own status, or what two questions say in place
/// of one.
fn refuses(answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = body.to_string();
    match answer.status {
        403 => text.contains("PermissionError"),
        401 => ["AuthenticationError", "SessionExpired", "InvalidAuthorizationToken"]
            .iter()
            .any(|name| text.contains(name)),
        // `false` of `has_permission`, a record without the field.
        200 => body["message"]["has_permission"] == json!(false) || body["data"].is_array() || body["data"].is_object(),
        _ => false,
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("PermissionError"),
            Just("AuthenticationError"),
            Just("TimestampMismatchError"),
            Just("frappe.exceptions.PermissionError: no"),
            Just("Cust 1"),
            Just("ann@acme.example"),
            Just("__rolecall_probe__"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = prop_oneof![
            Just("message"),
            Just("data"),
            Just("docs"),
            Just("exc_type"),
            Just("exception"),
            Just("errors"),
            Just("type"),
            Just("has_permission"),
            Just("name"),
            Just("credit_limit"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.prop_map(str::to_owned), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn status() -> impl Strategy<Value = u16> {
    prop::sample::select(vec![200, 201, 202, 400, 401, 403, 404, 409, 417, 418, 429, 500, 501, 503, 508])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn only_typed_refusals_are_denials(
        status in status(),
        body in json_value(),
        version in prop::sample::select(VERSIONS.to_vec()),
        by_password in any::<bool>(),
        sid in prop::option::of(prop::sample::select(vec![SID, "Guest", ""])),
    ) {
        let shop = shop(version);
        let answer = answer(status, body.to_string());
        let answer = match sid {
            Some(sid) => inside(answer, sid),
            None => answer,
        };
        let kind = if by_password { SecretKind::Password } else { SecretKind::Key };
        for (name, question) in questions(&shop) {
            let observed = live(&shop).judge(&question, &login(kind), Ok(&answer));
            let denied = observed.allowed() == Some(false);
            prop_assert!(!denied || refuses(&answer), "{name} {answer:?} {body}");
            let outside = matches!(name, "anonymous");
            prop_assert!(!denied || outside || !by_password || sid == Some(SID) || name.ends_with("wrong"), "{name} {sid:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_json_are_no_answer(status in status(), body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assume!(serde_json::from_slice::<Value>(&body).is_err());
        let shop = shop("15.101.1");
        let answer = answer(status, body);
        for (name, question) in questions(&shop) {
            let observed = live(&shop).judge(&question, &login(SecretKind::Key), Ok(&answer));
            prop_assert!(observed.allowed().is_none(), "{name}: {observed:?}");
        }
    }
}

#[test]
fn pages_and_proxies_tell_nothing() {
    for version in VERSIONS {
        let shop = shop(version);
        for status in [200, 401, 403, 404, 417, 500] {
            for body in ["<!doctype html>\n<title>404 Not Found</title>", "<html>PermissionError</html>", ""] {
                let answer = answer(status, body);
                for (name, question) in questions(&shop) {
                    let observed = live(&shop).judge(&question, &login(SecretKind::Key), Ok(&answer));
                    assert!(observed.allowed().is_none(), "{version} {status} {name}");
                }
            }
        }
        // A page that says that it is JSON, and JSON that says that it is a page.
        let mut page = raised(403, "PermissionError", "");
        page.content_type = "text/html".to_owned();
        for (name, question) in questions(&shop) {
            assert!(live(&shop).judge(&question, &login(SecretKind::Key), Ok(&page)).allowed().is_none(), "{name}");
        }
    }
}

#[test]
fn depth_and_length_break_nothing() {
    let shop = shop("15.101.1");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_in = format!(r#"{{"exc_type":"PermissionError","x":{deep}}}"#);
    let long = json!({ "exc_type": "PermissionError".repeat(100_000) }).to_string();
    let wide = json!({ "errors": vec![json!({ "type": "PermissionError" }); 50_000] }).to_string();
    for (name, question) in questions(&shop) {
        for body in [&deep, &deep_in, &long] {
            let answer = answer(403, body.as_str());
            let observed = live(&shop).judge(&question, &login(SecretKind::Key), Ok(&answer));
            assert!(observed.allowed().is_none(), "{name}");
        }
        let many = answer(403, wide.as_str());
        let few = raised(403, "PermissionError", "");
        let told = |answer| word(&live(&shop).judge(&question, &login(SecretKind::Key), Ok(answer)));
        assert_eq!(told(&many), told(&few), "{name}");
    }
    // Errors that contradict each other are none.
    let both = json!({ "errors": [{ "type": "PermissionError" }, { "type": "ValidationError" }] }).to_string();
    for (name, question) in questions(&shop) {
        let answer = answer(403, both.as_str());
        assert!(live(&shop).judge(&question, &login(SecretKind::Key), Ok(&answer)).allowed().is_none(), "{name}");
    }
}

#[test]
fn no_reason_repeats_the_secret_or_what_the_server_chose_to_say() {
    let shop = shop("15.101.1");
    let evil = "hunter2";
    for status in [200, 400, 401, 403, 404, 417, 500, 503] {
        for body in [
            json!({ "exc_type": evil, "exception": format!("{evil}.{TOKEN}: {TOKEN}") }).to_string(),
            json!({ "exc_type": TOKEN }).to_string(),
            json!({ "message": TOKEN }).to_string(),
            json!({ "data": [{ "name": TOKEN }] }).to_string(),
            json!({ "errors": [{ "type": evil, "message": TOKEN }] }).to_string(),
            format!("<html>{TOKEN}{evil}</html>"),
        ] {
            let answer = answer(status, body);
            for (_, question) in questions(&shop) {
                for kind in [SecretKind::Key, SecretKind::Password] {
                    let told = format!("{:?}", live(&shop).judge(&question, &login(kind), Ok(&answer)));
                    assert!(!told.contains(evil) && !told.contains("fedcba"), "{told}");
                }
            }
            let outside = Login { session: None, ..login(SecretKind::Password) };
            let told = format!("{:?}", live(&shop).opened(&outside, Ok(&answer)).map(|_| ()));
            assert!(!told.contains(evil) && !told.contains("fedcba"), "{told}");
        }
    }
}

#[test]
fn names_of_a_hostile_snapshot_lead_nowhere_else() {
    for key in ["../../x", "a/b", "Customer?x=1", "a#b", "", "..", "a\\b", "x\0y"] {
        let mut shop = shop("15.101.1");
        key.clone_into(&mut shop.resources[0].key);
        let resource = rolecall::model::ResourceIx(0);
        let asked = Question::Resource { resource, op: super::READ };
        assert!(live(&shop).request(&asked, &login(SecretKind::Key)).is_err(), "{key:?}");
        let lookup = rolecall::connect::live::Lookup::NewestBy { resource, account: "x".into() };
        let call = live(&shop).lookup(&lookup, &login(SecretKind::Key)).unwrap();
        assert!(call.request.path.matches('/').count() <= 3, "{}", call.request.path);
    }
}
