//! Answers that Tryton does not give: huge, deep, of other types, torn. None of them is ever a refusal.

use proptest::prelude::*;
use rolecall::connect::live::Live;
use rolecall::net::Answer;
use serde_json::{Value, json};

use super::{SESSION, answer, company, judged, live, outside, page, questions, result};

/// Whether an answer holds a refusal: Tryton's own text in its own shape, a status with a page of its own, or what some
/// questions say in place of one.
fn refuses(answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status {
        401 => answer.body.is_empty(),
        200 => {
            let text = body["error"][1][0].as_str().unwrap_or_default();
            let typed = body["error"][0] == json!("UserError");
            (typed && (text.starts_with("You are not allowed to ") || text.starts_with("Calling button \"")))
                || !body["result"].is_null()
        }
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
            Just("UserError"),
            Just("You are not allowed to access \"Party\"."),
            Just("LoginException"),
            Just("x() takes 2 positional arguments but 39 were given"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = prop_oneof![
            Just("id"),
            Just("result"),
            Just("error"),
            Just("party.party"),
            Just("read"),
            Just("write"),
            Just("_write"),
            Just("__class__"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.prop_map(str::to_owned), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn only_refusals_are_denials(
        status in prop::sample::select(vec![200, 201, 204, 400, 401, 403, 404, 422, 429, 500]),
        body in json_value(),
        shaped in any::<bool>(),
        fails in any::<bool>(),
    ) {
        let company = company();
        let body = match (shaped, fails) {
            (false, _) => body,
            (true, false) => json!({ "id": 1, "result": body }),
            (true, true) => json!({ "id": 1, "error": body }),
        };
        let answer = answer(status, body.to_string());
        for (name, question) in questions(&company) {
            let denied = judged(&company, &question, &answer).allowed() == Some(false);
            prop_assert!(!denied || refuses(&answer), "{name} {answer:?} {body}");
        }
    }

    #[test]
    fn bytes_that_are_no_json_are_no_answer(body in prop::collection::vec(any::<u8>(), 1..200)) {
        prop_assume!(serde_json::from_slice::<Value>(&body).is_err());
        let company = company();
        for status in [200, 401] {
            let answer = answer(status, body.clone());
            for (name, question) in questions(&company) {
                let observed = judged(&company, &question, &answer);
                prop_assert!(observed.allowed().is_none(), "{name}: {observed:?}");
            }
        }
    }
}

#[test]
fn pages_proxies_and_answers_to_others_tell_nothing() {
    let company = company();
    let refusal = r#"["UserError",["You are not allowed to access \"Party\".","",null]]"#;
    for body in [
        "<html>You are not allowed to access \"Party\".</html>".to_owned(),
        format!(r#"{{"id":2,"error":{refusal}}}"#),
        format!(r#"{{"id":"1","error":{refusal}}}"#),
        format!(r#"{{"error":{refusal}}}"#),
        format!(r#"{{"id":1,"result":null,"error":{refusal}}}"#),
        format!(r#"{{"id":1,"error":[{refusal}]}}"#),
        format!(r#"[{{"id":1,"error":{refusal}}}]"#),
        r#"{"id":1}"#.to_owned(),
        String::new(),
    ] {
        for (name, question) in questions(&company) {
            assert!(judged(&company, &question, &answer(200, body.as_str())).allowed().is_none(), "{name} {body}");
        }
    }
    for status in [401, 403, 404, 405, 500] {
        for (name, question) in questions(&company) {
            let proxy = answer(status, "<html>\r\n<head><title>401 Authorization Required</title></head>");
            assert!(judged(&company, &question, &proxy).allowed().is_none(), "{name} {status}");
        }
    }
}

#[test]
fn depth_and_length_break_nothing() {
    let company = company();
    let deep = format!(r#"{{"id":1,"result":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let long = json!({ "id": 1, "error": ["UserError", ["You".repeat(1_000_000), "", null]] }).to_string();
    let wide = json!({ "id": 1, "result": vec![json!({ "id": 1 }); 50_000] }).to_string();
    for (name, question) in questions(&company) {
        for body in [&deep, &long] {
            assert!(judged(&company, &question, &answer(200, body.as_str())).allowed().is_none(), "{name}");
        }
        assert_ne!(judged(&company, &question, &answer(200, wide.as_str())).allowed(), Some(false), "{name}");
    }
}

#[test]
fn no_reason_repeats_the_secret_or_what_the_server_chose_to_say() {
    let company = company();
    let evil = "hunter2";
    for told in [
        answer(200, json!({ "id": 1, "error": ["UserError", [evil, SESSION, evil]] }).to_string()),
        answer(200, json!({ "id": 1, "error": [evil, SESSION] }).to_string()),
        answer(200, json!({ "id": 1, "error": [evil, [evil]] }).to_string()),
        answer(200, json!({ "id": 1, "error": { evil: SESSION } }).to_string()),
        result(&json!({ evil: SESSION })),
        result(&json!(evil)),
        page(401, evil),
        answer(418, evil),
    ] {
        for (_, question) in questions(&company) {
            let told = format!("{:?}", judged(&company, &question, &told));
            assert!(!told.contains(evil) && !told.contains(SESSION), "{told}");
        }
        let told = format!("{:?}", live(&company).opened(&outside(), Ok(&told)).map(|_| ()));
        assert!(!told.contains(evil) && !told.contains("horse"), "{told}");
    }
}
