use rolecall::model::{Confidence, UserIx};
use rolecall::snapshot::{Coverage, Domain, SessionUse, State};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "shared-account",
    fires: || {
        shop().with(|system| {
            system.user("sales@acme.tld", "Sales Team", &["sale.group_manager"]);
        })
    },
    silent: || {
        shop()
            .with(|system| {
                system.user("kasse1", "Kasse 1", &["base.group_user"]);
                system.user("sales@acme.tld", "Anna Keller", &["base.group_user"]);
                system.user("svc-shop", "Shop", &["base.group_user"]);
            })
            .design("roles:", "shared_allowed:\n  - login: kasse1\n    reason: a PIN for each cashier\nroles:")
    },
};

#[test]
fn a_function_is_nobody() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence medium: `sales@acme.tld` looks like a shared or generic login
      user sales@acme.tld -> shop []
      affects 1 sales@acme.tld
      expected one account is one person's, and shared ones are named in `shared_allowed`
      actual 4 points: the display name is no person's name (2), the login is the name of a function or device (2)
      path user:sales@acme.tld > sign:the display name is no person's name (2) > sign:the login is the name of a function or device (2)
      fix give each person behind `sales@acme.tld` an account of their own, or name it in `shared_allowed`
    ");
}

#[test]
fn whom_the_design_names_is_only_reviewed() {
    let shop = (PAIR.fires)().design("users: [cem]", "users: [cem, sales@acme.tld]");
    let report = shop.audit();
    let told = report.findings.iter().find(|finding| finding.check_name == PAIR.check).unwrap();
    assert_eq!(told.confidence, Confidence::Low);
}

#[test]
fn sessions_from_several_places_tell_too() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            snapshot.coverage.retain(|known| known.domain != Domain::Sessions);
            snapshot.coverage.push(Coverage { domain: Domain::Sessions, state: State::Assessed, reason: None });
            snapshot.sessions = vec![SessionUse { user: UserIx(0), open: 4, addresses: 3, agents: 3, allowed: 0 }];
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    low, confidence low: `ann` looks like a shared or generic login
      user ann -> shop []
      affects 1 ann
      expected one account is one person's, and shared ones are named in `shared_allowed`
      actual 3 points: 3 addresses and 3 browsers at the same time (3)
      path user:ann > sign:3 addresses and 3 browsers at the same time (3)
      fix give each person behind `ann` an account of their own, or name it in `shared_allowed`
    ");
}
