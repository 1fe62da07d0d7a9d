//! Looking records up: what is asked, and what is kept of the answer.

use rolecall::connect::live::{Live, Lookup, SecretKind};
use serde_json::{Value, json};

use super::{ANN, answer, data, doctype, live, login, message, raised, record, shop};

#[test]
fn lookups_are_lists_with_the_fewest_columns() {
    let shop = shop("15.101.1");
    let (customer, settings) = (doctype(&shop, "Customer"), doctype(&shop, "Stock Settings"));
    let account = || ANN.into();
    for (lookup, path, words) in [
        (
            Lookup::Rows {
                resource: customer,
                fields: vec!["owner".into(), "name".into(), "no such".into()],
                most: 80,
            },
            "/api/resource/Customer?fields=%5B%22name%22%2C%22owner%22%5D&order_by=creation%20desc&limit_page_length=80",
            r#"GET /api/resource/Customer ["name","owner"] by creation desc, at most 80"#,
        ),
        (
            Lookup::Stamps { resource: customer, records: vec![record("A/B"), record("\"")], account: account() },
            "/api/resource/Customer?fields=%5B%22name%22%2C%22modified%22%5D&filters=%5B%5B%22name%22%2C%22in%22%2C%5B%22A%2FB\
             %22%2C%22%5C%22%22%5D%5D%2C%5B%22modified_by%22%2C%22%3D%22%2C%22ann%40acme.example%22%5D%5D&limit_page_length=2",
            r#"GET /api/resource/Customer ["name","modified"] where [["name","in",["A/B","\""]],["modified_by","=","ann@acme.example"]], at most 2"#,
        ),
        (
            Lookup::NewestBy { resource: customer, account: account() },
            "/api/resource/Customer?fields=%5B%22name%22%5D&filters=%5B%5B%22owner%22%2C%22%3D%22%2C%22ann%40acme.example%22%5D%5D\
             &order_by=creation%20desc&limit_page_length=1",
            r#"GET /api/resource/Customer ["name"] where [["owner","=","ann@acme.example"]] by creation desc, at most 1"#,
        ),
        (
            Lookup::Rows { resource: settings, fields: vec![], most: 80 },
            "/api/resource/Stock%20Settings/Stock%20Settings",
            "GET /api/resource/Stock Settings/Stock Settings",
        ),
        (
            Lookup::Account { account: account() },
            "/api/method/frappe.auth.get_logged_user",
            "GET /api/method/frappe.auth.get_logged_user",
        ),
    ] {
        let call = live(&shop).lookup(&lookup, &login(SecretKind::Key)).unwrap();
        assert_eq!((call.request.path.as_str(), call.words.as_str()), (path, words));
    }
}

#[test]
fn records_are_known_by_their_names_and_hold_nothing_nested() {
    let shop = shop("15.101.1");
    let lookup = Lookup::NewestBy { resource: doctype(&shop, "Customer"), account: ANN.into() };
    let rows = |answer| live(&shop).rows(&lookup, Ok(&answer));
    let found = rows(data(&json!([{ "name": "Cust 1", "owner": "x" }, { "name": 7 }]))).unwrap();
    let ids: Vec<&Value> = found.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&json!("Cust 1"), &json!("7")]);
    assert_eq!(found[0]["owner"], json!("x"));
    assert_eq!(rows(data(&json!([]))).unwrap(), Vec::new());
    let single = rows(data(&json!({ "name": "Stock Settings", "secret": "x", "rows": [{ "a": 1 }] }))).unwrap();
    assert_eq!(single.len(), 1);
    assert!(!format!("{single:?}").contains("secret"), "only the name of a whole document is kept");
    assert_eq!(rows(message(&json!(ANN))).unwrap()[0]["id"], json!(ANN));
    for odd in [
        json!([{ "owner": "x" }]),
        json!([{ "name": "" }]),
        json!([{ "name": -1 }]),
        json!([{ "name": null }]),
        json!([{ "name": "a", "rows": [] }]),
        json!([{ "name": "a", "row": {} }]),
        json!(["Cust 1"]),
        json!({}),
        json!(null),
        json!(true),
    ] {
        assert!(rows(data(&odd)).is_err(), "{odd}");
    }
}

#[test]
fn a_lookup_that_fails_says_why_and_ends_the_login_only_when_nothing_else_can_come() {
    let shop = shop("15.101.1");
    let lookup = Lookup::NewestBy { resource: doctype(&shop, "Customer"), account: ANN.into() };
    for (answer, ends) in [
        (raised(403, "PermissionError", ""), false),
        (raised(401, "AuthenticationError", ""), true),
        (raised(500, "SecurityException", ""), true),
        (raised(400, "CSRFTokenError", ""), true),
        (raised(417, "ValidationError", ""), false),
        (answer(404, "<!doctype html><title>404</title>"), false),
        (answer(200, "<html>sign in</html>"), false),
        (answer(200, "not json"), false),
    ] {
        let why = live(&shop).rows(&lookup, Ok(&answer)).unwrap_err();
        assert_eq!(why.ends_login, ends, "{why:?}");
    }
}
