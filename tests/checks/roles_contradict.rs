use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "roles-contradict",
    fires: || (PAIR.silent)().design("users: [cem]", "users: [cem, dia]"),
    // Nobody has both roles.
    silent: || {
        shop().design(
            "includes: [stock.group_user]",
            "includes: [stock.group_user]\n    grants: { sale.order: deny delete }",
        )
    },
};

#[test]
fn both_roles_and_both_lines_are_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
