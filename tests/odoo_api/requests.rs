//! What is sent: paths, headers, bodies to the order of their keys, and the words for them.

use rolecall::connect::live::{Call, Live, Question, RecordId, SecretKind, Which};
use rolecall::connect::odoo::api::{OdooLive, Wire, looks_like_key};
use rolecall::net::{Method, Repeat};
use rolecall::snapshot::{Presence, Snapshot};
use secrecy::{ExposeSecret, SecretString};

use super::{CREATE, KEY, READ, SERIES, UNLINK, WRITE, live, login, model, record, shop};

fn body(call: &Call) -> String {
    String::from_utf8(call.request.body.as_ref().unwrap().expose_secret().to_vec()).unwrap()
}

/// The part of a body that says what is called.
fn args(call: &Call) -> String {
    let body = body(call);
    let (_, args) = body.split_once(r#""params":{"args":["acme",7,"correct horse","#).unwrap();
    args.split_once(r#"],"method":"execute_kw","service":"object"}}"#).unwrap().0.to_owned()
}

fn ask(shop: &Snapshot, question: &Question<RecordId>) -> Result<Call, String> {
    live(shop, Wire::JsonRpc).request(question, &login(SecretKind::Password))
}

#[test]
fn each_question_is_a_call_of_a_public_method_over_jsonrpc() {
    for series in SERIES {
        let shop = shop(series);
        let order = model(&shop, "sale.order");
        let old = series < "18.0";
        let id = || record("3");
        let asked = [
            (Question::Control, r#""res.users","context_get",[],{}"#),
            (
                Question::Resource { resource: order, op: WRITE },
                if old {
                    r#""sale.order","check_access_rights",["write"],{"raise_exception":false}"#
                } else {
                    r#""sale.order","has_access",[[],"write"],{}"#
                },
            ),
            (
                Question::Record { resource: order, op: UNLINK, record: id() },
                if old {
                    r#""sale.order","check_access_rule",[[3],"unlink"],{}"#
                } else {
                    r#""sale.order","has_access",[[3],"unlink"],{}"#
                },
            ),
            (
                Question::Attempt { resource: order, op: WRITE, record: Some(id()) },
                r#""sale.order","write",[[3],{"zz_rolecall_probe":1}],{}"#,
            ),
            (
                Question::Attempt { resource: order, op: CREATE, record: None },
                r#""sale.order","create",[{"name":"rolecall probe","zz_rolecall_probe":1}],{}"#,
            ),
            (
                Question::ReadField { resource: order, field: "margin".into(), record: id() },
                r#""sale.order","read",[[3],["margin"]],{"context":{"bin_size":true}}"#,
            ),
            (
                Question::WriteField { resource: order, field: "margin".into(), record: id() },
                r#""sale.order","write",[[3],{"margin":false,"zz_rolecall_probe":1}],{}"#,
            ),
        ];
        for (question, expected) in asked {
            let call = ask(&shop, &question).unwrap();
            assert_eq!(args(&call), expected, "{series} {question:?}");
            assert_eq!((call.request.method, call.request.path.as_str()), (Method::Post, "/jsonrpc"));
            assert!(call.request.headers.is_empty(), "{series} {question:?}");
            assert!(body(&call).starts_with(r#"{"id":1,"jsonrpc":"2.0","method":"call","params":"#), "{question:?}");
        }
    }
}

#[test]
fn a_key_is_a_bearer_over_json_2_in_19_and_stands_in_the_body_before() {
    for series in SERIES {
        let shop = shop(series);
        let order = model(&shop, "sale.order");
        let question = Question::WriteField { resource: order, field: "margin".into(), record: record("3") };
        let call = live(&shop, Wire::Json2).request(&question, &login(SecretKind::Key)).unwrap();
        if series < "19.0" {
            assert_eq!(call.request.path, "/jsonrpc");
            assert!(body(&call).contains(KEY));
            continue;
        }
        assert_eq!(call.request.path, "/json/2/sale.order/write");
        assert_eq!(body(&call), r#"{"ids":[3],"vals":{"margin":false,"zz_rolecall_probe":1}}"#);
        let headers: Vec<_> = call.request.headers.iter().map(|(name, value)| (*name, value.expose_secret())).collect();
        let bearer = format!("bearer {KEY}");
        assert_eq!(headers, [("authorization", bearer.as_str()), ("x-odoo-database", "acme")]);

        let password = live(&shop, Wire::Json2).request(&question, &login(SecretKind::Password)).unwrap();
        assert_eq!(password.request.path, "/jsonrpc", "/json/2 takes no password");
        let plain = live(&shop, Wire::JsonRpc).request(&question, &login(SecretKind::Key)).unwrap();
        assert_eq!(plain.request.path, "/jsonrpc");
    }
}

#[test]
fn json_2_names_every_argument() {
    let shop = shop("19.0");
    let live = live(&shop, Wire::Json2);
    let order = model(&shop, "sale.order");
    let asked = [
        (Question::Control, "res.users/context_get", "{}"),
        (
            Question::Resource { resource: order, op: WRITE },
            "sale.order/has_access",
            r#"{"ids":[],"operation":"write"}"#,
        ),
        (
            Question::ReadField { resource: order, field: "margin".into(), record: record("3") },
            "sale.order/read",
            r#"{"context":{"bin_size":true},"fields":["margin"],"ids":[3]}"#,
        ),
        (
            Question::Attempt { resource: order, op: CREATE, record: None },
            "sale.order/create",
            r#"{"vals_list":{"name":"rolecall probe","zz_rolecall_probe":1}}"#,
        ),
    ];
    for (question, path, expected) in asked {
        let call = live.request(&question, &login(SecretKind::Key)).unwrap();
        assert_eq!((call.request.path.as_str(), body(&call).as_str()), (format!("/json/2/{path}").as_str(), expected));
    }
}

#[test]
fn the_sentinel_is_last_whatever_the_field_is_called() {
    let shop = shop("19.0");
    let order = model(&shop, "sale.order");
    for field in ["a", "x_studio_margin", "zz", "zz_rolecall_prob", "Z9"] {
        let question = Question::WriteField { resource: order, field: field.into(), record: record("3") };
        let call = ask(&shop, &question).unwrap();
        assert!(args(&call).ends_with(&format!(r#"{{"{field}":false,"zz_rolecall_probe":1}}],{{}}"#)), "{field}");
    }
    for field in ["zz_rolecall_probe", "zz_rolecall_probe2", "zzz"] {
        let question = Question::WriteField { resource: order, field: field.into(), record: record("3") };
        assert!(ask(&shop, &question).unwrap_err().contains("sorts behind"), "{field}");
    }
}

#[test]
fn signing_in_is_sent_once_and_a_wrong_secret_is_never_the_right_one() {
    let shop = shop("17.0");
    let right = ask(&shop, &Question::SignIn).unwrap();
    let expected = r#"{"id":1,"jsonrpc":"2.0","method":"call","params":{"args":["acme","mara","correct horse"],"method":"login","service":"common"}}"#;
    assert_eq!(body(&right), expected);
    let wrong = ask(&shop, &Question::SignInWrong).unwrap();
    assert!(!body(&wrong).contains("correct horse"));
    assert!(body(&wrong).contains(r#"["acme","mara","rolecall signs in once"#));
    let order = model(&shop, "sale.order");
    let create = ask(&shop, &Question::Attempt { resource: order, op: CREATE, record: None }).unwrap();
    assert_eq!([right, wrong, create].map(|call| call.request.repeat), [Repeat::Never; 3]);
    let write = ask(&shop, &Question::Attempt { resource: order, op: WRITE, record: Some(record("3")) }).unwrap();
    assert_eq!(write.request.repeat, Repeat::Safe, "it is refused in any case");
}

#[test]
fn a_password_is_never_sent_for_an_account_with_a_second_factor() {
    let mut shop = shop("18.0");
    shop.users[0].second_factor = Presence::Present;
    let live = live(&shop, Wire::JsonRpc);
    for question in [Question::SignIn, Question::SignInWrong] {
        let refused = live.request(&question, &login(SecretKind::Password)).unwrap_err();
        assert!(refused.contains("second factor"), "{refused}");
        assert!(live.request(&question, &login(SecretKind::Key)).is_ok());
    }
}

#[test]
fn an_anonymous_caller_carries_no_secret() {
    for series in SERIES {
        let shop = shop(series);
        let question = Question::Anonymous { resource: model(&shop, "sale.order") };
        let call = live(&shop, Wire::Json2).request(&question, &login(SecretKind::Key)).unwrap();
        assert!(!body(&call).contains(KEY) && !call.request.headers.iter().any(|(name, _)| *name == "authorization"));
        if series == "19.0" {
            assert_eq!(call.request.path, "/json/2/sale.order/search_count");
            assert_eq!(body(&call), r#"{"domain":[]}"#);
        } else {
            assert_eq!(call.request.path, "/web/dataset/call_kw");
            let params = r#""params":{"args":[[]],"kwargs":{},"method":"search_count","model":"sale.order"}"#;
            assert!(body(&call).contains(params), "{}", body(&call));
        }
    }
}

#[test]
fn what_cannot_be_asked_without_harm_or_in_vain_is_refused_with_the_reason() {
    let shop = shop("19.0");
    let [order, partner, users, employee] =
        ["sale.order", "res.partner", "res.users", "hr.employee"].map(|key| model(&shop, key));
    let attempt = |resource, op, record| Question::Attempt { resource, op, record };
    let refused = [
        (attempt(order, UNLINK, Some(record("3"))), "without side effects"),
        (attempt(order, READ, Some(record("3"))), "without side effects"),
        (attempt(users, CREATE, None), "without side effects"),
        (attempt(employee, CREATE, None), "without side effects"),
        (attempt(order, WRITE, None), "without side effects"),
        (attempt(partner, WRITE, Some(record("3"))), "KeyError"),
        (Question::WriteField { resource: partner, field: "email".into(), record: record("3") }, "KeyError"),
        (attempt(users, WRITE, Some(record("7"))), "own record"),
        (Question::WriteField { resource: users, field: "email".into(), record: record("7") }, "own record"),
    ];
    for (question, reason) in refused {
        let told = ask(&shop, &question).unwrap_err();
        assert!(told.contains(reason), "{question:?}: {told}");
    }
    for question in [attempt(users, WRITE, Some(record("8"))), attempt(partner, CREATE, None)] {
        assert!(ask(&shop, &question).is_ok(), "{question:?}");
    }
    let older = super::shop("18.0");
    assert!(ask(&older, &attempt(model(&older, "res.partner"), WRITE, Some(record("3")))).is_ok());
}

#[test]
fn no_call_names_a_record_that_cannot_be_one() {
    let shop = shop("16.0");
    let order = model(&shop, "sale.order");
    for id in ["0", "-1", "", "2147483648", "99999999999999999999", "3.0", "x", "[3]"] {
        let question = Question::Record { resource: order, op: WRITE, record: record(id) };
        assert!(ask(&shop, &question).is_err(), "{id}");
    }
}

#[test]
fn the_words_are_the_call_and_hold_no_secret() {
    let shop = shop("18.0");
    let order = model(&shop, "sale.order");
    let live = live(&shop, Wire::JsonRpc);
    let words = [
        (Question::Control, "context_get() on res.users"),
        (Question::Resource { resource: order, op: WRITE }, "has_access([], 'write') on sale.order"),
        (
            Question::Record { resource: order, op: READ, record: Which::Beyond },
            "has_access([<a record beyond reach>], 'read') on sale.order",
        ),
        (
            Question::Attempt { resource: order, op: WRITE, record: Some(Which::Within) },
            "write([<a record within reach>], {'zz_rolecall_probe': 1}) on sale.order",
        ),
        (
            Question::WriteField { resource: order, field: "margin".into(), record: Which::Within },
            "write([<a record within reach>], {'margin': False, 'zz_rolecall_probe': 1}) on sale.order",
        ),
        (Question::SignIn, "common.login with the role's own secret"),
        (Question::Anonymous { resource: order }, "search_count([]) on sale.order without a login"),
    ];
    for (question, expected) in words {
        assert_eq!(live.words(&question).unwrap(), expected);
    }
    let asked = ask(&shop, &Question::Record { resource: order, op: READ, record: record("3") }).unwrap();
    assert_eq!(asked.words, "has_access([3], 'read') on sale.order");
    let old = super::shop("16.0");
    let resource = Question::Resource { resource: model(&old, "sale.order"), op: WRITE };
    let told = super::live(&old, Wire::JsonRpc).words(&resource).unwrap();
    assert_eq!(told, "check_access_rights('write', raise_exception=False) on sale.order");
}

#[test]
fn a_hostile_name_never_reaches_a_path() {
    for name in
        ["../../web/database/drop", "..", "a..b", "sale.order?x=1", "sale.order#", "sale order", "", "a/b", "a\nb"]
    {
        let mut shop = shop("19.0");
        shop.resources[0].key = name.to_owned();
        let live = live(&shop, Wire::Json2);
        let resource = rolecall::model::ResourceIx(0);
        for question in [Question::Resource { resource, op: READ }, Question::Anonymous { resource }] {
            assert!(live.request(&question, &login(SecretKind::Key)).is_err(), "{name:?}");
        }
        let lookup = rolecall::connect::live::Lookup::NewestBy { resource, account: "7".into() };
        assert_eq!(live.lookup(&lookup, &login(SecretKind::Key)).unwrap().request.path, "/jsonrpc", "{name:?}");
    }
    let shop = shop("19.0");
    for field in ["a b", "partner_id.name", "\u{202e}x", "", "a\"b"] {
        let question =
            Question::ReadField { resource: model(&shop, "sale.order"), field: field.into(), record: record("3") };
        assert!(ask(&shop, &question).is_err(), "{field:?}");
    }
}

#[test]
fn only_the_four_series_are_spoken() {
    for version in ["15.0", "20.0", "saas~17.2", ""] {
        let told = OdooLive::new(&shop(version), "acme", Wire::JsonRpc).unwrap_err().to_string();
        assert!(told.contains("16.0, 17.0, 18.0 and 19.0"), "{told}");
    }
}

#[test]
fn a_key_is_told_from_a_password_by_its_form() {
    assert!(looks_like_key(&SecretString::from(KEY)));
    for password in ["correct horse", "", &KEY[1..], &KEY.to_uppercase(), &format!("{KEY}0"), &KEY.replace('f', "g")] {
        assert!(!looks_like_key(&SecretString::from(password)), "{password}");
    }
}
