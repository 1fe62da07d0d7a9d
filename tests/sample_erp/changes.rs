//! What really changes something, and what does not.

use rolecall::sample::Flavour;
use serde_json::json;

use super::shop::{ACCESS, KEY, Shop, VALUE, sentinel};

#[test]
fn a_write_without_values_is_a_write() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let purchaser = shop.login("purchaser", 0);
        let before = shop.running.checksum();
        assert_eq!(shop.get(&purchaser, "purchase.order", "write", &json!([[], {"name": "x"}])), json!(true));
        assert_eq!(shop.running.checksum(), before, "no records, no write");
        assert_eq!(shop.get(&purchaser, "purchase.order", "write", &json!([[1], {}])), json!(true));
        assert_ne!(shop.running.checksum(), before, "the stamp moved");
        let row = shop.get(&purchaser, "purchase.order", "read", &json!([[1], ["write_uid"]]));
        assert_eq!(row[0]["write_uid"][0], json!(shop.uid(&purchaser)));
    }
}

#[test]
fn everybody_may_write_nothing_to_nothing() {
    let shop = Shop::open(Flavour::V18);
    let customer = shop.login("customer", 1);
    let before = shop.running.checksum();
    for (method, args, result) in [
        ("write", json!([[], {"name": "x"}]), json!(true)),
        ("unlink", json!([[]]), json!(true)),
        ("create", json!([[]]), json!([])),
    ] {
        assert_eq!(shop.get(&customer, "account.move", method, &args), result);
    }
    assert_eq!(shop.running.checksum(), before);
}

#[test]
fn a_refused_order_still_takes_a_number() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let (emp, before) = (shop.login("employee", 0), shop.running.checksum());
        assert_eq!(shop.raised(&emp, "sale.order", "create", &json!([{"zz_nonexistent": 1}])), ACCESS);
        assert_eq!(shop.running.drawn(), 1);
        assert_eq!(shop.raised(&emp, "sale.order", "create", &json!([{"name": "x", "zz_nonexistent": 1}])), ACCESS);
        assert_eq!(shop.running.drawn(), 1, "none with a name");
        assert_eq!(shop.running.checksum(), before, "a gap in a sequence is no row");
        let rep = shop.login("sales-rep", 1);
        assert_eq!(shop.raised(&rep, "sale.order", "create", &json!([{"name": "x", "zz_nonexistent": 1}])), VALUE);
        let customer = shop.call(&shop.login("customer", 1), "sale.order", "create", &json!([{"zz_nonexistent": 1}]));
        let message = customer["error"]["data"]["message"].as_str().unwrap();
        assert!(message.contains("(ir.sequence)"), "the message is about another model: {message}");
    }
}

#[test]
fn an_employee_without_a_name_fails_before_every_check() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let customer = shop.login("customer", 1);
        assert_eq!(shop.raised(&customer, "hr.employee", "create", &json!([{"zz_nonexistent": 1}])), KEY);
        assert_eq!(
            shop.raised(&customer, "hr.employee", "create", &json!([{"name": "x", "zz_nonexistent": 1}])),
            ACCESS
        );
    }
}

#[test]
fn a_hidden_field_can_be_created_up_to_18() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let manager = shop.login("sales-manager", 1);
        let answer = shop.call(&manager, "res.partner", "create", &json!([{"name": "x", "credit_limit": 4711}]));
        let refused = answer["error"]["data"].get("name");
        assert_eq!(refused, (flavour == Flavour::V19).then_some(&json!(ACCESS)));
    }
}

#[test]
fn a_create_that_a_rule_refuses_leaves_a_gap_and_no_row() {
    let shop = Shop::open(Flavour::V18);
    let (rep, before) = (shop.login("sales-rep", 1), shop.running.checksum());
    let foreign = json!([{"name": "x", "company_id": 2}]);
    assert_eq!(shop.raised(&rep, "sale.order", "create", &foreign), ACCESS);
    assert_eq!((shop.running.checksum(), shop.running.drawn()), (before.clone(), 1));
    let made = shop.get(&rep, "sale.order", "create", &json!([{"name": "x"}]));
    assert_ne!(shop.running.checksum(), before);
    assert_eq!(
        shop.get(&rep, "sale.order", "read", &json!([[made], ["user_id"]]))[0]["user_id"][0],
        json!(shop.uid(&rep))
    );
}

#[test]
fn a_new_account_gets_what_its_groups_imply_as_rows_up_to_18() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.checksum();
        let field = if flavour == Flavour::V19 { "group_ids" } else { "groups_id" };
        let group = shop.first("admin", "ir.model.data", &json!([["name", "=", "group_sale_manager"]]));
        let group = shop.get("admin", "ir.model.data", "read", &json!([[group], ["res_id"]]))[0]["res_id"].clone();
        let values =
            json!({"name": "Probe", "login": "probe@acme.example", "password": "s3cret", field: [[6, 0, [group]]]});
        let uid = shop.get("admin", "res.users", "create", &json!([values]));
        let row = shop.get("admin", "res.users", "read", &json!([[uid], [field, "share", "partner_id"]]))[0].clone();
        let stored = row[field].as_array().unwrap().len();
        assert_eq!(stored, if flavour == Flavour::V19 { 1 } else { 3 }, "{row}");
        assert_eq!(row["share"], json!(false));
        let twice = json!([{"name": "Probe", "login": "probe@acme.example"}]);
        assert_eq!(shop.raised("admin", "res.users", "create", &twice), "odoo.exceptions.ValidationError");

        let mine = json!([shop.running.database(), uid, "s3cret", "crm.lead", "search_count", [[]], {}]);
        assert!(shop.rpc("object", "execute_kw", &mine)["result"].is_number());
        assert_eq!(shop.get("admin", "res.users", "write", &json!([[uid], {"active": false}])), json!(true));
        assert!(shop.rpc("object", "execute_kw", &mine).get("error").is_some());

        assert_eq!(shop.get("admin", "res.users", "unlink", &json!([[uid]])), json!(true));
        assert_ne!(shop.running.checksum(), before, "its contact is still there");
        let manager = shop.login("sales-manager", 1);
        assert_eq!(shop.get(&manager, "res.partner", "unlink", &json!([[row["partner_id"][0]]])), json!(true));
        assert_eq!(shop.running.checksum(), before);
    }
}

#[test]
fn the_contact_of_an_active_account_stays() {
    let shop = Shop::open(Flavour::V18);
    let uid = shop.uid(&shop.login("customer", 2));
    let partner = shop.get("admin", "res.users", "read", &json!([[uid], ["partner_id"]]))[0]["partner_id"][0].clone();
    let raised = shop.raised(&shop.login("sales-manager", 1), "res.partner", "unlink", &json!([[partner]]));
    assert_eq!(raised, "odoo.exceptions.UserError");
}

#[test]
fn asking_changes_nothing() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.checksum();
        let rep = shop.login("sales-rep", 1);
        shop.may(&rep, "sale.order", "write", &[1]);
        shop.raised(&rep, "sale.order", "write", &sentinel(1));
        shop.raised(&rep, "sale.order", "write", &json!([[1], {"amount_total": 0, "zz_nonexistent": 1}]));
        shop.get(&rep, "res.partner", "search_read", &json!([[], ["name"], 0, 1]));
        assert_eq!((shop.running.checksum(), shop.running.drawn()), (before, 0));
    }
}

#[test]
fn two_servers_of_one_company_are_equal() {
    let checksums = [0, 1].map(|_| Shop::open(Flavour::V19).running.checksum());
    assert_eq!(checksums[0], checksums[1]);
    assert_ne!(checksums[0], Shop::open(Flavour::V18).running.checksum());
}
