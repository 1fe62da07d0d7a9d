//! Planted faults: those of the running system show in every way of asking, in their role and in no other; those of the
//! configuration are there.

use rolecall::sample::frappe::{Faults, Flavour, SampleCompany};
use serde_json::{Value, json};

use super::shop::{STALE, Shop, honest, probe};

/// Whether the question, the refused write, the document and the list let somebody at a document.
fn four_ways(shop: &Shop, role: &str, doctype: &str, name: &str) -> [bool; 5] {
    let login = probe(role);
    let path = format!("/api/resource/{doctype}/{name}");
    let list = shop.get(&login, &format!("/api/resource/{doctype}?filters=[[\"name\",\"=\",\"{name}\"]]"));
    [
        shop.may(&login, doctype, name, "write"),
        shop.ask(&login, "PUT", &path, &json!({"modified": STALE})).status == 417,
        shop.may(&login, doctype, name, "read"),
        shop.get(&login, &path).status == 200,
        list.json()["data"] == json!([{"name": name}]),
    ]
}

#[test]
fn each_live_fault_shows_in_every_way_of_asking() {
    for flavour in Flavour::ALL {
        let (honest, faulty) = (Shop::honest(flavour), Shop::faulty(flavour));
        assert_eq!(honest.running.checksum(), faulty.running.checksum(), "no row shows them");
        let (no, yes, reads) = ([false; 5], [true; 5], [false, false, true, true, true]);
        for (role, doctype, name, before, after) in [
            ("purchaser", "Purchase Order", "PUR-ORD-2026-00001", yes, reads),
            ("support-agent", "Payment Entry", "ACC-PAY-2026-00001", no, reads),
            ("warehouse", "Stock Entry", "MAT-STE-2026-00005", no, yes),
        ] {
            assert_eq!(four_ways(&honest, role, doctype, name), before, "{flavour:?} {role} honest");
            assert_eq!(four_ways(&faulty, role, doctype, name), after, "{flavour:?} {role} faulty");
        }
        let shown = |shop: &Shop| {
            let document = shop.get(&probe("sales-rep"), "/api/resource/Item/Item Code 1").json();
            document["data"].get("valuation_rate").is_some()
        };
        assert_eq!((shown(&honest), shown(&faulty)), (flavour == Flavour::V14, true));
    }
}

#[test]
fn a_live_fault_touches_its_role_alone() {
    for flavour in Flavour::ALL {
        let (honest, faulty) = (Shop::honest(flavour), Shop::faulty(flavour));
        for fault in Faults::planted().live {
            let name = match fault.resource {
                "Purchase Order" => "PUR-ORD-2026-00001",
                "Payment Entry" => "ACC-PAY-2026-00001",
                "Stock Entry" => "MAT-STE-2026-00005",
                _ => "Item Code 1",
            };
            for role in SampleCompany::roles() {
                let login = probe(role);
                let answers = |shop: &Shop| {
                    let path = format!("/api/resource/{}/{name}", fault.resource);
                    let field = fault.field.map(|field| shop.get(&login, &path).json()["data"].get(field).cloned());
                    let asked = ["read", "write", "create", "delete", "submit"]
                        .map(|operation| (operation, shop.may(&login, fault.resource, name, operation)));
                    (field, asked)
                };
                let (was, is) = (answers(&honest), answers(&faulty));
                // In 14 everybody reads every field.
                let shows = role == fault.role && !(fault.field.is_some() && flavour == Flavour::V14);
                assert_eq!(was != is, shows, "{flavour:?} {role}: {}", fault.what);
                for ((operation, was), (_, is)) in was.1.into_iter().zip(is.1) {
                    let told = fault.operations.contains(&operation);
                    let limits = fault.check == "prediction-differs";
                    assert!(was == is || told || limits, "{flavour:?} {role} {operation}");
                }
            }
        }
    }
}

#[test]
fn faults_of_the_configuration_are_there() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let faults = shop.company.faults();
        assert_eq!(faults.len(), 11);
        for fault in faults {
            let list = |doctype: &str, filter: Value| {
                let path = format!("/api/resource/{doctype}?filters={filter}&limit_page_length=0");
                shop.get("Administrator", &path).json()["data"].as_array().unwrap().len()
            };
            let there = match (fault.resource, fault.check) {
                (Some("Leave Application"), _) => list("Property Setter", json!({"doc_type": "Leave Application"})),
                (Some("Journal Entry"), _) => list("DocShare", json!({"share_name": fault.subject, "everyone": 1})),
                (Some(doctype), _) => list("Custom DocPerm", json!({"parent": doctype, "role": fault.subject})),
                (None, "code-open-to-anonymous") => list("Server Script", json!({"name": fault.subject})),
                (None, _) => list("User", json!({"name": fault.subject})),
            };
            assert_eq!(there, 1, "{flavour:?} {fault:?}");
        }
        assert!(honest(flavour).faults().is_empty());
    }
}
