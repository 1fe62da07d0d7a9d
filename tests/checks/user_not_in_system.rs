use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "user-not-in-system",
    fires: || shop().design("users: [cem]", "users: [cem, seb]"),
    // Another spelling of a login that exists, and a family that nobody belongs to yet.
    silent: || shop().design("users: [cem]", "users: [Cem, \"*@new.example\"]"),
};

#[test]
fn a_login_that_nobody_has_is_named_with_its_line() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
