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
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"");
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
