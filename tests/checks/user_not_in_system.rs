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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: `seb` should hold role `manager` and does not exist
      user seb -> shop []
      affects 0
      expected an account `seb` (map.yaml:17:18)
      actual no account has that login
      path role:manager > user:seb (not there)
      fix make the account, or correct the login at map.yaml:17:18
    ");
}

#[test]
fn a_login_with_two_roles_is_one_finding() {
    let shop = (PAIR.fires)().design("users: [dia]", "users: [dia, seb]");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    low, confidence high: `seb` should hold role `manager` and `storekeeper` and does not exist
      user seb -> shop []
      affects 0
      expected an account `seb` (map.yaml:17:18)
      actual no account has that login
      path role:manager > role:storekeeper > user:seb (not there)
      fix make the account, or correct the login at map.yaml:17:18 and map.yaml:22:18
    ");
}
