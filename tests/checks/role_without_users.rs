use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "role-without-users",
    fires: || {
        shop().with(|system| {
            system.change("dia", |user| user.active = false);
        })
    },
    // `clerk` has nobody either, but others are built on it.
    silent: shop,
};

#[test]
fn a_role_whose_only_holder_left_is_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
