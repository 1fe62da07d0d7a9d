//! What is looked up: the calls, and the records without what nobody asked for.

use rolecall::connect::live::{Live, Lookup, SecretKind};
use rolecall::connect::odoo::api::Wire;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{SERIES, answer, live, login, model, raised, raised2, record, result, shop};

/// The lookups of a probe, with their calls over `/jsonrpc` and over `/json/2`.
fn lookups(shop: &rolecall::snapshot::Snapshot) -> Vec<(Lookup, Value, &'static str, Value)> {
    let resource = model(shop, "sale.order");
    let archived = json!({ "active_test": false });
    let fields = json!(["partner_id", "commercial_partner_id", "company_id", "company_ids"]);
    let stamps = json!([["id", "in", [3, 4]], ["write_uid", "=", 9]]);
    vec![
        (
            account(),
            json!(["res.users", "read", [[7], fields], {}]),
            "res.users/read",
            json!({ "ids": [7], "fields": fields }),
        ),
        (
            Lookup::Rows { resource, fields: vec!["user_id".into(), "state".into()], most: 80 },
            json!(["sale.order", "search_read", [[], ["id", "user_id", "state"]],
                   { "context": archived, "limit": 80, "order": "id desc" }]),
            "sale.order/search_read",
            json!({ "domain": [], "fields": ["id", "user_id", "state"], "context": archived, "limit": 80, "order": "id desc" }),
        ),
        (
            Lookup::Stamps { resource, records: vec![record("3"), record("4")], account: "9".into() },
            json!(["sale.order", "search_read", [stamps, ["write_date"]], { "context": archived, "order": "id desc" }]),
            "sale.order/search_read",
            json!({ "domain": stamps, "fields": ["write_date"], "context": archived, "order": "id desc" }),
        ),
        (
            Lookup::NewestBy { resource, account: "7".into() },
            json!(["sale.order", "search_read", [[["create_uid", "=", 7]], ["id"]],
                   { "context": archived, "limit": 1, "order": "id desc" }]),
            "sale.order/search_read",
            json!({ "domain": [["create_uid", "=", 7]], "fields": ["id"], "context": archived, "limit": 1, "order": "id desc" }),
        ),
    ]
}

/// What an account tells of itself.
fn account() -> Lookup {
    Lookup::Account { account: "7".into() }
}

#[test]
fn lookups_read_and_nothing_else() {
    for series in SERIES {
        let shop = shop(series);
        for (lookup, jsonrpc, path, json2) in lookups(&shop) {
            let sent = |wire| {
                let call = live(&shop, wire).lookup(&lookup, &login(SecretKind::Key)).unwrap();
                let body = call.request.body.as_ref().unwrap().expose_secret();
                (call.request.path.clone(), serde_json::from_slice::<Value>(body).unwrap(), call.words)
            };
            let (sent_to, body, words) = sent(Wire::JsonRpc);
            assert_eq!(sent_to, "/jsonrpc");
            assert_eq!(json!(body["params"]["args"].as_array().unwrap()[3..]), jsonrpc, "{series}");
            assert!(words.starts_with("read(") || words.starts_with("search_read("), "{words}");
            assert!(!words.contains(super::KEY));
            if series == "19.0" {
                let (sent_to, body, _) = sent(Wire::Json2);
                assert_eq!((sent_to, body), (format!("/json/2/{path}"), json2));
            }
        }
    }
}

#[test]
fn of_a_link_the_id_stays_and_the_name_goes() {
    let rows = json!([{
        "id": 3, "partner_id": [14, "Azure Interior"], "company_ids": [1, 2], "tag_ids": [], "user_id": false,
        "state": "sale", "amount": 1.5
    }]);
    let kept = json!([{
        "id": 3, "partner_id": 14, "company_ids": [1, 2], "tag_ids": [], "user_id": false, "state": "sale", "amount": 1.5
    }]);
    let shop = shop("19.0");
    for (wire, answer) in
        [(Wire::JsonRpc, result(&rows)), (Wire::Json2, answer(200, rows.to_string())), (Wire::Json2, result(&rows))]
    {
        let found = live(&shop, wire).rows(&account(), Ok(&answer)).unwrap();
        assert_eq!(json!(found), kept, "{wire:?}");
    }
}

#[test]
fn a_lookup_that_fails_says_why() {
    let shop = shop("19.0");
    let denied = live(&shop, Wire::JsonRpc)
        .rows(&account(), Ok(&raised("19.0", "odoo.exceptions.AccessDenied", "Access Denied")))
        .unwrap_err();
    assert!(denied.ends_login, "{denied:?}");
    let unauthorized = live(&shop, Wire::Json2)
        .rows(&account(), Ok(&raised2(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")))
        .unwrap_err();
    assert!(unauthorized.ends_login, "{unauthorized:?}");
    let hidden = live(&shop, Wire::Json2)
        .rows(&account(), Ok(&raised2(403, "odoo.exceptions.AccessError", "(sale.order)")))
        .unwrap_err();
    assert!(!hidden.ends_login && hidden.reason.contains("may not"), "{hidden:?}");
}
