//! Answers of each series against each question: what Odoo raises or gives, and what that says about access.

use rolecall::connect::live::{Live, Question, RecordId, SecretKind};
use rolecall::connect::odoo::api::Wire;
use rolecall::model::ResourceIx;
use rolecall::net::Answer;
use rolecall::snapshot::{Presence, Snapshot};
use serde_json::json;

use super::{
    CREATE, READ, SERIES, WRITE, answer, judged, live, login, model, no_result, raised, raised2, record, result, shop,
    word,
};

const INVALID: &str = "Invalid field 'zz_rolecall_probe' on model 'sale.order'";
const NOT_ALLOWED: &str =
    "You are not allowed to modify 'Sales Order' (sale.order) records.\n\nContact your administrator";

/// Every kind of question about `sale.order`.
fn questions(resource: ResourceIx) -> Vec<(&'static str, Question<RecordId>)> {
    let id = || record("3");
    vec![
        ("control", Question::Control),
        ("resource", Question::Resource { resource, op: WRITE }),
        ("record", Question::Record { resource, op: WRITE, record: id() }),
        ("write", Question::Attempt { resource, op: WRITE, record: Some(id()) }),
        ("create", Question::Attempt { resource, op: CREATE, record: None }),
        ("read field", Question::ReadField { resource, field: "margin".into(), record: id() }),
        ("write field", Question::WriteField { resource, field: "margin".into(), record: id() }),
        ("sign in", Question::SignIn),
        ("sign in wrong", Question::SignInWrong),
        ("anonymous", Question::Anonymous { resource }),
    ]
}

/// What an exception means for a question; everything that is not named here is inconclusive.
fn expected(series: &str, exception: &str, question: &str) -> &'static str {
    let asks_rules = question == "record" && series < "18.0";
    match exception {
        "odoo.exceptions.AccessError" if asks_rules => "denied",
        "odoo.exceptions.AccessError" => match question {
            "write" | "create" | "read field" | "write field" | "anonymous" => "denied",
            _ => "inconclusive",
        },
        "odoo.exceptions.AccessDenied" | "werkzeug.exceptions.Unauthorized" => match question {
            "anonymous" => "denied",
            "sign in" | "sign in wrong" => "inconclusive",
            _ => "inconclusive, ends",
        },
        "odoo.http.SessionExpiredException" if question == "anonymous" => "denied",
        "builtins.ValueError" => match question {
            "write" | "create" | "write field" => "allowed",
            _ => "inconclusive",
        },
        "odoo.exceptions.MissingError" if question == "control" => "inconclusive, ends",
        _ => "inconclusive",
    }
}

const EXCEPTIONS: [(&str, &str); 14] = [
    ("odoo.exceptions.AccessError", NOT_ALLOWED),
    ("odoo.exceptions.AccessDenied", "Access Denied"),
    ("odoo.exceptions.MissingError", "Record does not exist or has been deleted."),
    ("odoo.exceptions.UserError", "Object no.such.model doesn't exist"),
    ("odoo.exceptions.ValidationError", "wrong"),
    ("odoo.exceptions.RedirectWarning", "go there"),
    ("builtins.ValueError", INVALID),
    ("builtins.KeyError", "zz_rolecall_probe"),
    ("builtins.AttributeError", "The method 'has_access' does not exist on the model 'sale.order'"),
    ("builtins.TypeError", "zz_rolecall_probe"),
    ("odoo.http.SessionExpiredException", "Session expired"),
    ("psycopg2.OperationalError", "database \"acme\" does not exist"),
    ("werkzeug.exceptions.Unauthorized", "Invalid apikey"),
    ("werkzeug.exceptions.NotFound", "the model 'sale.order' does not exist"),
];

#[test]
fn every_exception_has_its_meaning_for_every_question() {
    for series in SERIES {
        let shop = shop(series);
        for (exception, message) in EXCEPTIONS {
            for (name, question) in questions(model(&shop, "sale.order")) {
                // 19 asks `/json/2` for callers without a login, whatever the other questions use.
                if series == "19.0" && name == "anonymous" {
                    continue;
                }
                let observed = judged(&shop, &question, &raised(series, exception, message));
                assert_eq!(word(&observed), expected(series, exception, name), "{series} {exception} {name}");
            }
        }
    }
}

#[test]
fn every_exception_has_the_same_meaning_over_json_2() {
    let shop = shop("19.0");
    let live = live(&shop, Wire::Json2);
    for (exception, message) in EXCEPTIONS {
        let status = match exception {
            "odoo.exceptions.AccessError" => 403,
            "werkzeug.exceptions.Unauthorized" | "odoo.exceptions.AccessDenied" => 401,
            "odoo.exceptions.MissingError" | "werkzeug.exceptions.NotFound" => 404,
            name if name.starts_with("odoo.exceptions") => 422,
            _ => 500,
        };
        for (name, question) in questions(model(&shop, "sale.order")) {
            let signs_in = matches!(question, Question::SignIn | Question::SignInWrong);
            if signs_in {
                continue;
            }
            let answer = raised2(status, exception, message);
            let observed = live.judge(&question, &login(SecretKind::Key), Ok(&answer));
            assert_eq!(word(&observed), expected("19.0", exception, name), "{exception} {name}");
        }
    }
}

#[test]
fn over_json_2_the_status_must_agree_with_what_decides() {
    let shop = shop("19.0");
    let live = live(&shop, Wire::Json2);
    let resource = model(&shop, "sale.order");
    let write = Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
    for status in [200, 302, 400, 404, 422, 429, 502, 503] {
        for (name, message) in [("odoo.exceptions.AccessError", NOT_ALLOWED), ("builtins.ValueError", INVALID)] {
            let observed = live.judge(&write, &login(SecretKind::Key), Ok(&raised2(status, name, message)));
            assert!(observed.allowed().is_none(), "{status} {name}: {observed:?}");
        }
    }
}

#[test]
fn rights_are_a_bool_and_nothing_like_one() {
    for series in SERIES {
        let shop = shop(series);
        let resource = model(&shop, "sale.order");
        let mut questions = vec![Question::Resource { resource, op: WRITE }];
        if series >= "18.0" {
            questions.push(Question::Record { resource, op: WRITE, record: record("3") });
        }
        for question in questions {
            assert_eq!(word(&judged(&shop, &question, &result(&json!(true)))), "allowed");
            assert_eq!(word(&judged(&shop, &question, &result(&json!(false)))), "denied");
            for odd in [json!("true"), json!("false"), json!(0), json!(1), json!([]), json!({}), json!(null), json!("")]
            {
                assert_eq!(word(&judged(&shop, &question, &result(&odd))), "inconclusive", "{series} {odd}");
            }
            assert_eq!(word(&judged(&shop, &question, &no_result())), "inconclusive", "{series}");
        }
    }
}

#[test]
fn in_16_and_17_record_rules_say_nothing_or_refuse() {
    for series in ["16.0", "17.0"] {
        let shop = shop(series);
        let question = Question::Record { resource: model(&shop, "sale.order"), op: WRITE, record: record("3") };
        let silent = judged(&shop, &question, &no_result());
        assert_eq!(word(&silent), "allowed");
        assert!(silent.caveat.unwrap().contains("record rules alone"));
        for odd in [json!(true), json!(false), json!([]), json!("")] {
            assert_eq!(word(&judged(&shop, &question, &result(&odd))), "inconclusive", "{odd}");
        }
    }
}

#[test]
fn the_control_must_answer_as_the_right_account() {
    for series in SERIES {
        let shop = shop(series);
        let uid = |uid| result(&json!({ "lang": "de_DE", "tz": false, "uid": uid }));
        assert_eq!(word(&judged(&shop, &Question::Control, &uid(json!(7)))), "allowed");
        assert_eq!(word(&judged(&shop, &Question::Control, &uid(json!(8)))), "inconclusive, ends");
        for odd in [json!("7"), json!(7.5), json!(null), json!(18_446_744_073_709_551_615_u64), json!([7])] {
            assert_eq!(word(&judged(&shop, &Question::Control, &uid(odd))), "inconclusive");
        }
        assert_eq!(word(&judged(&shop, &Question::Control, &no_result())), "inconclusive");
    }
}

#[test]
fn a_value_error_allows_only_where_it_names_the_sentinel() {
    for series in SERIES {
        let shop = shop(series);
        let resource = model(&shop, "sale.order");
        let write = Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
        let other = "invalid literal for int() with base 10: 'mara'";
        assert_eq!(word(&judged(&shop, &write, &raised(series, "builtins.ValueError", other))), "inconclusive");
        let field = "Invalid field 'margin' on model 'sale.order'";
        assert_eq!(word(&judged(&shop, &write, &raised(series, "builtins.ValueError", field))), "inconclusive");
    }
}

#[test]
fn a_write_that_is_accepted_ends_the_questions() {
    let shop = shop("18.0");
    let resource = model(&shop, "sale.order");
    let write = Question::WriteField { resource, field: "margin".into(), record: record("3") };
    let observed = judged(&shop, &write, &result(&json!(true)));
    assert_eq!(word(&observed), "inconclusive, ends");
    let create = Question::Attempt { resource, op: CREATE, record: None };
    assert_eq!(word(&judged(&shop, &create, &result(&json!(41)))), "inconclusive, ends");
}

#[test]
fn a_refusal_in_any_language_counts_and_one_about_another_model_does_not() {
    for series in SERIES {
        let shop = shop(series);
        let resource = model(&shop, "sale.order");
        let write = Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
        let told =
            |message: &str| word(&judged(&shop, &write, &raised(series, "odoo.exceptions.AccessError", message)));
        for message in [
            "Sie dürfen nicht auf Datensätze vom Typ 'Auftrag' (sale.order) zugreifen.",
            "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Mara (id=7) doesn't have access",
            "",
            "(no.such) (",
            "'Sequence' (ir.sequence) for 'Sales Order' (sale.order)",
        ] {
            assert_eq!(told(message), "denied", "{series} {message}");
        }
        for message in [
            "You are not allowed to access 'Sequence' (ir.sequence) records.",
            "您没有权限访问“序列”（ir.sequence）记录。",
            "Vous ne pouvez pas accéder à ir.sequence.",
        ] {
            assert_eq!(told(message), "inconclusive", "{series} {message}");
        }
    }
}

#[test]
fn a_field_is_readable_only_when_the_record_came_with_it() {
    for series in SERIES {
        let shop = shop(series);
        let question =
            Question::ReadField { resource: model(&shop, "sale.order"), field: "margin".into(), record: record("3") };
        let told = |value| word(&judged(&shop, &question, &result(&value)));
        for value in [json!(12.5), json!(false), json!("x"), json!(null), json!([4, "Azure Interior"])] {
            assert_eq!(told(json!([{ "id": 3, "margin": value }])), "allowed");
        }
        for odd in [
            json!([]),
            json!([{ "id": 3 }]),
            json!([{ "margin": 1 }]),
            json!([{ "id": 4, "margin": 1 }]),
            json!([{ "id": 3, "margin": 1 }, { "id": 4, "margin": 1 }]),
            json!({ "id": 3, "margin": 1 }),
            json!(false),
        ] {
            assert_eq!(told(odd.clone()), "inconclusive", "{odd}");
        }
    }
}

#[test]
fn signing_in_tells_by_the_account_it_gives() {
    for series in SERIES {
        let shop = shop(series);
        let told = |question, value| word(&judged(&shop, &question, &result(&value)));
        assert_eq!(told(Question::SignIn, json!(7)), "allowed");
        assert_eq!(told(Question::SignIn, json!(8)), "inconclusive, ends");
        assert_eq!(told(Question::SignIn, json!(false)), "denied");
        assert_eq!(told(Question::SignInWrong, json!(false)), "denied");
        assert_eq!(told(Question::SignInWrong, json!(7)), "allowed");
        assert_eq!(told(Question::SignInWrong, json!(8)), "inconclusive");
        for odd in [json!(true), json!("7"), json!(0), json!(-7), json!(null), json!({ "uid": 7 })] {
            assert_eq!(told(Question::SignIn, odd.clone()), "inconclusive", "{odd}");
            assert_eq!(told(Question::SignInWrong, odd.clone()), "inconclusive", "{odd}");
        }
    }
}

#[test]
fn a_refused_password_carries_a_caveat_where_a_second_factor_may_be() {
    let mut shop = shop("18.0");
    for (presence, caveat) in [(Presence::Unknown, true), (Presence::Absent, false)] {
        shop.users[0].second_factor = presence;
        let observed = judged(&shop, &Question::SignIn, &result(&json!(false)));
        assert_eq!((word(&observed), observed.caveat.is_some()), ("denied", caveat));
    }
}

#[test]
fn known_false_answers_are_labelled() {
    let shop = shop("18.0");
    let [partner, employee, order] = ["res.partner", "hr.employee", "sale.order"].map(|key| model(&shop, key));
    let refused = raised("18.0", "builtins.ValueError", INVALID);
    let caveat = |question, answer| judged(&shop, &question, answer).caveat;
    let write = |resource| Question::Attempt { resource, op: WRITE, record: Some(record("3")) };
    assert!(caveat(write(partner), &refused).unwrap().contains("internal user's contact"));
    assert_eq!(caveat(write(order), &refused), None);
    let create = Question::Attempt { resource: order, op: CREATE, record: None };
    assert!(caveat(create, &refused).unwrap().contains("record rules"));
    let no = result(&json!(false));
    assert!(caveat(Question::Resource { resource: employee, op: READ }, &no).unwrap().contains("hr.employee.public"));
    assert_eq!(caveat(Question::Resource { resource: employee, op: WRITE }, &no), None);
    assert_eq!(caveat(Question::Resource { resource: order, op: READ }, &no), None);
    let read = |id: i64| {
        let question = Question::ReadField {
            resource: model(&shop, "res.users"),
            field: "signature".into(),
            record: record(&id.to_string()),
        };
        judged(&shop, &question, &result(&json!([{ "id": id, "signature": "" }]))).caveat
    };
    assert!(read(7).unwrap().contains("own record"));
    assert_eq!(read(8), None);
}

#[test]
fn an_anonymous_caller_is_told_apart_from_a_server_that_knows_no_database() {
    let page = answer(404, "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>");
    let told = |shop: &Snapshot, answer: &Answer| {
        let observed = judged(shop, &Question::Anonymous { resource: model(shop, "sale.order") }, answer);
        word(&observed)
    };
    for series in SERIES {
        let shop = shop(series);
        assert_eq!(told(&shop, &page), "inconclusive", "{series}");
        assert_eq!(told(&shop, &answer(502, "<html>bad gateway</html>")), "inconclusive", "{series}");
        assert_eq!(told(&shop, &answer(401, "<html>the proxy asks for a login</html>")), "inconclusive", "{series}");
    }
    let old = shop("17.0");
    let expired = json!({ "code": 100, "message": "Odoo Session Expired", "data": { "message": "Session expired" } });
    let expired = answer(200, json!({ "jsonrpc": "2.0", "id": 1, "error": expired }).to_string());
    assert_eq!(told(&old, &expired), "denied");
    assert_eq!(told(&old, &result(&json!(12))), "allowed");
    let new = shop("19.0");
    assert_eq!(told(&new, &raised2(401, "werkzeug.exceptions.Unauthorized", "User not authenticated")), "denied");
    assert_eq!(told(&new, &answer(200, "12")), "allowed");
    assert_eq!(told(&new, &answer(200, "false")), "inconclusive");
}

#[test]
fn what_is_left_behind_is_told() {
    let shop = shop("18.0");
    let live = live(&shop, Wire::JsonRpc);
    let resource = model(&shop, "sale.order");
    assert!(live.traces(&Question::SignIn)[0].contains("res_users_log"));
    assert!(live.traces(&Question::Attempt { resource, op: CREATE, record: None })[0].contains("sequence"));
    assert!(live.traces(&Question::SignInWrong).is_empty());
    assert!(live.traces(&Question::Resource { resource, op: WRITE }).is_empty());
}
