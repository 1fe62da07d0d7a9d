use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "membership-missing",
    fires: || {
        shop().with(|system| {
            system.leave("ann", "base.group_user");
        })
    },
    // Where implied groups need no row, there is no hole.
    silent: || {
        shop().with(|system| {
            *system = system.clone().closure();
            system.leave("ann", "base.group_user");
        })
    },
};

#[test]
fn a_hole_is_told_with_the_group_that_should_have_filled_it() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
    assert_eq!((PAIR.fires)().told_by("missing-implied-membership"), "", "told once");
}

#[test]
fn who_has_none_of_the_groups_lacks_the_one_at_the_root() {
    let shop = shop().with(|system| {
        system.user("bob", "Bob Ray", &[]).leave("bob", "sale.group_user").leave("bob", "base.group_user");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}
