use rolecall::snapshot::Audience;

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "memberships-readable",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| snapshot.semantics.memberships_open_to = Some(Audience::SignedIn));
        })
    },
    // The only customer may not sign in, and the account of visitors signs in nowhere.
    silent: || {
        (PAIR.fires)().with(|system| {
            system.change("eve", |user| user.active = false);
        })
    },
};

#[test]
fn the_customers_are_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: 1 account of outsiders can list the groups of every account
      everyone memberships -> shop []
      affects 1 eve
      expected memberships are shown to those who may read the accounts
      actual this version of the system lists them to everyone who signs in
      path user:eve > memberships open to everyone who signs in
      fix update the system; until then switch `eve` off if it is not needed
    ");
}

#[test]
fn what_only_employees_can_list_is_no_finding() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| snapshot.semantics.memberships_open_to = Some(Audience::Internal));
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
