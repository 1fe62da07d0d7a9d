use crate::Pair;
use crate::record_scope_wider::own_orders;

pub(crate) const PAIR: Pair = Pair {
    check: "record-scope-narrower",
    fires: || {
        own_orders().with(|system| {
            system.switch_off_rule("sale.all");
        })
    },
    silent: own_orders,
};

#[test]
fn the_rules_that_decide_are_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: role `manager` reaches own records of sale.order (read, write, create, unlink); designed: all
      role manager -> sale.order ["read", "write", "create", "unlink"]
      affects 1 cem
      expected all records of sale.order (map.yaml:18:28)
      actual own, by 1 active record rule
      path role:manager > rule:sale.personal active, for its groups (shipped by module sale) > rule:sale.all switched off, for its groups (shipped by module sale)
      fix switch rule `sale.all` on again
    "#);
}
