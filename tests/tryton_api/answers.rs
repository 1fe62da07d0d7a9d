//! What each answer of a server means for each question.

use flate2::Compression;
use flate2::write::GzEncoder;
use rolecall::connect::live::{Live, LiveRow, Lookup, Question};
use rolecall::net::{Answer, NetError};
use serde_json::json;
use std::io::Write;

use super::{
    CREATE, READ, WRITE, answer, at, company, error, judged, live, login, outside, page, questions, record, result,
    user_error, word,
};

const DENIED: &str = "You are not allowed to access \"Party\".";
const BY_RULE: &str =
    "You are not allowed to read records \"12\" of \"Sale\" because of at least one of these rules:\nUser in companies";
const SURPLUS: &str = "Sale.confirm() takes 2 positional arguments but 39 were given";

/// The answers to every question, by the question's word.
fn table(answer: &Answer) -> Vec<(&'static str, String)> {
    let company = company();
    questions(&company).into_iter().map(|(name, asked)| (name, word(&judged(&company, &asked, answer)))).collect()
}

/// The questions of a table with an answer.
fn those(table: &[(&'static str, String)], wanted: &str) -> Vec<&'static str> {
    table.iter().filter(|(_, word)| word == wanted).map(|(name, _)| *name).collect()
}

#[test]
fn the_server_s_own_answer_is_read_with_truths_and_with_numbers() {
    let company = company();
    let asked = Question::Resource { resource: at(&company, "party.party"), op: WRITE };
    for (told, expected) in [
        (json!({ "party.party": { "read": true, "write": true } }), "allowed"),
        (json!({ "party.party": { "read": true, "write": false } }), "denied"),
        (json!({ "party.party": { "read": 1, "write": 1 } }), "allowed"),
        (json!({ "party.party": { "read": 1, "write": 0 } }), "denied"),
        (json!({ "party.party": { "read": 1, "write": 2 } }), "inconclusive"),
        (json!({ "party.party": { "read": 1, "write": null } }), "inconclusive"),
        (json!({ "party.party": { "read": 1 } }), "inconclusive"),
        (json!({ "sale.sale": { "write": 1 } }), "inconclusive"),
        (json!(true), "inconclusive"),
        (json!(null), "inconclusive"),
    ] {
        assert_eq!(word(&judged(&company, &asked, &result(&told))), expected, "{told}");
    }
}

#[test]
fn a_refusal_of_access_is_a_denial_where_the_question_is_about_that() {
    let told = table(&user_error(DENIED));
    assert_eq!(
        those(&told, "denied"),
        ["read record", "write", "create", "read field", "write field", "filter", "button", "anonymous"]
    );
    assert_eq!(
        those(&told, "inconclusive"),
        ["control", "resource", "write record", "delete record", "sign in", "sign in wrong"],
        "whoever may not read the model is told nothing of other operations"
    );
    let told = table(&user_error(BY_RULE));
    assert!(those(&told, "denied").contains(&"write record"), "the rules for both are the same");
    assert_eq!(
        those(&told, "inconclusive"),
        ["control", "resource", "delete record", "sign in", "sign in wrong"],
        "whoever may not read a record is told of the rules for other operations only where they are the same"
    );
}

#[test]
fn other_errors_are_no_denials() {
    for answer in [
        user_error("You cannot modify any reconciliation."),
        user_error("Sie haben keinen Zugriff auf \"Partei\"."),
        user_error("You are not allowed to modify the field \"ID\" of \"Party\"."),
        user_error("You are trying to read records \"12\" of \"Sale\" that don't exist."),
        error(&json!(["UserWarning", ["name", DENIED, ""]])),
        error(&json!(["ConcurrencyException", DENIED])),
        error(&json!(["LoginException", ["password", DENIED, "password"]])),
        error(&json!(["'nope.nope'", ""])),
        error(&json!([DENIED, ""])),
        page(403, "Forbidden"),
        page(422, "Unprocessable Entity"),
        page(500, "Internal Server Error"),
    ] {
        for (name, word) in table(&answer) {
            assert_eq!(word, "inconclusive", "{name} {answer:?} {:?}", String::from_utf8_lossy(&answer.body));
        }
    }
}

#[test]
fn without_a_session_nothing_is_denied_but_getting_in() {
    for answer in [answer(401, ""), page(401, "Unauthorized")] {
        let told = table(&answer);
        assert_eq!(those(&told, "denied"), ["sign in", "sign in wrong", "anonymous"]);
        assert_eq!(those(&told, "inconclusive, ends").len(), told.len() - 3);
    }
    let company = company();
    let wrong = live(&company).judge(&Question::SignIn, &outside(), Ok(&page(401, "Unauthorized")));
    assert_eq!(word(&wrong), "denied");
}

#[test]
fn an_empty_list_that_passes_says_so() {
    assert_eq!(
        those(&table(&result(&json!([]))), "allowed"),
        ["read field", "filter", "anonymous"],
        "and an empty list of records is a record that is gone"
    );
    let company = company();
    let party = at(&company, "party.party");
    for (asked, told, expected) in [
        (Question::Attempt { resource: party, op: CREATE, record: None }, json!([]), "allowed?"),
        (Question::Attempt { resource: party, op: CREATE, record: None }, json!([41]), "inconclusive, ends"),
        (Question::Attempt { resource: party, op: WRITE, record: None }, json!(null), "allowed?"),
        (Question::Attempt { resource: party, op: WRITE, record: None }, json!(true), "inconclusive, ends"),
        (Question::WriteField { resource: party, field: "name".into(), record: record() }, json!(null), "allowed?"),
    ] {
        assert_eq!(word(&judged(&company, &asked, &result(&told))), expected, "{asked:?} {told}");
    }
}

#[test]
fn a_record_is_read_with_what_the_rules_say_of_it() {
    let company = company();
    let (sale, shift) = (at(&company, "sale.sale"), at(&company, "sale.shift"));
    let of = |resource, op| Question::Record { resource, op, record: record() };
    for (asked, told, expected) in [
        (of(sale, READ), json!([{ "id": 12 }]), "allowed"),
        (of(sale, READ), json!([{ "id": 13 }]), "inconclusive"),
        (of(sale, READ), json!([]), "inconclusive"),
        (of(sale, WRITE), json!([{ "id": 12, "_write": true }]), "allowed?"),
        (of(sale, WRITE), json!([{ "id": 12, "_write": 1 }]), "allowed?"),
        (of(sale, WRITE), json!([{ "id": 12, "_write": 0 }]), "denied"),
        (of(sale, WRITE), json!([{ "id": 12, "_write": null }]), "denied"),
        (of(sale, WRITE), json!([{ "id": 12 }]), "inconclusive"),
        (of(sale, WRITE), json!([{ "id": 12, "_delete": true }]), "inconclusive"),
        (of(sale, WRITE), json!({ "id": 12, "_write": true }), "inconclusive"),
    ] {
        assert_eq!(word(&judged(&company, &asked, &result(&told))), expected, "{asked:?} {told}");
    }
    let refused = user_error(BY_RULE);
    for (resource, op, expected) in
        [(sale, READ, "denied"), (sale, WRITE, "denied"), (shift, READ, "denied"), (shift, WRITE, "inconclusive")]
    {
        assert_eq!(word(&judged(&company, &of(resource, op), &refused)), expected, "{op:?}");
    }
}

#[test]
fn a_button_is_open_when_only_the_surplus_is_refused() {
    let told = table(&error(&json!([SURPLUS, ""])));
    assert_eq!(those(&told, "allowed?"), ["button"]);
    assert_eq!(those(&told, "inconclusive").len(), told.len() - 1);
    let company = company();
    let asked = &questions(&company).into_iter().find(|(name, _)| *name == "button").unwrap().1;
    for (answer, expected) in [
        (user_error("Calling button \"confirm on \"Sale\" is not allowed."), "denied"),
        (user_error("You can not call \"confirm\" on \"1\" of \"Sale\"."), "inconclusive"),
        (error(&json!(["helper() takes 1 positional argument but 2 were given", ""])), "inconclusive"),
        (result(&json!(null)), "inconclusive"),
        (result(&json!([])), "inconclusive"),
        (page(403, "Forbidden"), "inconclusive"),
    ] {
        assert_eq!(word(&judged(&company, asked, &answer)), expected);
    }
}

#[test]
fn compressed_answers_are_unpacked_whatever_the_headers_say() {
    let company = company();
    let asked = Question::Attempt { resource: at(&company, "party.party"), op: WRITE, record: None };
    let pack = |text: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    };
    let refusal = user_error(DENIED).body;
    let packed = pack(&refusal);
    assert_eq!(word(&judged(&company, &asked, &answer(200, packed.clone()))), "denied");
    for torn in [&packed[..packed.len() / 2], &packed[..3]] {
        assert_eq!(word(&judged(&company, &asked, &answer(200, torn))), "inconclusive");
    }
    // 17 MB in 17 kB.
    let bomb = pack(&vec![b' '; 17 << 20]);
    assert!(bomb.len() < 200 << 10);
    let told = judged(&company, &asked, &answer(200, bomb));
    assert!(format!("{told:?}").contains("longer than any"), "{told:?}");
}

#[test]
fn no_answer_is_no_denial_and_a_lock_ends_the_account() {
    let company = company();
    for (name, asked) in questions(&company) {
        let told = |error: &NetError| word(&live(&company).judge(&asked, &login(), Err(error)));
        assert_eq!(told(&NetError::Timeout), "inconclusive", "{name}");
        assert_eq!(told(&NetError::Busy { status: 503, wait: None }), "inconclusive, ends", "{name}");
        let locked = told(&NetError::Busy { status: 429, wait: None });
        assert!(locked.starts_with("inconclusive"), "{name}");
    }
}

#[test]
fn lookups_bring_plain_records() {
    let company = company();
    let sale = at(&company, "sale.sale");
    let rows = |lookup: &Lookup, answer: &Answer| live(&company).rows(lookup, Ok(answer));
    let newest = Lookup::NewestBy { resource: sale, account: "7".into() };
    let moment = json!({ "__class__": "datetime", "year": 2026, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5, "microsecond": 6 });
    let found = rows(
        &newest,
        &result(&json!([{ "id": 41, "write_date": moment, "total": { "__class__": "Decimal", "decimal": "1.50" } }])),
    );
    let expected = [("id", json!(41)), ("write_date", json!("2026-01-02 03:04:05.000006")), ("total", json!(1.5))];
    assert_eq!(found.unwrap(), [LiveRow::from(expected.map(|(name, value)| (name.into(), value)))]);
    let all = Lookup::Rows { resource: sale, fields: vec!["paid".into(), "number".into()], most: 2 };
    let found = rows(&all, &result(&json!([{ "id": 1, "paid": 1, "number": 1 }, { "id": 2, "paid": 0, "number": 0 }])))
        .unwrap();
    assert_eq!((found[0].get("paid"), found[0].get("number")), (Some(&json!(true)), Some(&json!(1))));
    assert_eq!((found[1].get("paid"), found[1].get("number")), (Some(&json!(false)), Some(&json!(0))));
    let mine = Lookup::Account { account: "7".into() };
    let found = rows(&mine, &result(&json!({ "company": 1, "companies": [1, 2], "groups": [3] }))).unwrap();
    assert_eq!(found[0].get("company_ids"), Some(&json!([1, 2])));
    for (answer, ends) in
        [(user_error(DENIED), false), (answer(401, ""), true), (result(&json!([{ "name": "x" }])), false)]
    {
        assert_eq!(rows(&newest, &answer).unwrap_err().ends_login, ends);
    }
}
