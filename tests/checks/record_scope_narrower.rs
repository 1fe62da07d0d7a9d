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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
