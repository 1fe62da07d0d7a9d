use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "missing-access",
    fires: || {
        shop().design("includes: [stock.group_user]", "includes: [stock.group_user]\n    grants: { sale.order: r }")
    },
    // A family asks only for what anyone can be granted at all.
    silent: || {
        shop()
            .with(|system| {
                system.resource("stock.abstract");
            })
            .design("includes: [stock.group_user]", "includes: [stock.group_user]\n    grants: { \"stock.*\": all }")
    },
};

#[test]
fn the_nearest_group_that_has_it_is_proposed() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn a_row_that_is_switched_off_gives_nothing() {
    let shop = shop().with(|system| {
        system.switch_off_row("base.access_sale_order_group_user");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}
