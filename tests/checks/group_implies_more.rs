use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "group-implies-more",
    fires: || {
        shop().with(|system| {
            system
                .implies("stock.group_user", "base.group_technical")
                .implies("base.group_technical", "base.group_erp_manager")
                .grant("base.group_erp_manager", "res.users", "rwcd")
                .join("dia", "base.group_technical");
        })
    },
    silent: || {
        (PAIR.fires)().design("includes: [stock.group_user]", "includes: [stock.group_user, base.group_erp_manager]")
    },
};

#[test]
fn the_first_group_that_nobody_designed_is_named_with_what_it_brings() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn a_group_that_gives_nothing_is_not_worth_a_finding() {
    let shop = shop().with(|system| {
        system.implies("stock.group_user", "base.group_no_one").join("dia", "base.group_no_one");
    });
    assert!(shop.audit().findings.is_empty());
}
