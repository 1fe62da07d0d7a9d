use crate::Pair;
use crate::shop::{Shop, shop};

/// The organisation's own fact about a field of orders.
fn own_fact(field: &str) -> Shop {
    let text = format!(
        "system: odoo\nfacts:\n  - fact: secret\n    class: cost\n    what: the secret\n    fields:\n      - {{ of: sale.order, names: [{field}] }}\n"
    );
    shop().policy("sensitive-fields/own.yaml", &text).with(|system| {
        system.field("sale.order", "x_secret", &["stock.group_stock_manager"]);
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "policy-matches-nothing", fires: || own_fact("x_secrets"), silent: || own_fact("x_secret") };

#[test]
fn what_the_rule_names_and_nobody_has_is_told() {
    let told = (PAIR.fires)().told_by(PAIR.check);
    assert!(told.starts_with("medium, confidence high: rule `secret` of policy `sensitive-fields`"), "{told}");
    assert!(told.contains("the system has no `sale.order.x_secrets`"), "{told}");
}

#[test]
fn built_in_rules_about_modules_that_are_not_there_are_no_finding() {
    let shop = shop().with(|system| {
        system.field("sale.order", "x_secret", &[]);
    });
    let report = shop.audit();
    assert!(report.findings.iter().all(|found| found.check_name != PAIR.check));
    assert!(report.not_assessed.iter().any(|entry| entry.what.contains("`sensitive-fields`")));
}
