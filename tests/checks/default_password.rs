use rolecall::model::UserIx;
use rolecall::snapshot::{Coverage, DefaultPassword, Domain, Snapshot, State};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "default-password",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                assess(snapshot);
                for known_as in ["the login itself", "demo data"] {
                    snapshot.default_passwords.push(DefaultPassword { user: UserIx(0), known_as: known_as.to_owned() });
                }
            });
        })
    },
    silent: || {
        shop().with(|system| {
            system.adjust(assess);
        })
    },
};

fn assess(snapshot: &mut Snapshot) {
    snapshot.coverage.retain(|known| known.domain != Domain::DefaultPasswords);
    snapshot.coverage.push(Coverage { domain: Domain::DefaultPasswords, state: State::Assessed, reason: None });
}

#[test]
fn the_password_is_told_by_its_name_alone() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: a well-known password opens `ann`
      user ann -> shop []
      affects 1 ann
      expected a password that nobody else knows
      actual its password is the login itself and demo data
      path user:ann
      fix set another password for `ann`, and end its sessions
    ");
}

#[test]
fn where_nobody_tried_it_is_not_assessed() {
    let report = shop().audit();
    assert!(report.not_assessed.iter().any(|entry| entry.what == PAIR.check));
}
