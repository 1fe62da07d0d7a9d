//! Envelopes, statuses and names.

use rolecall::sample::{Flavour, Options, SampleCompany};
use serde_json::{Value, json};

use super::shop::{ACCESS, DENIED, MISSING, Shop};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_version_says_which_it_is() {
    for (flavour, code) in [(Flavour::V16, 200), (Flavour::V18, 200), (Flavour::V19, 0)] {
        let shop = Shop::open(flavour);
        let version = shop.rpc("common", "version", &json!([]))["result"].clone();
        let info = json!({
            "server_version": format!("{}.0", flavour.major()),
            "server_version_info": [flavour.major(), 0, 0, "final", 0, ""],
            "server_serie": format!("{}.0", flavour.major()),
            "protocol_version": 1,
        });
        assert_eq!(version, info);
        let web = shop.post("/web/webclient/version_info", &json!({"jsonrpc": "2.0", "params": {}})).json();
        assert_eq!((&web["id"], &web["result"]), (&Value::Null, &info));

        let error = shop.rpc("common", "login", &json!(["nowhere", "admin", "x"]))["error"].clone();
        assert_eq!(keys(&error), ["code", "data", "message"]);
        assert_eq!(keys(&error["data"]), ["arguments", "context", "debug", "message", "name"]);
        assert_eq!((&error["code"], &error["message"]), (&json!(code), &json!("Odoo Server Error")));
        assert_eq!(error["data"]["name"], "psycopg2.OperationalError");
        assert_eq!(error["data"]["arguments"][0], error["data"]["message"]);
    }
}

#[test]
fn exceptions_have_the_names_of_real_servers() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let emp = &shop.login("employee", 0);
        let raised = |model, method, args: Value| shop.raised(emp, model, method, &args);
        assert_eq!(raised("no.such.model", "search_count", json!([[]])), "odoo.exceptions.UserError");
        assert_eq!(raised("res.partner", "no_such_method", json!([[3]])), "builtins.AttributeError");
        assert_eq!(raised("res.partner", "_compute_display_name", json!([[3]])), ACCESS);
        assert_eq!(raised("account.payment", "search_count", json!([[]])), ACCESS);
        assert_eq!(raised("account.payment", "check_access_rights", json!(["write"])), ACCESS);
        assert_eq!(raised("res.partner", "read", json!([[1], ["zz"]])), "builtins.ValueError");
        let args = json!([shop.running.database(), 99999, "x", "res.partner", "search_count", [[]], {}]);
        assert_eq!(shop.rpc("object", "execute_kw", &args)["error"]["data"]["name"], MISSING);
        let args = json!([shop.running.database(), 2, "x", "res.partner", "search_count", [[]], {}]);
        assert_eq!(shop.rpc("object", "execute_kw", &args)["error"]["data"]["name"], DENIED);
    }
}

#[test]
fn a_method_that_returns_nothing_has_no_result() {
    let shop = Shop::open(Flavour::V16);
    let answer = shop.call("admin", "res.partner", "check_access_rule", &json!([[1], "read"]));
    assert_eq!(answer, json!({"jsonrpc": "2.0", "id": 1}));
}

#[test]
fn versions_differ_in_their_methods() {
    let raised = |flavour, method| {
        let answer = Shop::open(flavour).call("admin", "res.partner", method, &json!([[1], "read"]));
        answer["error"]["data"]["name"].as_str().map(str::to_owned)
    };
    let attribute = Some("builtins.AttributeError".to_owned());
    assert_eq!(raised(Flavour::V16, "has_access"), attribute);
    assert_eq!(raised(Flavour::V18, "has_access"), None);
    assert_eq!(raised(Flavour::V16, "check_access"), attribute);
    assert_eq!(raised(Flavour::V18, "check_access"), None);
    assert_eq!(raised(Flavour::V19, "check_access"), Some(ACCESS.to_owned()), "private in 19");
}

#[test]
fn what_is_not_json_or_not_there_is_a_page() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        for (path, status) in [("/jsonrpc", 400), ("/web/database/list", 400), ("/no/such/path", 404)] {
            let answer = shop.send("POST", path, &[], "{oops");
            assert_eq!((answer.status, answer.content_type.as_str()), (status, "text/html; charset=utf-8"), "{path}");
        }
        assert_eq!(shop.send("GET", "/jsonrpc", &[], "").status, 404);
    }
}

#[test]
fn without_a_session_the_web_answers_by_the_number_of_databases() {
    let call = json!({"jsonrpc": "2.0", "params": {"model": "sale.order", "method": "search_count", "args": [[]], "kwargs": {}}});
    let alone = Shop::open(Flavour::V18);
    let expired = alone.post("/web/dataset/call_kw", &call).json()["error"].clone();
    assert_eq!((&expired["code"], &expired["message"]), (&json!(100), &json!("Odoo Session Expired")));
    assert_eq!(expired["data"]["name"], "odoo.http.SessionExpiredException");

    let options = Options { other_databases: vec!["zoo".to_owned()], ..Options::default() };
    let shop = Shop::with(Flavour::V18, options, |_| {});
    let lost = shop.post("/web/dataset/call_kw", &call);
    assert_eq!((lost.status, lost.content_type.as_str()), (404, "text/html; charset=utf-8"));
    let list = shop.post("/web/database/list", &json!({"params": {}})).json();
    assert_eq!(list["result"], json!(["acme", "zoo"]));
}

#[test]
fn json_2_speaks_in_statuses() {
    let shop = Shop::open(Flavour::V19);
    let emp = &shop.login("employee", 0);
    let cases = [
        ("res.users/context_get", json!({}), 200, Value::Null),
        ("res.partner/search_count", json!({"domain": []}), 200, Value::Null),
        ("sale.order/has_access", json!({"ids": [], "operation": "write"}), 200, Value::Null),
        ("res.partner/check_access_rule", json!({"ids": [1], "operation": "read"}), 200, Value::Null),
        ("account.payment/search_count", json!({"domain": []}), 403, json!(ACCESS)),
        ("res.partner/_compute", json!({"ids": [1]}), 403, json!(ACCESS)),
        ("res.partner/write", json!({"ids": [1], "vals": {"zz_nonexistent": 1}}), 500, json!("builtins.KeyError")),
        ("res.partner/write", json!({"ids": [2_147_483_647], "vals": {"name": "x"}}), 404, json!(MISSING)),
        ("res.partner/read", json!({"idss": [1]}), 422, json!("werkzeug.exceptions.UnprocessableEntity")),
        (
            "res.partner/search",
            json!({"ids": [1], "domain": []}),
            422,
            json!("werkzeug.exceptions.UnprocessableEntity"),
        ),
        ("res.partner/search", json!({}), 422, json!("werkzeug.exceptions.UnprocessableEntity")),
        ("no.such/read", json!({}), 404, json!("werkzeug.exceptions.NotFound")),
        ("res.partner/no_such", json!({}), 404, json!("werkzeug.exceptions.NotFound")),
    ];
    for (target, body, status, name) in cases {
        let (got, answer) = shop.json2(emp, target, &body);
        assert_eq!((got, answer.get("name").unwrap_or(&Value::Null)), (status, &name), "{target} {body}");
        if status != 200 {
            assert_eq!(keys(&answer), ["arguments", "context", "debug", "message", "name"]);
        }
    }
    let (_, answer) = shop.json2(emp, "no.such/read", &json!({}));
    assert_eq!(answer["arguments"][1], 404);
}

#[test]
fn json_2_wants_a_key_and_a_database_and_post() {
    let options = Options { other_databases: vec!["zoo".to_owned()], ..Options::default() };
    let shop = Shop::with(Flavour::V19, options, |_| {});
    let key = format!("Bearer {}", SampleCompany::key("admin", SampleCompany::KEY));
    let password = format!("bearer {}", SampleCompany::password("admin"));
    let ask = |method: &str, headers: &[(&str, &str)]| {
        shop.send(method, "/json/2/res.partner/search_count", headers, r#"{"domain": []}"#)
    };
    let ours = ("x-odoo-database", "acme");
    assert_eq!(ask("POST", &[("authorization", &key), ours]).status, 200);
    assert_eq!(ask("POST", &[("authorization", &password), ours]).status, 401, "no password counts");
    assert_eq!(ask("POST", &[("authorization", "bearer 0000"), ours]).status, 401);
    assert_eq!(ask("POST", &[ours]).status, 401);
    assert_eq!(ask("GET", &[("authorization", &key), ours]).status, 404);
    for nowhere in
        [ask("POST", &[("authorization", &key)]), ask("POST", &[("authorization", &key), ("x-odoo-database", "x")])]
    {
        assert_eq!((nowhere.status, nowhere.content_type.as_str()), (404, "text/html; charset=utf-8"));
    }
    assert_eq!(Shop::open(Flavour::V18).json2_status(), 404, "18 has no JSON-2");
}

impl Shop {
    fn json2_status(&self) -> u16 {
        self.send("POST", "/json/2/res.partner/search_count", &[], "{}").status
    }
}

#[test]
fn texts_are_in_the_language_of_the_account_and_names_are_not() {
    let shop = Shop::open(Flavour::V18);
    let texts: Vec<(String, String)> = (0..12)
        .map(|nth| {
            let emp = shop.login("employee", nth);
            let error = shop.call(&emp, "account.payment", "search_count", &json!([[]]))["error"]["data"].clone();
            (error["name"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
        })
        .collect();
    assert!(texts.iter().all(|(name, text)| name == ACCESS && text.contains("(account.payment)")));
    assert!(texts.iter().any(|(_, text)| text.starts_with("Keine")));
    assert!(texts.iter().any(|(_, text)| text.starts_with("No ")));
}

#[test]
fn the_log_tells_who_asked_what_and_never_a_secret() {
    let shop = Shop::open(Flavour::V18);
    let emp = shop.login("employee", 0);
    shop.raised(&emp, "account.payment", "search_count", &json!([[]]));
    let log = shop.running.log();
    let seen = log.last().unwrap();
    assert_eq!(log.len() as u64, shop.running.requests());
    assert_eq!((seen.model.as_deref(), seen.call.as_deref()), (Some("account.payment"), Some("search_count")));
    assert_eq!((seen.login.as_deref(), seen.answer.as_str()), (Some(emp.as_str()), ACCESS));
    assert!(!format!("{log:?}").contains(&SampleCompany::key(&emp, SampleCompany::KEY)));
}
