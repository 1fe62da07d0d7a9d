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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: role `storekeeper` has no active user
      role storekeeper -> shop []
      affects 0
      expected somebody who holds it (map.yaml:18:3)
      actual no active account is assigned to it
      path role:storekeeper > no user
      fix assign `storekeeper` in the map, or remove it
    ");
}
