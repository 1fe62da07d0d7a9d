//! What the checks answer, and in which order.

use std::collections::BTreeSet;

use rolecall::sample::Flavour;
use serde_json::{Value, json};

use super::shop::{ACCESS, KEY, MISSING, Shop, VALUE, sentinel};

#[test]
fn the_refused_write_agrees_with_the_questions() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.checksum();
        for role in ["employee", "sales-rep", "sales-manager", "purchaser", "accountant", "customer"] {
            let login = shop.login(role, 1);
            for model in ["sale.order", "purchase.order", "account.move", "product.template", "hr.contract"] {
                for id in [1, 5] {
                    let raised = shop.raised(&login, model, "write", &sentinel(id));
                    let expected = if shop.may(&login, model, "write", &[id]) { VALUE } else { ACCESS };
                    assert_eq!(raised, expected, "{flavour:?} {role} {model} {id}");
                }
            }
        }
        assert_eq!(shop.running.checksum(), before);
    }
}

#[test]
fn the_fifth_order_is_another_companys() {
    let shop = Shop::open(Flavour::V18);
    let manager = shop.login("sales-manager", 1);
    assert!(shop.may(&manager, "sale.order", "write", &[1]));
    assert!(!shop.may(&manager, "sale.order", "write", &[5]));
    assert!(!shop.may(&manager, "sale.order", "write", &[1, 5]), "all of them, or none");
    assert_eq!(shop.raised(&manager, "sale.order", "read", &json!([[5], ["name"]])), ACCESS);
    let count = |domain| shop.get(&manager, "sale.order", "search_count", &domain);
    assert_eq!((count(json!([[]])), count(json!([[["id", "=", 5]]]))), (json!(32), json!(0)));
}

#[test]
fn a_customer_sees_the_orders_of_their_own_contact() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let customer = shop.login("customer", 2);
        let own = shop.get(&customer, "res.users", "read", &json!([[shop.uid(&customer)], ["partner_id"]]));
        let partner = own[0]["partner_id"][0].clone();
        let orders = shop.get(&customer, "sale.order", "search_read", &json!([[], ["partner_id"]]));
        let orders = orders.as_array().unwrap().clone();
        assert!(!orders.is_empty());
        assert!(orders.iter().all(|order| order["partner_id"][0] == partner));
    }
}

#[test]
fn implied_groups_count_as_rows_or_by_closure() {
    // The sample company's first sales manager lost the group of sales reps, and with it the leads.
    for (flavour, reads) in [(Flavour::V16, false), (Flavour::V18, false), (Flavour::V19, true)] {
        let shop = Shop::open(flavour);
        assert_eq!(shop.may(&shop.login("sales-manager", 0), "crm.lead", "read", &[]), reads, "{flavour:?}");
    }
}

#[test]
fn rules_alone_decide_check_access_rule_in_16() {
    for (flavour, refused) in [(Flavour::V16, false), (Flavour::V18, true), (Flavour::V19, true)] {
        let shop = Shop::open(flavour);
        let employee = shop.login("employee", 0);
        let answer = shop.call(&employee, "account.move", "check_access_rule", &json!([[1], "read"]));
        assert_eq!(answer.get("error").is_some(), refused, "{flavour:?}");
    }
}

#[test]
fn a_field_with_groups_is_hidden_from_all_others() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let (rep, purchaser) = (shop.login("sales-rep", 1), shop.login("purchaser", 0));
        let named = json!({"attributes": ["groups", "type"]});
        let fields =
            |login: &str| shop.call_with(login, "product.template", "fields_get", &json!([]), &named)["result"].clone();
        assert_eq!(fields(&rep).get("standard_price"), None);
        assert_eq!(fields(&rep)["list_price"], json!({"type": "float"}));
        let groups = fields(&purchaser)["standard_price"]["groups"].clone();
        assert!(groups.as_str().unwrap().contains("purchase.group_purchase_user"));
        let read = json!([[1], ["standard_price"]]);
        assert_eq!(shop.raised(&rep, "product.template", "read", &read), ACCESS);
        assert!(shop.get(&purchaser, "product.template", "read", &read)[0]["standard_price"].is_number());
        assert_eq!(fields("admin").get("totp_secret"), None);
    }
}

#[test]
fn searching_by_a_hidden_field_is_refused_since_17() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let rep = shop.login("sales-rep", 1);
        let answer = shop.call(&rep, "product.template", "search_count", &json!([[["standard_price", ">", 50]]]));
        let name = answer["error"]["data"].get("name");
        assert_eq!(name, (flavour > Flavour::V16).then_some(&json!(ACCESS)), "{answer}");
        let ordered = json!([[], 0, 1, "standard_price desc"]);
        let refused = shop.call(&rep, "product.template", "search", &ordered).get("error").is_some();
        assert_eq!(refused, flavour > Flavour::V16);
    }
}

#[test]
fn a_forbidden_field_stands_before_the_unknown_one() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        // The sales manager may write contacts, and not their credit limit.
        let (manager, contact) =
            (shop.login("sales-manager", 1), shop.first("admin", "res.partner", &json!([["name", "=", "Contact 1"]])));
        let values = json!([[contact], {"credit_limit": 1, "zz_nonexistent": 1}]);
        assert_eq!(shop.raised(&manager, "res.partner", "write", &values), ACCESS, "{flavour:?}");
    }
}

#[test]
fn contacts_of_19_raise_key_error_for_everybody() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let newest = flavour == Flavour::V19;
        let manager = shop.raised(&shop.login("sales-manager", 1), "res.partner", "write", &sentinel(1));
        assert_eq!(manager, if newest { KEY } else { VALUE });
        let customer = shop.raised(&shop.login("customer", 1), "res.partner", "write", &sentinel(1));
        assert_eq!(customer, if newest { KEY } else { ACCESS });
    }
}

#[test]
fn a_colleagues_contact_is_refused_after_the_unknown_field() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let (manager, colleague) = (shop.login("sales-manager", 1), shop.uid(&shop.login("employee", 0)));
        let partner =
            shop.get("admin", "res.users", "read", &json!([[colleague], ["partner_id"]]))[0]["partner_id"][0].clone();
        let before = shop.running.checksum();
        let raised = |values: Value| shop.raised(&manager, "res.partner", "write", &json!([[partner], values]));
        assert_eq!(raised(json!({"zz_nonexistent": 1})), if flavour == Flavour::V19 { KEY } else { VALUE });
        assert_eq!(raised(json!({"email": "me@evil.example"})), ACCESS);
        assert_eq!(shop.running.checksum(), before);
    }
}

#[test]
fn an_unknown_key_makes_ones_own_account_forbidden() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let emp = shop.login("employee", 0);
        let uid = shop.uid(&emp);
        assert_eq!(shop.raised(&emp, "res.users", "write", &sentinel(uid)), ACCESS);
        assert_eq!(shop.get(&emp, "res.users", "write", &json!([[uid], {"signature": "x"}])), json!(true));
    }
}

#[test]
fn a_row_that_is_not_there_tells_little() {
    let shop = Shop::open(Flavour::V18);
    let (gone, emp, accountant) =
        (json!([[2_147_483_647], {"name": "x"}]), shop.login("employee", 0), shop.login("accountant", 0));
    assert_eq!(shop.get(&accountant, "account.move", "write", &gone), json!(true), "no rules, nobody looks");
    assert_eq!(shop.raised(&emp, "account.move", "write", &gone), ACCESS);
    assert_eq!(shop.raised(&emp, "res.partner", "write", &gone), MISSING, "not denied");
    assert_eq!(shop.raised(&shop.login("sales-manager", 1), "sale.order", "write", &gone), MISSING, "rules look");
    let read = |fields: Value| shop.get(&emp, "res.partner", "read", &json!([[2_147_483_647], fields]));
    assert_eq!(read(json!(["id"])), json!([{"id": 2_147_483_647}]));
    assert_eq!(read(json!(["name"])), json!([]));
}

#[test]
fn an_employee_reads_colleagues_without_a_right_to() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let emp = shop.login("employee", 0);
        assert!(!shop.may(&emp, "hr.employee", "read", &[]));
        assert_eq!(shop.get(&emp, "hr.employee", "search_count", &json!([[]])), json!(15));
        assert!(shop.get(&emp, "hr.employee", "read", &json!([[1], ["name"]]))[0]["name"].is_string());
        assert_eq!(shop.raised(&emp, "hr.employee", "read", &json!([[1], ["name", "ssnid"]])), ACCESS);
        assert_eq!(shop.raised(&shop.login("customer", 1), "hr.employee", "read", &json!([[1], ["name"]])), ACCESS);
    }
}

#[test]
fn models_in_one_answer_agree_with_the_question() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let rep = shop.login("sales-rep", 1);
        let listed = shop.get(&rep, "ir.model", "get_available_models", &json!([]));
        let listed: Vec<&str> =
            listed.as_array().unwrap().iter().map(|entry| entry["model"].as_str().unwrap()).collect();
        for model in ["sale.order", "res.partner", "account.move", "hr.contract", "ir.model"] {
            assert_eq!(listed.contains(&model), shop.may(&rep, model, "read", &[]), "{model}");
        }
        let names = shop.get(&rep, "ir.model", "display_name_for", &json!([["sale.order", "hr.contract"]]));
        let sorted = json!([{"display_name": "Sales Order", "model": "sale.order"}, {"display_name": "hr.contract", "model": "hr.contract"}]);
        assert_eq!(names, sorted);
    }
}

#[test]
fn groups_are_asked_of_oneself_in_16_and_of_a_record_since() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let rep = shop.login("sales-rep", 1);
        let uid = shop.uid(&rep);
        let args = |group: &str| if flavour == Flavour::V16 { json!([group]) } else { json!([[uid], group]) };
        let has = |group| shop.get(&rep, "res.users", "has_group", &args(group));
        assert_eq!(has("sales_team.group_sale_salesman"), json!(true));
        assert_eq!(has("base.group_system"), json!(false));
    }
}

#[test]
fn switched_off_rows_are_found_only_when_asked_for() {
    let shop = Shop::open(Flavour::V18);
    let count = |domain: Value, named: Value| {
        shop.call_with("admin", "ir.rule", "search_count", &json!([domain]), &named)["result"].as_i64().unwrap()
    };
    let all = count(json!([]), json!({"context": {"active_test": false}}));
    assert_eq!(count(json!([]), json!({})), all - 1, "the personal rule of orders is switched off");
    assert_eq!(count(json!([["active", "in", [true, false]]]), json!({})), all);
}

#[test]
fn the_administrator_reads_the_snapshots_own_rows() {
    let snapshot = rolecall::synth::company(1, super::shop::TAKEN_AT).snapshot;
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let rows = |model: &str, fields: Value| {
            let named = json!({"fields": fields, "context": {"active_test": false}});
            shop.call_with("admin", model, "search_read", &json!([[]]), &named)["result"].as_array().unwrap().clone()
        };
        let texts = |model: &str, field: &str| -> BTreeSet<String> {
            rows(model, json!([field])).iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(texts("res.users", "login"), snapshot.users.iter().map(|user| user.login().to_owned()).collect());
        assert_eq!(
            texts("res.groups", "full_name"),
            snapshot.groups.iter().map(|group| group.full_name.clone()).collect()
        );
        let models = texts("ir.model", "model");
        assert!(snapshot.resources.iter().all(|resource| models.contains(&resource.key)));
        let names = texts("ir.model.data", "complete_name");
        let (access, rules) = (texts("ir.model.access", "name"), texts("ir.rule", "name"));
        for (key, vendor, listed) in snapshot
            .grants
            .iter()
            .map(|grant| (&grant.key, grant.origin.is_vendor(), &access))
            .chain(snapshot.rules.iter().map(|rule| (&rule.key, rule.origin.is_vendor(), &rules)))
        {
            assert!(listed.contains(key));
            assert_eq!(names.contains(key), vendor, "{key}");
        }
        for model in ["ir.model.fields", "ir.module.module", "res.company", "res.users.apikeys", "ir.config_parameter"]
        {
            assert!(!rows(model, json!(["create_date"])).is_empty(), "{model}");
        }
        let keys = shop.get(&shop.login("employee", 0), "res.users.apikeys", "search_count", &json!([[]]));
        assert_eq!(keys, json!(1), "everybody else sees their own");
    }
}
