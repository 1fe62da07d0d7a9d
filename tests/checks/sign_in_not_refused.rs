use rolecall::probe::Designed::{Allow, Deny};

use crate::Pair;
use crate::probe::{NO, YES};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "sign-in-not-refused",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").signs_in(false, Allow, YES).signs_in(true, Deny, YES);
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").signs_in(false, Allow, YES).signs_in(true, Deny, NO);
        })
    },
};

#[test]
fn a_wrong_secret_that_is_accepted_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    critical, confidence proven: `ann` signs in with a wrong secret
      user ann -> shop []
      affects 1 ann
      expected the sign-in is refused
      actual accepted
      path probe as ann (role seller) > login: allowed
      fix find the sign-in module or proxy that does not look at the secret
    ");
}

#[test]
fn an_account_that_is_switched_off_and_signs_in_is_told() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").signs_in(false, Deny, YES);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    critical, confidence proven: `ann` signs in although its account must not
      user ann -> shop []
      affects 1 ann
      expected the sign-in is refused
      actual accepted
      path probe as ann (role seller) > login: allowed
      fix end the sessions and keys of `ann`, and find what lets a switched-off account in
    ");
}
