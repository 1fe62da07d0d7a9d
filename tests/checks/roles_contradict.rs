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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: `manager` allows unlink on sale.order, `storekeeper` denies it
      role manager + storekeeper -> sale.order ["unlink"]
      affects 1 dia
      expected `storekeeper` denies it (map.yaml:22:27)
      actual `manager` allows it at map.yaml:16:19
      path role:manager > role:storekeeper
      fix do not give `manager` and `storekeeper` to one person, or settle sale.order
    "#);
}
