//! Envelopes, statuses and errors.

use rolecall::sample::frappe::Flavour;
use serde_json::{Value, json};

use super::shop::{Shop, denied, probe, refused};

#[test]
fn every_version_says_which_it_is() {
    for (flavour, version) in [(Flavour::V14, "14.55.0"), (Flavour::V15, "15.101.1"), (Flavour::V17, "17.0.0-dev")] {
        let shop = Shop::honest(flavour);
        assert_eq!(shop.call("", "ping"), json!("pong"));
        let versions = shop.call(&probe("employee"), "frappe.utils.change_log.get_versions");
        assert_eq!(versions["frappe"]["version"], version);
        assert!(versions["erpnext"]["version"].is_string() && versions["hrms"]["version"].is_string());
        assert_eq!(shop.get("", "/api/method/frappe.utils.change_log.get_versions").told(), denied());
    }
}

#[test]
fn a_list_gives_names_and_what_is_asked_for() {
    let shop = Shop::honest(Flavour::V15);
    let rep = probe("sales-rep");
    let list =
        shop.get(&rep, "/api/resource/Customer?fields=[\"name\",\"customer_name\"]&limit_page_length=2&limit_start=1");
    let body = list.json();
    assert_eq!(body["data"].as_array().unwrap().len(), 2);
    assert_eq!(body["data"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["customer_name", "name"]);
    assert!(list.head.contains("content-type: application/json"));
    let filtered = shop.get(&rep, "/api/resource/Customer?filters=[[\"customer_name\",\"like\",\"%252\"]]");
    assert_eq!(filtered.json()["data"], json!([{"name": "Customer Name 2"}]));
    let document = shop.get(&rep, "/api/resource/Customer/Customer Name 2").json();
    assert_eq!(document["data"]["doctype"], "Customer");
    assert!(document["data"].get("represents_company").is_none(), "what is empty is left out");
    assert_eq!(shop.call(&rep, "frappe.client.get_count?doctype=Customer"), json!(8));
    let value = shop.call(&rep, "frappe.client.get_value?doctype=Customer&fieldname=territory&filters=Customer Name 2");
    assert_eq!(value, json!({"territory": document["data"]["territory"]}));
}

#[test]
fn errors_have_the_shapes_of_their_versions() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (rep, v14) = (probe("sales-rep"), flavour == Flavour::V14);
        let list = shop.get(&rep, "/api/resource/Payment Entry");
        assert_eq!(list.told(), denied());
        let body = list.json();
        assert_eq!(body["exception"], "frappe.exceptions.PermissionError");
        assert_eq!(body.get("exc_type").is_none(), v14, "14 says the class of nothing that is raised plainly");
        let messages: Vec<String> = serde_json::from_str(body["_server_messages"].as_str().unwrap()).unwrap();
        let message: Value = serde_json::from_str(&messages[0]).unwrap();
        assert!(message["message"].as_str().unwrap().contains("<strong>Payment Entry</strong>"));
        assert_eq!(body["_error_message"], "No permission for Payment Entry");

        let missing = shop.get(&rep, "/api/resource/Customer/Nope");
        assert_eq!((missing.status, missing.json()["exc_type"].clone()), (404, json!("DoesNotExistError")));
        assert!(missing.json().get("exception").is_none());

        let write = shop.ask(&rep, "PUT", "/api/resource/Item/Item Code 1", &json!({"modified": "1900-01-01"}));
        assert_eq!(write.status, 403);
        assert_eq!(write.json().get("exception").is_some(), v14, "later ones hide the traceback here");

        assert_eq!(shop.get(&rep, "/api/method/no.such.method").told(), refused("ValidationError"));
        assert_eq!(shop.get(&rep, "/api/method/frappe.utils.now").told(), denied());
        assert_eq!(shop.get(&rep, "/api/method/frappe.client.insert").told(), denied(), "it wants POST");
        assert_eq!(shop.get("", "/api/method/frappe.auth.get_logged_user").told(), denied());
        assert_eq!(shop.get(&rep, "/api/nope").status, 404);
    }
}

#[test]
fn another_host_is_another_site() {
    let shop = Shop::honest(Flavour::V15);
    let answer = shop.send("GET", "/api/method/ping", &[("host", "nope.example")], "");
    assert_eq!(answer.status, 404);
    assert!(answer.head.contains("text/html"));
    let named = shop.send("GET", "/api/method/ping", &[("x-frappe-site-name", "acme.localhost")], "");
    assert_eq!(named.status, 200);
}

#[test]
fn what_is_not_there_is_told_by_version() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (rep, admin, v14) = (probe("sales-rep"), probe("it-admin"), flavour == Flavour::V14);
        let hidden = if v14 { 404 } else { 403 };
        for (path, status) in [
            ("/api/resource/Payment Entry/Nope", hidden),
            ("/api/resource/No Such Doctype", hidden),
            ("/api/resource/Customer/Nope", 404),
            ("/api/method/frappe.client.has_permission?doctype=Payment Entry&docname=Nope&perm_type=read", hidden),
            ("/api/method/frappe.client.has_permission?doctype=Nope&docname=&perm_type=read", hidden),
        ] {
            assert_eq!(shop.get(&rep, path).status, status, "{flavour:?} {path}");
        }
        assert_eq!(shop.get(&admin, "/api/resource/No Such Doctype").status, 404);
        let made = shop.ask(&rep, "POST", "/api/resource/Nope", &json!({"docstatus": 2}));
        assert_eq!((made.status, made.class()), (500, "ImportError".to_owned()));
        let stale = json!({"modified": "1900-01-01 00:00:00"});
        for method in ["PUT", "DELETE"] {
            assert_eq!(shop.ask(&rep, method, "/api/resource/Customer/Nope", &stale).status, 404);
            assert_eq!(shop.ask(&rep, method, "/api/resource/Payment Entry/Nope", &stale).status, hidden);
        }
    }
}

#[test]
fn the_second_api_came_with_15() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let rep = probe("sales-rep");
        let list = shop.get(&rep, "/api/v2/document/Customer?limit=1");
        if flavour == Flavour::V14 {
            assert_eq!(list.status, 404);
            continue;
        }
        assert_eq!(list.json()["data"].as_array().unwrap().len(), 1);
        let refused = shop.get(&rep, "/api/v2/document/Payment Entry?limit=1");
        assert_eq!(refused.told(), denied());
        assert!(refused.json()["errors"][0]["exception"].is_string());
        let missing = shop.get(&rep, "/api/v2/document/Customer/Nope").json();
        assert_eq!(missing["errors"][0]["type"], "DoesNotExistError");
        assert!(missing["errors"][0].get("exception").is_none());
        assert_eq!(shop.get(&rep, "/api/v2/doctype/Customer/count").json()["data"], 8);
        assert_eq!(shop.get(&rep, "/api/v2/doctype/Payment Entry/count").status, 403);
        assert_eq!(shop.get(&rep, "/api/v2/doctype/Payment Entry/meta").status, 200, "everybody sees descriptions");
        let stale = shop.ask(
            &probe("accountant"),
            "PATCH",
            "/api/v2/document/Sales Invoice/ACC-SINV-2026-00001",
            &json!({"modified": "1900-01-01 00:00:00"}),
        );
        assert_eq!(stale.told(), super::shop::refused("TimestampMismatchError"));
        assert_eq!(shop.get(&rep, "/api/v2/method/frappe.auth.get_logged_user").json()["data"], json!(rep));
    }
}

#[test]
fn the_log_tells_who_asked_what_and_never_a_secret() {
    let shop = Shop::honest(Flavour::V15);
    let rep = probe("sales-rep");
    shop.may(&rep, "Customer", "", "read");
    shop.get(&rep, "/api/resource/Payment Entry");
    let log = shop.running.log();
    assert_eq!(log[0].call.as_deref(), Some("frappe.client.has_permission"));
    assert_eq!((log[0].model.as_deref(), log[0].login.as_deref()), (Some("Customer"), Some(rep.as_str())));
    assert_eq!((log[0].answer.as_str(), log[1].answer.as_str()), ("ok", "PermissionError"));
    let key = rolecall::sample::frappe::SampleCompany::key(&rep);
    assert!(!format!("{log:?}").contains(key.split_once(':').unwrap().1));
}
