//! What really changes something, and what does not.

use rolecall::sample::frappe::Flavour;
use serde_json::json;

use super::shop::{STALE, Shop, denied, probe, refused};

#[test]
fn an_insert_asks_for_the_right_first_since_15() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let before = shop.running.checksum();
        let post = |login: &str, doctype: &str, body| {
            shop.ask(login, "POST", &format!("/api/resource/{doctype}"), &body).told()
        };
        let (accountant, employee) = (probe("accountant"), probe("employee"));
        let late = refused("DocstatusTransitionError");
        let early = if flavour == Flavour::V14 { late.clone() } else { denied() };
        let cancelled = || json!({"docstatus": 2});
        assert_eq!(post(&accountant, "Sales Invoice", cancelled()), late);
        for (login, doctype) in
            [(employee.as_str(), "Sales Invoice"), ("", "Sales Invoice"), (accountant.as_str(), "Item")]
        {
            assert_eq!(post(login, doctype, cancelled()), early, "{flavour:?} {login} {doctype}");
        }
        let link = refused("LinkValidationError");
        let submitted = || json!({"docstatus": 1, "amended_from": "__probe__"});
        assert_eq!(post(&accountant, "Sales Invoice", submitted()), link);
        assert_eq!(post(&employee, "Sales Invoice", submitted()), denied());
        assert_eq!(post(&employee, "Leave Application", cancelled()), late, "it may create");
        assert_eq!(post(&employee, "Leave Application", submitted()), denied(), "and not submit");
        assert_eq!(post(&accountant, "Sales Invoice Item", cancelled()), denied());
        assert_eq!(post(&probe("it-admin"), "System Settings", cancelled()), late);
        assert_eq!(post(&probe("it-admin"), "Server Script", cancelled()), early);
        assert_eq!(shop.running.checksum(), before, "{flavour:?}");
    }
}

#[test]
fn a_stale_save_asks_for_the_right_and_changes_nothing() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let before = shop.running.checksum();
        let stale = json!({"modified": STALE});
        let mismatch = refused("TimestampMismatchError");
        for (role, path, told) in [
            ("accountant", "Sales Invoice/ACC-SINV-2026-00001", &mismatch),
            ("accountant", "Sales Invoice/ACC-SINV-2026-00002", &mismatch),
            ("employee", "Sales Invoice/ACC-SINV-2026-00001", &denied()),
            ("accountant", "Sales Order/SAL-ORD-2026-00001", &denied()),
            ("it-admin", "System Settings/System Settings", &mismatch),
            ("sales-rep", "System Settings/System Settings", &denied()),
            ("sales-rep", "User/probe.sales-rep@acme.example", &mismatch),
            ("sales-rep", "User/probe.it-admin@acme.example", &denied()),
        ] {
            let answer = shop.ask(&probe(role), "PUT", &format!("/api/resource/{path}"), &stale);
            assert_eq!(&answer.told(), told, "{flavour:?} {role} {path}");
        }
        let put = |role: &str, name: &str, body| {
            shop.ask(&probe(role), "PUT", &format!("/api/resource/Sales Invoice/{name}"), &body).told()
        };
        let draft = "ACC-SINV-2026-00001";
        let submitted = || json!({"docstatus": 1, "amended_from": "__probe__"});
        assert_eq!(put("accountant", draft, submitted()), refused("LinkValidationError"));
        assert_eq!(put("employee", draft, submitted()), denied());
        assert_eq!(put("accountant", draft, json!({"docstatus": 2})), refused("DocstatusTransitionError"));
        assert_eq!(
            put("accountant", "ACC-SINV-2026-00002", json!({"docstatus": 2, "amended_from": "__probe__"})),
            denied()
        );
        assert_eq!(put("accountant", "ACC-SINV-2026-00002", json!({"docstatus": 2, "modified": STALE})), mismatch);
        assert_eq!(shop.running.checksum(), before);
    }
}

#[test]
fn a_careless_cancel_cancels() {
    let shop = Shop::honest(Flavour::V15);
    let before = shop.running.checksum();
    let path = "/api/resource/Sales Invoice/ACC-SINV-2026-00002";
    let answer =
        shop.ask(&probe("finance-manager"), "PUT", path, &json!({"docstatus": 2, "amended_from": "__probe__"}));
    assert_eq!(answer.status, 200, "links of what is cancelled are not looked at");
    assert_eq!(answer.json()["data"]["docstatus"], 2);
    assert_ne!(shop.running.checksum(), before);
}

#[test]
fn documents_are_made_saved_and_deleted() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (rep, manager) = (probe("sales-rep"), probe("sales-manager"));
        let before = shop.running.checksum();
        let made =
            shop.ask(&rep, "POST", "/api/resource/Customer", &json!({"customer_name": "New", "territory": "France"}));
        assert_eq!(made.status, 200, "{made:?}");
        assert_eq!(
            (made.json()["data"]["name"].clone(), made.json()["data"]["owner"].clone()),
            (json!("New"), json!(rep))
        );
        let after = shop.running.checksum();
        assert_ne!(after, before);
        let again = shop.ask(&rep, "POST", "/api/resource/Customer", &json!({"customer_name": "New"}));
        assert_eq!((again.status, again.class()), (409, "DuplicateEntryError".to_owned()));
        let empty = shop.ask(&rep, "POST", "/api/resource/Customer", &json!({}));
        assert_eq!(empty.told(), refused("MandatoryError"));
        let nowhere =
            shop.ask(&rep, "POST", "/api/resource/Customer", &json!({"customer_name": "x", "territory": "Nowhere"}));
        assert_eq!(nowhere.told(), refused("LinkValidationError"));
        let two = json!({"territory": "Nowhere", "account_manager": "nobody"});
        let two = shop.ask(&rep, "PUT", "/api/resource/Customer/New", &two);
        let told = two.json()["exception"].as_str().unwrap().to_owned();
        assert!(told.contains("Territory: Nowhere") && told.contains("Account Manager: nobody"), "{told}");
        assert_eq!(shop.running.checksum(), after);

        let path = "/api/resource/Customer/New";
        assert_eq!(shop.ask(&rep, "PUT", path, &json!({"tax_id": "7"})).json()["data"]["tax_id"], "7");
        assert_ne!(shop.running.checksum(), after);
        assert_eq!(shop.ask(&rep, "DELETE", path, &json!({})).told(), denied());
        assert_eq!(shop.ask(&manager, "DELETE", path, &json!({})).status, 202);
        assert_eq!(shop.running.checksum(), before, "all is as it was");
        let linked = shop.ask(&manager, "DELETE", "/api/resource/Customer/Customer Name 1", &json!({}));
        assert_eq!(linked.told(), refused("LinkExistsError"));
        let order = "/api/resource/Purchase Order/PUR-ORD-2026-00002";
        assert_eq!(
            shop.ask(&probe("purchaser"), "DELETE", order, &json!({})).told(),
            refused("ValidationError"),
            "submitted"
        );
        let order = "/api/resource/Sales Order/SAL-ORD-2026-00001";
        assert_eq!(shop.ask(&rep, "DELETE", order, &json!({})).status, 202, "its rows go with it");
    }
}

#[test]
fn methods_that_write_write() {
    let shop = Shop::honest(Flavour::V15);
    let (rep, before) = (probe("sales-rep"), shop.running.checksum());
    let insert = |doc| shop.ask(&rep, "POST", "/api/method/frappe.client.insert", &json!({"doc": doc}));
    assert_eq!(insert(json!({"doctype": "Customer", "docstatus": 2})).told(), refused("DocstatusTransitionError"));
    assert_eq!(insert(json!({"doctype": "Payment Entry", "docstatus": 2})).told(), denied());
    let rename = json!({"doctype": "Customer", "old_name": "Nope", "new_name": "X"});
    assert_eq!(shop.ask(&rep, "POST", "/api/method/frappe.client.rename_doc", &rename).status, 404);
    assert_eq!(shop.running.checksum(), before);
    assert_eq!(insert(json!({"doctype": "Customer", "customer_name": "New"})).status, 200);
    let set = json!({"doctype": "Customer", "name": "New", "fieldname": "tax_id", "value": "9"});
    assert_eq!(shop.ask(&rep, "POST", "/api/method/frappe.client.set_value", &set).json()["message"]["tax_id"], "9");
    assert_ne!(shop.running.checksum(), before);
}

#[test]
fn a_system_manager_hands_out_roles_and_nobody_else_does() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let employee = probe("employee");
        let path = format!("/api/resource/User/{employee}");
        let roles = json!({"roles": [{"role": "Employee"}, {"role": "System Manager"}]});
        assert_eq!(shop.ask(&employee, "PUT", &path, &roles).status, 200, "roles have a level of their own");
        assert!(!shop.may(&employee, "DocType", "", "write"));
        assert_eq!(shop.ask(&probe("it-admin"), "PUT", &path, &roles).status, 200);
        assert!(shop.may(&employee, "DocType", "", "write"));
    }
}

#[test]
fn asking_changes_nothing() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.checksum();
        for role in ["employee", "sales-rep", "it-admin", "customer"] {
            for path in [
                "/api/resource/Customer",
                "/api/resource/User?fields=[\"*\"]&limit_page_length=0",
                "/api/method/frappe.client.get_count?doctype=Lead",
                "/api/method/frappe.desk.form.load.getdoctype?doctype=Sales Invoice",
                "/api/method/frappe.core.doctype.user.user.get_roles?uid=Administrator",
            ] {
                shop.get(&probe(role), path);
            }
        }
        assert_eq!((shop.running.checksum(), shop.running.drawn()), (before, 0));
        let first = if flavour == Flavour::V17 { 20 } else { 4 };
        assert_eq!(shop.running.login_traces(), first, "the first call of each token, in 17 each call");
    }
}

#[test]
fn some_gets_write() {
    let shop = Shop::honest(Flavour::V15);
    let (accountant, before) = (probe("accountant"), shop.running.checksum());
    shop.get(&accountant, "/api/resource/Sales Invoice/ACC-SINV-2026-00001");
    let traces = shop.running.login_traces();
    let export = "/api/method/frappe.desk.reportview.export_query?doctype=Sales Invoice";
    assert_eq!(shop.get(&accountant, export).told(), denied());
    assert_eq!((shop.running.checksum(), shop.running.login_traces()), (before.clone(), traces + 1), "a row of a log");
    let getdoc = "/api/method/frappe.desk.form.load.getdoc?doctype=Sales Invoice&name=ACC-SINV-2026-00001";
    assert_eq!(shop.get(&probe("employee"), getdoc).told(), denied());
    assert_eq!(shop.running.checksum(), before);
    assert_eq!(shop.get(&accountant, getdoc).status, 200);
    assert_ne!(shop.running.checksum(), before, "who saw it is written down");
}

#[test]
fn two_servers_of_one_company_are_equal() {
    let checksums = [0, 1].map(|_| Shop::open(Flavour::V15).running.checksum());
    assert_eq!(checksums[0], checksums[1]);
    assert_ne!(checksums[0], Shop::open(Flavour::V17).running.checksum());
    assert_ne!(checksums[0], Shop::honest(Flavour::V15).running.checksum());
}
