use crate::Pair;
use crate::shop::{Shop, shop};

/// The keys of payment terminals, which the till reads.
fn terminals(shown_to: &[&str]) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "pos.payment.method", "r").administers("base.group_system");
        system.field("pos.payment.method", "razorpay_api_key", shown_to);
        system.field("pos.payment.method", "paytm_merchant_key", shown_to);
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "credential-field-readable", fires: || terminals(&[]), silent: || terminals(&["base.group_system"]) };

#[test]
fn the_keys_of_one_resource_are_one_finding_and_not_told_as_fields_once_more() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: members of `sale.group_user` can read credentials of pos.payment.method (`razorpay_api_key` and `paytm_merchant_key`)
      group sale.group_user -> pos.payment.method ["read"]
      affects 3 ann bob cem
      expected credentials are read by administrators alone
      actual members of `sale.group_user` can read `razorpay_api_key` and `paytm_merchant_key` of pos.payment.method
      path group:sale.group_user > row:base.access_pos_payment_method_group_user of sale.group_user allows read on pos.payment.method (shipped by module base) > field:pos.payment.method.razorpay_api_key > field:pos.payment.method.paytm_merchant_key
      fix keep `razorpay_api_key` and `paytm_merchant_key` of pos.payment.method from members of `sale.group_user`, and make new ones
    "#);
    assert_eq!(shop.told_by("sensitive-field-readable"), "");
}

#[test]
fn what_shows_asterisks_is_not_read() {
    let shop = shop().with(|system| {
        system.grant("base.group_user", "res.users", "r").field("res.users", "password", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn administrators_are_meant_to() {
    let shop = shop().with(|system| {
        system.administers("a.admin").grant("a.admin", "pos.payment.method", "r").join("dia", "a.admin");
        system.field("pos.payment.method", "razorpay_api_key", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn whoever_changes_them_too_is_told_here_alone() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "pos.payment.method", "rw").administers("base.group_system");
        system.field("pos.payment.method", "razorpay_api_key", &[]);
    });
    assert!(shop.told_by(PAIR.check).contains("can read and change credentials of pos.payment.method"));
    assert_eq!(shop.told_by("sensitive-field-writable"), "");
}

#[test]
fn a_secret_that_shows_asterisks_can_be_changed_all_the_same() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "res.users", "rw").field("res.users", "password", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.told_by("sensitive-field-writable").contains("field:res.users.password"));
}
