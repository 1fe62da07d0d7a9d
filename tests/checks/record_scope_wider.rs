use crate::Pair;
use crate::shop::{Shop, shop};

/// Sellers reach their own orders, managers all.
pub(crate) fn own_orders() -> Shop {
    shop()
        .with(|system| {
            system.rule("sale.personal", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]").rule(
                "sale.all",
                "sale.order",
                &["sale.group_manager"],
                "[(1, '=', 1)]",
            );
        })
        .design("      sale.order: crw\n", "      sale.order: crw\n    records: { sale.order: own }\n")
        .design("      sale.order: all\n", "      sale.order: all\n    records: { sale.order: all }\n")
}

pub(crate) const PAIR: Pair = Pair {
    check: "record-scope-wider",
    fires: || {
        own_orders().with(|system| {
            system.switch_off_rule("sale.personal");
        })
    },
    silent: own_orders,
};

#[test]
fn a_rule_that_is_switched_off_is_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: role `seller` reaches all records of sale.order by read, write, create, designed is own
      role seller -> sale.order ["read", "write", "create"]
      affects 2 ann bob
      expected own records of sale.order (map.yaml:11:28)
      actual all: no active record rule applies
      path role:seller > rule:sale.personal switched off, for its groups (shipped by module sale)
      fix switch rule `sale.personal` on again
    "#);
}

#[test]
fn a_rule_that_cannot_be_read_is_not_assessed_and_not_passed() {
    let shop = own_orders().with(|system| {
        system.rule("sale.odd", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id) if user else");
    });
    let report = shop.audit();
    assert_eq!(report.findings, []);
    let open: Vec<_> = report.not_assessed.iter().filter(|entry| entry.asked_for).map(|entry| &entry.what).collect();
    assert_eq!(open, ["record scope of role `seller` on sale.order"]);
}
