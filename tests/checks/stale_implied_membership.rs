use crate::Pair;
use crate::shop::{Shop, shop};

/// Somebody edited the sellers' group; it does not imply `stock.group_user`, and these people hold it.
fn edited(holders: &[&str]) -> Shop {
    shop()
        .with(|system| {
            system.edited("sale.group_manager", "2025-11-30T10:00:00Z").grant("stock.group_count", "stock.quant", "r");
            system.user("gil", "Gil Mo", &["sale.group_manager"]);
            for holder in holders {
                system.join(holder, "stock.group_count");
            }
        })
        .design("users: [cem]", "users: [cem, gil]")
}

pub(crate) const PAIR: Pair = Pair {
    check: "stale-implied-membership",
    fires: || edited(&["cem", "gil"]),
    // One more holder, who never had the edited group: somebody gave it by hand.
    silent: || edited(&["cem", "gil", "dia"]),
};

#[test]
fn the_group_that_once_implied_it_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence medium: `sale.group_manager` seems to have implied `stock.group_count` once; its members kept it
      group sale.group_manager -> stock.group_count []
      affects 2 cem gil
      expected `stock.group_count` only for those who are given it
      actual `sale.group_manager` was edited on 2025-11-30; all members from before, and nobody else, hold `stock.group_count`, which nothing implies
      path group:sale.group_manager > once implied:stock.group_count
      fix take the members out of `stock.group_count`, or let `sale.group_manager` imply it again
    ");
    assert_eq!((PAIR.fires)().told_by("membership-beyond-role"), "", "told once");
}
