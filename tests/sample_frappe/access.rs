//! Who may what: the naive evaluator against what real sites answer.

use rolecall::sample::frappe::{Flavour, Options, SampleCompany};
use serde_json::{Value, json};

use super::shop::{STALE, Shop, acme, denied, honest, probe, refused};

#[test]
fn roles_give_what_their_rows_say() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let cases = [
            ("accountant", "Sales Invoice", "read write create submit report share", "delete cancel import export"),
            ("finance-manager", "Sales Invoice", "read write create delete submit cancel", "import export"),
            ("sales-rep", "Customer", "read write create print email", "delete import export submit"),
            ("sales-rep", "Sales Invoice", "", "read write create delete submit"),
            ("sales-rep", "Salary Slip", "read print", "write create"),
            ("warehouse", "Sales Order", "read report", "write create submit print"),
            ("it-admin", "User", "read write create delete import", "submit"),
            ("employee", "Item", "select print export share", "read write"),
            ("customer", "Territory", "select print export", "read write"),
            ("customer", "Sales Order", "", "select read write create delete submit cancel export"),
            ("supplier", "Customer", "", "select read"),
        ];
        for (role, doctype, yes, no) in cases {
            for (operations, expected) in [(yes, true), (no, false)] {
                for operation in operations.split_whitespace() {
                    // What `Desk User` has of items in 15 and later, `All` has before.
                    let may = shop.may(&probe(role), doctype, "", operation);
                    assert_eq!(may, expected, "{flavour:?} {role} {operation} {doctype}");
                }
            }
        }
        assert!(!shop.may(&probe("accountant"), "Sales Invoice", "", "bogus"));
        assert!(!shop.may(&probe("accountant"), "Customer", "", "submit"), "not submittable");
        assert_eq!(shop.may(&probe("customer"), "Item", "", "select"), flavour == Flavour::V14);
    }
}

#[test]
fn one_custom_row_replaces_all_that_is_shipped() {
    for flavour in Flavour::ALL {
        let plain = Shop::honest(flavour);
        let (accountant, admin) = (probe("accountant"), probe("it-admin"));
        assert!(plain.may(&accountant, "Payment Entry", "", "read"));
        let row = json!({"parent": "Payment Entry", "role": "Support Team", "permlevel": 0, "read": 1});
        let special = json!({"parent": "DocType", "role": "Support Team", "permlevel": 0, "read": 1});
        let company = honest(flavour).insert("Custom DocPerm", "one", &row).insert("Custom DocPerm", "two", &special);
        let shop = Shop::with(company, Options::default());
        assert!(!shop.may(&accountant, "Payment Entry", "", "read"));
        assert!(shop.may(&probe("support-agent"), "Payment Entry", "", "read"));
        assert!(shop.may(&admin, "DocType", "", "read"), "the framework's own are not replaced");
        assert!(!shop.may(&probe("support-agent"), "DocType", "", "read"));
    }
}

#[test]
fn owners_have_what_only_owners_have() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (rep, manager) = (probe("sales-rep"), probe("sales-manager"));
        assert!(shop.may(&rep, "Lead", "", "read") && shop.may(&rep, "Lead", "", "create"));
        assert!(!shop.may(&rep, "Lead", "", "write"), "without a document nobody is its owner");
        let (all, own) = (shop.names(&manager, "Lead"), shop.names(&rep, "Lead"));
        assert_eq!((all.len(), own.len()), (32, 2), "{flavour:?}");
        let other = all.iter().find(|name| !own.contains(name)).unwrap();
        for operation in ["read", "write"] {
            assert!(shop.may(&rep, "Lead", &own[0], operation));
            assert!(!shop.may(&rep, "Lead", other, operation));
        }
        let stale = json!({"modified": STALE});
        let write = |name: &str| shop.ask(&rep, "PUT", &format!("/api/resource/Lead/{name}"), &stale).told();
        assert_eq!((write(&own[0]), write(other)), (refused("TimestampMismatchError"), denied()));
        assert_eq!(shop.get(&rep, &format!("/api/resource/Lead/{other}")).told(), denied());
        let perms = shop.call(&rep, &format!("frappe.client.get_doc_permissions?doctype=Lead&docname={}", own[0]));
        assert_eq!(perms["permissions"]["has_if_owner_enabled"], true);
        assert_eq!(
            (perms["permissions"]["write"].clone(), perms["permissions"]["delete"].clone()),
            (json!(1), json!(0))
        );
    }
}

#[test]
fn user_permissions_keep_to_a_company_and_to_oneself() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (warehouse, officer) = (probe("warehouse"), probe("hr-officer"));
        assert_eq!(shop.names(&warehouse, "Company"), ["Acme"]);
        assert_eq!(shop.names(&officer, "Company").len(), 2);
        let slips = shop.names(&warehouse, "Salary Slip");
        assert_eq!((slips.len(), shop.names(&officer, "Salary Slip").len()), (1, 62));
        let orders = shop.names(&warehouse, "Sales Order");
        assert_eq!((orders.len(), shop.names(&probe("accountant"), "Sales Order").len()), (10, 12));
        let stale = json!({"modified": STALE});
        let write =
            |name: &str| shop.ask(&warehouse, "PUT", &format!("/api/resource/Stock Entry/{name}"), &stale).told();
        assert_eq!(write("MAT-STE-2026-00001"), refused("TimestampMismatchError"));
        assert_eq!(write("MAT-STE-2026-00005"), denied(), "of another company");
        assert!(shop.may(&warehouse, "Stock Entry", "", "write"), "the doctype as such is not limited");
    }
}

#[test]
fn limits_go_down_trees_and_end_with_a_strict_site() {
    let (rep, flavour) = (probe("sales-rep"), Flavour::V15);
    let limit = json!({"user": rep, "allow": "Territory", "for_value": "Germany", "apply_to_all_doctypes": 1});
    let count = |company: SampleCompany| Shop::with(company, Options::default()).names(&rep, "Customer").len();
    let limited = || honest(flavour).insert("User Permission", "t", &limit);
    assert_eq!((count(honest(flavour)), count(limited())), (8, 2));
    assert_eq!(
        count(limited().set("User Permission", "t", "for_value", json!("All Territories"))),
        8,
        "with what is below"
    );
    let only = limited().set("User Permission", "t", "for_value", json!("All Territories"));
    assert_eq!(count(only.set("User Permission", "t", "hide_descendants", json!(1))), 2);
    assert_eq!(count(limited().set("User Permission", "t", "applicable_for", json!("Lead"))), 8);
    let empty = || limited().set("Customer", "Customer Name 1", "territory", Value::Null);
    assert_eq!(count(empty()), 3, "an empty link passes");
    assert_eq!(count(empty().set("System Settings", "System Settings", "apply_strict_user_permissions", json!(1))), 2);
    let free = json!({
        "doctype_or_field": "DocField", "doc_type": "Customer", "field_name": "territory",
        "property": "ignore_user_permissions", "value": "1",
    });
    assert_eq!(count(limited().insert("Property Setter", "free", &free)), 8);
}

#[test]
fn in_14_whoever_writes_user_permissions_has_none() {
    for flavour in Flavour::ALL {
        let admin = probe("it-admin");
        let limit = json!({"user": admin, "allow": "Company", "for_value": "Acme", "apply_to_all_doctypes": 1});
        let company = honest(flavour).insert("User Permission", "c", &limit);
        let shop = Shop::with(company, Options::default());
        assert_eq!(shop.names(&admin, "Company").len(), if flavour == Flavour::V14 { 2 } else { 1 });
    }
}

#[test]
fn shares_open_one_document_and_the_doctype_with_it() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let (customer, employee) = (probe("customer"), probe("employee"));
        for login in [&customer, &employee] {
            assert!(shop.may(login, "Journal Entry", "", "read") && !shop.may(login, "Journal Entry", "", "write"));
            assert_eq!(shop.names(login, "Journal Entry"), ["ACC-JV-2026-00001"]);
            assert_eq!(shop.get(login, "/api/resource/Journal Entry/ACC-JV-2026-00001").status, 200);
            assert_eq!(shop.get(login, "/api/resource/Journal Entry/ACC-JV-2026-00002").told(), denied());
            assert!(shop.may(login, "Journal Entry", "ACC-JV-2026-00001", "print"), "mail and print come with reading");
        }
        assert_eq!(shop.get("", "/api/resource/Journal Entry/ACC-JV-2026-00001").told(), denied());
        // Everybody has the own account.
        assert!(shop.may(&customer, "User", "", "write") && shop.may(&customer, "User", &customer, "write"));
        assert!(!shop.may(&customer, "User", &employee, "write"));
        let off = acme(flavour).set("System Settings", "System Settings", "disable_document_sharing", json!(1));
        let off = Shop::with(off, Options::default());
        assert!(!off.may(&probe("accountant"), "Sales Invoice", "", "share"));
        assert!(off.may(&customer, "Journal Entry", "", "read"), "what was shared stays so");
    }
}

#[test]
fn guests_have_the_role_of_guests_alone() {
    for flavour in Flavour::ALL {
        let (honest, faulty) = (Shop::honest(flavour), Shop::open(flavour));
        assert_eq!(honest.get("", "/api/resource/Contact").told(), denied());
        assert_eq!(faulty.names("", "Contact").len(), 6);
        assert_eq!(faulty.get("", "/api/resource/Item Price").told(), denied(), "All is everybody with a login");
        let stale = json!({"modified": STALE});
        let price = faulty.names(&probe("sales-manager"), "Item Price").remove(0);
        let write = |login: &str| faulty.ask(login, "PUT", &format!("/api/resource/Item Price/{price}"), &stale).told();
        for role in ["customer", "employee"] {
            assert_eq!(write(&probe(role)), refused("TimestampMismatchError"));
        }
        assert_eq!(write(""), denied());
        assert!(faulty.call("", "user_dump").as_array().unwrap().len() > 60);
        let ask = "/api/method/frappe.client.has_permission?doctype=Contact&docname=&perm_type=read";
        assert_eq!(faulty.get("", ask).told(), denied(), "guests may not even ask");
    }
}

#[test]
fn reports_and_pages_ask_their_roles() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let report = |role: &str, name: &str| {
            shop.get(&probe(role), &format!("/api/method/frappe.desk.query_report.get_script?report_name={name}"))
                .status
        };
        let page = |role: &str, name: &str| {
            shop.get(&probe(role), &format!("/api/method/frappe.desk.desk_page.getpage?name={name}")).status
        };
        assert_eq!((report("accountant", "General Ledger"), report("sales-rep", "General Ledger")), (200, 403));
        assert_eq!((report("warehouse", "Stock Balance"), report("finance-manager", "Stock Balance")), (200, 403));
        let portal = if flavour == Flavour::V14 { 200 } else { 403 };
        assert_eq!(report("customer", "Item Prices"), portal, "the right to reports of items comes with the desk");
        assert_eq!(report("warehouse", "Item Prices"), 200, "no roles let everybody in");
        assert_eq!((page("it-admin", "permission-manager"), page("sales-rep", "permission-manager")), (200, 403));
        assert_eq!((page("support-agent", "point-of-sale"), page("sales-rep", "point-of-sale")), (200, 200));
        assert_eq!((page("customer", "point-of-sale"), page("customer", "print")), (403, 200));
        let refused = shop.get(&probe("customer"), "/api/method/frappe.desk.desk_page.getpage?name=point-of-sale");
        assert_eq!(refused.json()["403"], 1);
    }
}

#[test]
fn administrators_are_beyond_every_rule_and_out_of_sight() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let admin = probe("it-admin");
        let users = shop.names(&admin, "User");
        assert!(!users.iter().any(|user| matches!(user.as_str(), "Administrator" | "Guest")));
        assert_eq!(shop.get(&admin, "/api/resource/User/Administrator").told(), denied());
        assert!(shop.names("Administrator", "User").contains(&"Administrator".to_owned()));
        assert!(shop.may("Administrator", "Salary Slip", "", "delete"));
        let secret =
            shop.call(&admin, "frappe.client.get_password?doctype=User&name=Administrator&fieldname=api_secret");
        assert!(SampleCompany::key("Administrator").ends_with(secret.as_str().unwrap()));
    }
}

#[test]
fn roles_of_everybody_are_told_up_to_15() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let rows = shop.get(
            &probe("customer"),
            "/api/resource/Has Role?parent=User&fields=[\"parent\",\"role\",\"parenttype\"]&limit_page_length=0",
        );
        let rows = rows.json()["data"].as_array().unwrap().clone();
        let of = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
        let others = rows.iter().any(|row| of(row, "parent") == probe("hr-manager"));
        let pages = rows.iter().any(|row| of(row, "parenttype") == "Page");
        assert_eq!((others, pages), (flavour <= Flavour::V15, flavour <= Flavour::V15), "{flavour:?}");
        assert!(rows.iter().any(|row| of(row, "parent") == probe("customer")));
        assert_eq!(shop.get(&probe("customer"), "/api/resource/Has Role").told(), denied(), "it wants a parent");
        assert_eq!(shop.get(&probe("customer"), "/api/resource/DocPerm?parent=DocType").told(), denied());
        let child = shop.get(&probe("sales-rep"), "/api/resource/Sales Invoice Item?parent=Sales Invoice");
        assert_eq!(child.told(), denied());
    }
}
