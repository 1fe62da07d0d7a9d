use rolecall::model::Severity;

use crate::Pair;
use crate::shop::{Shop, shop};

/// Sellers reach their own orders by the vendor's rule, and somebody added one.
fn orders(key: &str, filter: &str) -> Shop {
    let (key, filter) = (key.to_owned(), filter.to_owned());
    shop().with(|system| {
        system.rule("sale.own", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]");
        system.rule(&key, "sale.order", &["sale.group_user"], &filter);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "record-rule-always-true",
    fires: || orders("order: open", "[(1, '=', 1)]"),
    silent: || orders("order: drafts", "[('state', '=', 'draft')]"),
};

#[test]
fn who_reaches_more_by_it_is_told_with_the_rules_that_hold_no_more() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn one_that_gives_nobody_more_is_low() {
    let shop = shop().with(|system| {
        system.rule("order: open", "sale.order", &["sale.group_user"], "[]");
    });
    let report = shop.audit();
    let told = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
    assert_eq!((told.severity, told.affected.count), (Severity::Low, 0));
}

#[test]
fn what_a_module_ships_is_by_design() {
    assert_eq!(orders("sale.all", "[(1, '=', 1)]").told_by(PAIR.check), "");
}

#[test]
fn a_rule_for_everyone_opens_nothing() {
    let shop = shop().with(|system| {
        system.rule("order: open", "sale.order", &[], "[(1, '=', 1)]");
    });
    assert_eq!(shop.told_by(PAIR.check), "", "rules for everyone hold together");
}
