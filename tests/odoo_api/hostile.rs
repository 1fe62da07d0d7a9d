//! Answers that are none of Odoo's: never an allowed, never a denied, and never a secret in what is said about them.

use rolecall::connect::live::{Inconclusive, Live, Login, Lookup, Observed, Question, RecordId, SecretKind, Verdict};
use rolecall::connect::odoo::api::Wire;
use rolecall::net::Answer;
use secrecy::SecretString;
use serde_json::json;

use super::{CREATE, KEY, SERIES, WRITE, answer, live, login, model, raised, raised2, record, shop, word};

fn questions(shop: &rolecall::snapshot::Snapshot) -> Vec<Question<RecordId>> {
    let resource = model(shop, "sale.order");
    let id = || record("3");
    vec![
        Question::Control,
        Question::Resource { resource, op: WRITE },
        Question::Record { resource, op: WRITE, record: id() },
        Question::Attempt { resource, op: WRITE, record: Some(id()) },
        Question::Attempt { resource, op: CREATE, record: None },
        Question::ReadField { resource, field: "margin".into(), record: id() },
        Question::WriteField { resource, field: "margin".into(), record: id() },
        Question::SignIn,
        Question::SignInWrong,
        Question::Anonymous { resource },
    ]
}

/// Bodies that no Odoo sends over `/jsonrpc`.
fn alien() -> Vec<Answer> {
    let access_error = r#"{"name": "odoo.exceptions.AccessError", "message": ""}"#;
    let mut aliens = vec![
        answer(200, ""),
        answer(200, "<html>Sign in to continue</html>"),
        answer(302, ""),
        answer(200, "{}"),
        answer(200, "[]"),
        answer(200, "\"AccessError\""),
        answer(200, r#"{"jsonrpc": "2.0"}"#),
        answer(200, r#"{"id": 1}"#),
        answer(200, r#"{"jsonrpc": "1.0", "id": 1}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 2}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": "1", "result": true}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": null, "result": true}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "error": null}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "error": {}}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": 200}}"#),
        answer(
            200,
            r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": "200", "data": {"name": "odoo.exceptions.AccessError"}}}"#,
        ),
        answer(
            200,
            r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "data": {"name": ["odoo.exceptions.AccessError"]}}}"#,
        ),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "data": {"name": "AccessError"}}}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "data": "odoo.exceptions.AccessError"}}"#),
        answer(
            200,
            format!(r#"{{"jsonrpc": "2.0", "id": 1, "result": true, "error": {{"code": 0, "data": {access_error}}}}}"#),
        ),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "result": true, "status": "ok"}"#),
        answer(200, r#"{"jsonrpc": "2.0", "id": 1, "result": tr"#),
        answer(200, b"{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": \"\xff\"}".to_vec()),
        answer(200, format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))),
        answer(
            200,
            format!(r#"{{"jsonrpc": "2.0", "id": 1, "result": {}{}}}"#, "[".repeat(100_000), "]".repeat(100_000)),
        ),
    ];
    for status in [201, 204, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504] {
        aliens.push(answer(status, "<html>proxy</html>"));
        aliens.push(answer(status, r#"{"jsonrpc": "2.0", "id": 1, "result": true}"#));
        let error = format!(r#"{{"jsonrpc": "2.0", "id": 1, "error": {{"code": 0, "data": {access_error}}}}}"#);
        aliens.push(answer(status, error));
    }
    aliens
}

fn neither(observed: &Observed) -> Option<&Inconclusive> {
    match &observed.verdict {
        Verdict::Inconclusive(why) => Some(why),
        Verdict::Allowed | Verdict::Denied => None,
    }
}

#[test]
fn what_is_none_of_odoos_answers_tells_nothing() {
    for series in SERIES {
        let shop = shop(series);
        for wire in [Wire::JsonRpc, Wire::Json2] {
            let live = live(&shop, wire);
            for kind in [SecretKind::Password, SecretKind::Key] {
                for question in questions(&shop) {
                    for answer in alien() {
                        let observed = live.judge(&question, &login(kind), Ok(&answer));
                        let shown = String::from_utf8_lossy(&answer.body[..answer.body.len().min(80)]).into_owned();
                        let why = neither(&observed);
                        let why = why.unwrap_or_else(|| panic!("{series} {wire:?} {question:?} {shown}: {observed:?}"));
                        assert!(why.reason.len() < 200 && !why.reason.contains('\n'), "{}", why.reason);
                    }
                }
            }
        }
    }
}

#[test]
fn a_lost_answer_tells_nothing_and_ends_nothing() {
    let shop = shop("18.0");
    let lost = answer(200, "<html>").json().unwrap_err();
    for question in questions(&shop) {
        let observed = live(&shop, Wire::JsonRpc).judge(&question, &login(SecretKind::Password), Err(&lost));
        assert_eq!(word(&observed), "inconclusive");
    }
}

#[test]
fn an_echoed_secret_is_never_repeated() {
    for series in SERIES {
        let shop = shop(series);
        for wire in [Wire::JsonRpc, Wire::Json2] {
            let live = live(&shop, wire);
            let name = format!("odoo.{KEY}");
            let answers = [
                raised(series, &name, KEY),
                raised(series, "odoo.exceptions.AccessError", &format!("({KEY}) {}", KEY.repeat(40))),
                raised2(500, &name, KEY),
                raised2(403, "odoo.exceptions.AccessError", KEY),
                answer(200, KEY),
                answer(502, format!("<html>{KEY}</html>")),
            ];
            for answer in &answers {
                for question in questions(&shop) {
                    let observed = live.judge(&question, &login(SecretKind::Key), Ok(answer));
                    assert!(!format!("{observed:?}").contains(&KEY[..8]), "{series} {question:?} {observed:?}");
                }
                let rows = live.rows(&Lookup::Account { account: "7".into() }, Ok(answer));
                assert!(!format!("{rows:?}").contains(&KEY[..8]), "{series} {rows:?}");
            }
        }
    }
}

#[test]
fn a_secret_that_is_a_word_of_odoos_hides_no_answer() {
    for series in SERIES {
        let shop = shop(series);
        let resource = model(&shop, "sale.order");
        let write = Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
        let judged = |secret: &str, name: &str, message: &str| {
            let login = Login { secret: SecretString::from(secret), ..login(SecretKind::Password) };
            word(&live(&shop, Wire::JsonRpc).judge(&write, &login, Ok(&raised(series, name, message))))
        };
        for secret in ["odoo", "x", "probe", "exceptions", "e"] {
            let unknown = judged(secret, "builtins.ValueError", "Invalid field 'zz_rolecall_probe' on model");
            assert_eq!(unknown, "allowed", "{series} {secret}");
            let gone = judged(secret, "odoo.exceptions.AccessDenied", "Access Denied");
            assert_eq!(gone, "inconclusive, ends", "{series} {secret}");
        }
        assert_eq!(
            judged("odoo", "odoo.exceptions.AccessError", "no 'Sales Order' (sale.order)"),
            "denied",
            "{series}"
        );
        let other = judged("sequence", "odoo.exceptions.AccessError", "no 'Sequence' (ir.sequence)");
        assert_eq!(other, "inconclusive", "{series}: what is hidden may be another model");
    }
}

#[test]
fn reasons_name_exceptions_and_never_repeat_their_texts() {
    let shop = shop("17.0");
    let resource = model(&shop, "sale.order");
    let write = Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
    let text = "The order of ACME for 4,711.00 is locked";
    let told = raised("17.0", "odoo.exceptions.UserError", text);
    let observed = live(&shop, Wire::JsonRpc).judge(&write, &login(SecretKind::Password), Ok(&told));
    let reason = &neither(&observed).unwrap().reason;
    assert!(reason.contains("odoo.exceptions.UserError") && !reason.contains("ACME"), "{reason}");
    for name in ["odoo\u{1b}[31m.x", "odoo.\u{202e}x", &"x".repeat(101), "", "a b"] {
        let odd = raised("17.0", name, text);
        let observed = live(&shop, Wire::JsonRpc).judge(&write, &login(SecretKind::Password), Ok(&odd));
        let reason = &neither(&observed).unwrap().reason;
        assert!(reason.contains("without the name of an exception"), "{reason}");
    }
}

#[test]
fn records_of_another_shape_are_no_records() {
    let shop = shop("19.0");
    for wire in [Wire::JsonRpc, Wire::Json2] {
        let live = live(&shop, wire);
        for odd in [
            json!(true),
            json!({}),
            json!([1]),
            json!([{}]),
            json!([{ "id": "3" }]),
            json!([{ "id": -3 }]),
            json!([{ "id": 3, "a": { "b": 1 } }]),
            json!([{ "id": 3, "a": [[1]] }]),
            json!([{ "id": 3 }, { "id": 0 }]),
        ] {
            let answer = super::result(&odd);
            assert!(live.rows(&Lookup::Account { account: "7".into() }, Ok(&answer)).is_err(), "{wire:?} {odd}");
        }
        for answer in alien().iter().filter(|answer| answer.body != b"[]") {
            assert!(live.rows(&Lookup::Account { account: "7".into() }, Ok(answer)).is_err(), "{wire:?} {answer:?}");
        }
    }
}
