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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
    assert_eq!((PAIR.fires)().told_by("membership-beyond-role"), "", "told once");
}
