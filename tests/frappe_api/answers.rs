//! Answers of each version against each question: what Frappe raises or gives, and what that says about access.

use rolecall::connect::live::{Live, Question, SecretKind};
use rolecall::model::{ResourceIx, SurfaceIx};
use rolecall::net::NetError;
use rolecall::snapshot::Snapshot;
use serde_json::json;

use super::{
    ANN, CREATE, SUBMIT, VERSIONS, WRITE, answer, data, doctype, judged, live, login, message, questions, raised,
    raised_without_traceback, raised2, record, shop, word,
};

/// Every error that the framework is known to answer with, and its status.
const ERRORS: [(&str, u16); 24] = [
    ("PermissionError", 403),
    ("AuthenticationError", 401),
    ("SessionExpired", 401),
    ("InvalidAuthorizationToken", 401),
    ("DoesNotExistError", 404),
    ("PageDoesNotExistError", 404),
    ("TimestampMismatchError", 417),
    ("DocstatusTransitionError", 417),
    ("LinkValidationError", 417),
    ("ValidationError", 417),
    ("MandatoryError", 417),
    ("LinkExistsError", 417),
    ("UpdateAfterSubmitError", 417),
    ("DuplicateEntryError", 409),
    ("NameError", 409),
    ("CSRFTokenError", 400),
    ("TooManyRequestsError", 429),
    ("RateLimitExceededError", 429),
    ("SecurityException", 500),
    ("SessionStopped", 503),
    ("QueueOverloaded", 503),
    ("ImportError", 500),
    ("TypeError", 500),
    ("OperationalError", 500),
];

/// What an error means for a question, asked with a key; everything that is not named here is inconclusive.
fn expected(error: &str, question: &str) -> &'static str {
    let signs_in = matches!(question, "sign in" | "sign in wrong");
    let outside = signs_in || question == "anonymous";
    let (refuses, ends) = (
        ["AuthenticationError", "SessionExpired", "InvalidAuthorizationToken"].contains(&error),
        ["CSRFTokenError", "SecurityException", "SessionStopped", "QueueOverloaded"].contains(&error),
    );
    match (error, question) {
        ("PermissionError", "control" | "sign in") => "inconclusive, ends",
        ("PermissionError", "resource" | "record" | "sign in wrong") => "inconclusive",
        // The text of a link's error names the link that stops the request, and not the field's.
        ("PermissionError", _) | ("LinkValidationError", "write field") => "denied",
        _ if refuses && signs_in => "denied",
        _ if ends && question == "sign in" => "inconclusive, ends",
        _ if (refuses || ends) && !outside => "inconclusive, ends",
        ("TimestampMismatchError", "write")
        | ("DocstatusTransitionError", "create")
        | ("LinkValidationError", "submit") => "allowed",
        _ => "inconclusive",
    }
}

#[test]
fn every_error_has_its_meaning_for_every_question_in_every_version_and_shape() {
    for version in VERSIONS {
        let shop = shop(version);
        for (error, status) in ERRORS {
            let text = "Could not find Amended From: __rolecall_probe__";
            for (shape, answer) in [
                ("1", raised(status, error, text)),
                ("2", raised2(status, error, text)),
                ("no traceback", raised_without_traceback(status, error)),
            ] {
                for (name, question) in questions(&shop) {
                    let expected = match (shape, name, error) {
                        // Where nothing is said of the link, another one may be meant.
                        ("no traceback", "submit" | "write field", "LinkValidationError") => "inconclusive",
                        _ => expected(error, name),
                    };
                    let observed = judged(&shop, &question, &answer);
                    // What 14 says without a traceback is believed where the name and the status agree.
                    assert_eq!(word(&observed), expected, "{version} {error} {shape} {name}");
                }
            }
        }
    }
}

#[test]
fn an_error_under_another_status_is_not_that_error() {
    for version in VERSIONS {
        let shop = shop(version);
        for (error, usual) in ERRORS {
            for status in [200, 201, 301, 400, 401, 403, 404, 409, 417, 429, 500, 502, 503] {
                if status == usual {
                    continue;
                }
                for answer in
                    [raised(status, error, ""), raised2(status, error, ""), raised_without_traceback(status, error)]
                {
                    for (name, question) in questions(&shop) {
                        let observed = judged(&shop, &question, &answer);
                        let accepted = status == 200 && name == "submit";
                        assert!(observed.allowed().is_none() && !accepted || observed.allowed().is_none());
                        assert!(observed.allowed().is_none(), "{version} {error} {status} {name}: {observed:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_stale_name_of_14_does_not_hide_the_error() {
    let body = |exception: &str, typed: &str| json!({ "exception": exception, "exc_type": typed }).to_string();
    let wrong = answer(401, body("frappe.exceptions.AuthenticationError", "DoesNotExistError"));
    let shop14 = shop("14.55.0");
    assert_eq!(word(&judged(&shop14, &Question::SignIn, &wrong)), "denied");
    let write = |shop: &Snapshot| Question::Attempt {
        resource: doctype(shop, "Customer"),
        op: WRITE,
        record: Some(record("Cust 1")),
    };
    let stale = answer(417, body("frappe.exceptions.TimestampMismatchError: Error: Document …", "PermissionError"));
    assert_eq!(word(&judged(&shop14, &write(&shop14), &stale)), "allowed");
    let missing = answer(403, json!({ "exception": "frappe.exceptions.PermissionError" }).to_string());
    assert_eq!(word(&judged(&shop14, &write(&shop14), &missing)), "denied");
    // From 15 on the type is that of the very error, and the last line of a traceback may be a text of several lines.
    let shop15 = shop("15.101.1");
    let lines = answer(403, body("frappe.exceptions.TimestampMismatchError: ha", "PermissionError"));
    assert_eq!(word(&judged(&shop15, &write(&shop15), &lines)), "denied");
}

#[test]
fn rights_are_a_bool_and_nothing_like_one() {
    for version in VERSIONS {
        let shop = shop(version);
        let resource = doctype(&shop, "Customer");
        for question in [
            Question::Resource { resource, op: WRITE },
            Question::Record { resource, op: WRITE, record: record("Cust 1") },
        ] {
            let told = |value| word(&judged(&shop, &question, &message(&value)));
            assert_eq!(told(json!({ "has_permission": true })), "allowed");
            assert_eq!(told(json!({ "has_permission": false })), "denied");
            for odd in [
                json!({ "has_permission": 1 }),
                json!({ "has_permission": 0 }),
                json!({ "has_permission": "true" }),
                json!({ "has_permission": null }),
                json!({}),
                json!(true),
                json!(false),
                json!("false"),
                json!([]),
                json!(null),
            ] {
                assert_eq!(told(odd.clone()), "inconclusive", "{version} {odd}");
            }
            assert_eq!(word(&judged(&shop, &question, &answer(200, "{}"))), "inconclusive");
            assert_eq!(word(&judged(&shop, &question, &data(&json!({ "has_permission": 1 })))), "inconclusive");
        }
    }
}

#[test]
fn the_control_must_answer_as_the_right_account_in_any_letters() {
    let shop = shop("15.101.1");
    let told = |value| word(&judged(&shop, &Question::Control, &message(&value)));
    assert_eq!(told(json!(ANN)), "allowed");
    assert_eq!(told(json!("ANN@acme.EXAMPLE")), "allowed");
    assert_eq!(told(json!("bob@acme.example")), "inconclusive, ends");
    assert_eq!(told(json!("Guest")), "inconclusive, ends");
    for odd in [json!(null), json!(7), json!([ANN]), json!({ "user": ANN }), json!(true)] {
        assert_eq!(told(odd.clone()), "inconclusive", "{odd}");
    }
}

#[test]
fn what_is_accepted_ends_the_questions() {
    let shop = shop("15.101.1");
    let customer = doctype(&shop, "Customer");
    for question in [
        Question::Attempt { resource: customer, op: WRITE, record: Some(record("Cust 1")) },
        Question::Attempt { resource: customer, op: CREATE, record: None },
        Question::Attempt { resource: doctype(&shop, "Sales Invoice"), op: SUBMIT, record: None },
    ] {
        let made = data(&json!({ "name": "Cust 9", "docstatus": 0 }));
        assert_eq!(word(&judged(&shop, &question, &made)), "inconclusive, ends", "{question:?}");
    }
}

#[test]
fn a_link_stops_a_submission_only_where_it_is_the_probes_own() {
    let shop = shop("15.101.1");
    let submit = Question::Attempt { resource: doctype(&shop, "Sales Invoice"), op: SUBMIT, record: None };
    let told = |text| word(&judged(&shop, &submit, &raised(417, "LinkValidationError", text)));
    assert_eq!(told("Could not find Amended From: __rolecall_probe__"), "allowed");
    assert_eq!(told("Berichtigt von: __rolecall_probe__ konnte nicht gefunden werden"), "allowed");
    assert_eq!(told("Could not find Cost Center: Main"), "inconclusive");
}

#[test]
fn a_field_is_written_where_its_own_link_is_followed_beside_the_one_that_stops_the_request() {
    for version in VERSIONS {
        let shop = shop(version);
        let write = Question::WriteField {
            resource: doctype(&shop, "Customer"),
            field: "price_list".into(),
            record: record("Cust 1"),
        };
        let told = |text| word(&judged(&shop, &write, &raised(417, "LinkValidationError", text)));
        assert_eq!(
            told("Could not find Representative: __rolecall_probe__, Price List: __rolecall_field__"),
            "allowed"
        );
        assert_eq!(told("Could not find Representative: __rolecall_probe__"), "denied");
        assert_eq!(told("Could not find Price List: __rolecall_field__"), "inconclusive", "another request's answer");
        assert_eq!(told("Could not find Cost Center: Main"), "inconclusive");
        assert_eq!(word(&judged(&shop, &write, &data(&json!({ "name": "Cust 1" })))), "inconclusive, ends");
    }
}

#[test]
fn a_creation_refused_by_a_program_or_a_limit_is_doubted() {
    let mut shop = shop("15.101.1");
    let customer = doctype(&shop, "Customer");
    let create = Question::Attempt { resource: customer, op: CREATE, record: None };
    let refused = raised(403, "PermissionError", "Not allowed for Customer: None");
    assert_eq!(judged(&shop, &create, &refused).caveat, None);
    shop.resources[customer.index()].narrowed_by_code = true;
    let doubted = judged(&shop, &create, &refused);
    assert_eq!(word(&doubted), "denied");
    assert!(doubted.caveat.unwrap().contains("not there yet"));
    let allowed = judged(&shop, &create, &raised(417, "DocstatusTransitionError", ""));
    assert_eq!((word(&allowed), allowed.caveat), ("allowed", None));
    shop.resources[customer.index()].narrowed_by_code = false;
    shop.limits = vec![rolecall::snapshot::Limit {
        user: rolecall::model::UserIx(0),
        by: customer,
        value: "Cust 1".into(),
        tree: false,
        only_on: None,
        leaves: rolecall::model::RecordScope::Restricted,
    }];
    assert!(judged(&shop, &create, &refused).caveat.is_some());
}

#[test]
fn a_field_of_a_list_is_readable_where_it_comes_empty_or_not() {
    for version in VERSIONS {
        let shop = shop(version);
        let question = Question::ReadField {
            resource: doctype(&shop, "Customer"),
            field: "credit_limit".into(),
            record: record("Cust 1"),
        };
        let told = |value| word(&judged(&shop, &question, &data(&value)));
        for value in [json!(12.5), json!(null), json!(0), json!(""), json!("XXXXXXXX")] {
            assert_eq!(told(json!([{ "name": "Cust 1", "credit_limit": value }])), "allowed");
        }
        assert_eq!(told(json!([{ "name": "Cust 1" }])), "denied", "{version}");
        for odd in [
            json!([]),
            json!([{}]),
            json!([{ "name": "Cust 2", "credit_limit": 1 }]),
            json!([{ "name": "Cust 2" }]),
            json!([{ "name": "Cust 1" }, { "name": "Cust 1", "credit_limit": 1 }]),
            json!({ "name": "Cust 1" }),
            json!("Cust 1"),
            json!(null),
        ] {
            assert_eq!(told(odd.clone()), "inconclusive", "{odd}");
        }
    }
}

#[test]
fn what_is_read_from_a_document_is_doubted_where_it_does_not_come() {
    let shop = shop("15.101.1");
    for (doctype_name, field, name) in [("User", "api_key", ANN), ("Stock Settings", "over_delivery", "Stock Settings")]
    {
        let question =
            Question::ReadField { resource: doctype(&shop, doctype_name), field: field.into(), record: record(name) };
        let shown = judged(&shop, &question, &data(&json!({ "name": name, field: "x" })));
        assert_eq!((word(&shown), shown.caveat), ("allowed", None));
        let absent = judged(&shop, &question, &data(&json!({ "name": name })));
        assert_eq!(word(&absent), "denied");
        assert!(absent.caveat.unwrap().contains("empty"));
    }
}

#[test]
fn a_mask_is_no_value() {
    let shop = shop("17.0.0-dev");
    let question = Question::ReadField {
        resource: doctype(&shop, "Customer"),
        field: "mobile_no".into(),
        record: record("Cust 1"),
    };
    let told = |value| judged(&shop, &question, &data(&json!([{ "name": "Cust 1", "mobile_no": value }])));
    for masked in ["XXXXXXXX", "017XXXXXX", "XXXXXX@acme.example"] {
        assert_eq!(word(&told(json!(masked))), "denied", "{masked}");
    }
    assert_eq!((word(&told(json!("0171 123"))), told(json!("0171 123")).caveat), ("allowed", None));
    assert!(told(json!(null)).caveat.is_some());
}

#[test]
fn a_list_that_answers_is_open_however_long_it_is() {
    let shop = shop("15.101.1");
    let customer = doctype(&shop, "Customer");
    let questions = [
        Question::FilterField { resource: customer, field: "credit_limit".into() },
        Question::Anonymous { resource: customer },
    ];
    for question in questions {
        for rows in [json!([]), json!([{ "name": "Cust 1" }])] {
            assert_eq!(word(&judged(&shop, &question, &data(&rows))), "allowed");
        }
        for odd in [json!(null), json!("x"), json!(1)] {
            assert_eq!(word(&judged(&shop, &question, &data(&odd))), "inconclusive");
        }
    }
}

#[test]
fn pages_come_as_documents_and_reports_as_their_script() {
    let shop = shop("15.101.1");
    let told = |at, answer| word(&judged(&shop, &Question::Surface { surface: SurfaceIx(at) }, &answer));
    assert_eq!(told(0, answer(200, json!({ "docs": [{ "name": "permission-manager" }] }).to_string())), "allowed");
    assert_eq!(told(1, message(&json!({ "script": "", "html_format": null }))), "allowed");
    assert_eq!(told(1, message(&json!("x"))), "inconclusive");
    let page = json!({ "403": 1, "exception": "frappe.exceptions.PermissionError: No read permission for Page X",
        "exc_type": "PermissionError", "exc": "[]" });
    assert_eq!(told(0, answer(403, page.to_string())), "denied");
}

#[test]
fn a_refusal_in_any_language_counts_and_its_text_never_does() {
    let shop = shop("15.101.1");
    let write = Question::Attempt { resource: doctype(&shop, "Customer"), op: WRITE, record: Some(record("Cust 1")) };
    for text in
        ["", "Der Benutzer hat keinen Zugriff", "frappe.exceptions.TimestampMismatchError", "{\"exc_type\":\"X\"}"]
    {
        assert_eq!(word(&judged(&shop, &write, &raised(403, "PermissionError", text))), "denied", "{text}");
    }
    for text in ["PermissionError", "frappe.exceptions.PermissionError: no"] {
        assert_eq!(word(&judged(&shop, &write, &raised(417, "ValidationError", text))), "inconclusive", "{text}");
    }
}

#[test]
fn no_answer_is_inconclusive_and_maintenance_ends() {
    let shop = shop("15.101.1");
    for (name, question) in questions(&shop) {
        let told = |error: &NetError| word(&live(&shop).judge(&question, &login(SecretKind::Key), Err(error)));
        assert_eq!(told(&NetError::Timeout), "inconclusive", "{name}");
        assert_eq!(told(&NetError::Gateway { status: 502 }), "inconclusive");
        assert_eq!(told(&NetError::Busy { status: 429, wait: Some(9) }), "inconclusive");
        assert_eq!(told(&NetError::Busy { status: 503, wait: None }), "inconclusive, ends");
    }
}

#[test]
fn a_position_that_the_snapshot_does_not_have_is_refused() {
    let shop = shop("15.101.1");
    let beyond = Question::Resource { resource: ResourceIx(99), op: WRITE };
    assert!(live(&shop).request(&beyond, &login(SecretKind::Key)).is_err());
    let beyond = Question::Surface { surface: SurfaceIx(99) };
    assert!(live(&shop).request(&beyond, &login(SecretKind::Key)).is_err());
}
