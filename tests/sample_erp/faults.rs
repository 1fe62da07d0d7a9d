//! Planted faults show in every way of asking, in their role and in no other.

use rolecall::sample::{Faults, Flavour, Options};
use serde_json::json;

use super::shop::{ACCESS, Shop, VALUE, sentinel};

fn planted(flavour: Flavour) -> Shop {
    Shop::with(flavour, Options { faults: Faults::planted(), ..Options::default() }, |_| {})
}

/// Whether the question, the refused write and the plain read let somebody at a row.
fn three_ways(shop: &Shop, login: &str, model: &str, id: i64) -> [bool; 4] {
    let write = shop.raised(login, model, "write", &sentinel(id));
    assert!([ACCESS, VALUE].contains(&write.as_str()), "{write}");
    let read = shop.call(login, model, "read", &json!([[id], ["id"]]));
    let counted = shop.call(login, model, "search_count", &json!([[["id", "=", id]]]));
    [
        shop.may(login, model, "write", &[id]),
        write == VALUE,
        read.get("result").is_some(),
        counted["result"] == json!(1),
    ]
}

#[test]
fn each_fault_shows_in_every_way_of_asking() {
    for flavour in Flavour::ALL {
        let (honest, faulty) = (Shop::open(flavour), planted(flavour));
        let cases = [
            ("web-editor", "hr.contract", 1, [false; 4], [true; 4]),
            ("purchaser", "purchase.order", 1, [true; 4], [false, false, true, true]),
            ("sales-manager", "sale.order", 5, [false; 4], [true; 4]),
        ];
        for (role, model, id, before, after) in cases {
            let login = honest.login(role, 1);
            assert_eq!(three_ways(&honest, &login, model, id), before, "{flavour:?} {role} honest");
            assert_eq!(three_ways(&faulty, &login, model, id), after, "{flavour:?} {role} faulty");
        }
        let rep = honest.login("sales-rep", 1);
        let read = json!([[1], ["standard_price"]]);
        assert_eq!(honest.raised(&rep, "product.template", "read", &read), ACCESS);
        assert!(faulty.get(&rep, "product.template", "read", &read)[0]["standard_price"].is_number());
        let fields = faulty.get(&rep, "product.template", "fields_get", &json!([["standard_price"]]));
        assert_eq!(fields, json!({}), "the field's groups still hide it");
    }
}

#[test]
fn a_fault_touches_its_role_alone() {
    let roles = [
        "employee",
        "sales-rep",
        "sales-manager",
        "purchaser",
        "warehouse",
        "shift-lead",
        "accountant",
        "hr-officer",
        "web-editor",
        "it-admin",
        "customer",
    ];
    for flavour in Flavour::ALL {
        let (honest, faulty) = (Shop::open(flavour), planted(flavour));
        for fault in Faults::planted().live {
            let id = if fault.resource == "sale.order" { 5 } else { 1 };
            for role in roles {
                // Nobody else holds the group of the first sales rep, who has a fault of their own.
                let login = honest.login(role, usize::from(role != "it-admin"));
                let answers = |shop: &Shop| {
                    let fields = fault.field.map(|field| {
                        shop.call(&login, fault.resource, "read", &json!([[id], [field]])).get("error").is_some()
                    });
                    let asked = ["read", "write", "create", "unlink"].map(|operation| {
                        (
                            operation,
                            shop.may(
                                &login,
                                fault.resource,
                                operation,
                                if operation == "create" { &[] } else { std::slice::from_ref(&id) },
                            ),
                        )
                    });
                    (fields, asked)
                };
                let (was, is) = (answers(&honest), answers(&faulty));
                assert_eq!(was != is, role == fault.role, "{flavour:?} {role}: {}", fault.what);
                for ((operation, was), (_, is)) in was.1.into_iter().zip(is.1) {
                    assert!(was == is || fault.operations.contains(&operation), "{flavour:?} {role} {operation}");
                }
            }
        }
    }
}
