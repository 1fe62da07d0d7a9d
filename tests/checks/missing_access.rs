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
fn the_nearest_group_that_leaves_people_what_they_are_is_proposed() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: role `storekeeper` should have read on sale.order and has not
      role storekeeper -> sale.order ["read"]
      affects 1 dia
      expected read on sale.order (map.yaml:22:27)
      actual no row of the role's groups gives it
      path role:storekeeper > group:base.group_user > group:stock.group_user > no row for read on sale.order
      fix a row of `sale.group_user` gives it: add that group to the role, or a row for sale.order to one of the role's own groups
    "#);
}

#[test]
fn a_row_that_is_switched_off_gives_nothing() {
    let shop = shop().with(|system| {
        system.switch_off_row("base.access_sale_order_group_user");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: role `seller` should have read, write, create on sale.order and has not
      role seller -> sale.order ["read", "write", "create"]
      affects 2 ann bob
      expected read, write, create on sale.order (map.yaml:10:19)
      actual no row of the role's groups gives it
      path role:seller > group:base.group_user > group:sale.group_user > no row for read, write, create on sale.order
      fix switch row `base.access_sale_order_group_user` on again
    "#);
}
