use rolecall::snapshot::{Code, Domain, Snapshot, State};

use crate::Pair;
use crate::desk::{by_hand, desk};

fn script(snapshot: &mut Snapshot, anonymous: bool, active: Option<bool>) {
    for coverage in snapshot.coverage.iter_mut().filter(|found| found.domain == Domain::Surfaces) {
        (coverage.state, coverage.reason) = (State::Assessed, None);
    }
    snapshot.code.push(Code {
        kind: "Server Script".to_owned(),
        name: "dump".to_owned(),
        runs_at: Some("/api/method/dump".to_owned()),
        anonymous,
        elevated: false,
        active,
        origin: by_hand(),
    });
}

pub(crate) const PAIR: Pair = Pair {
    check: "code-open-to-anonymous",
    fires: || {
        desk().with(|system| {
            system.adjust(|snapshot| script(snapshot, true, Some(true)));
        })
    },
    silent: || {
        desk().with(|system| {
            system.adjust(|snapshot| {
                script(snapshot, false, Some(true));
                script(snapshot, true, Some(false));
            });
        })
    },
};

#[test]
fn the_program_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    critical, confidence high: Server Script `dump` runs for callers without a login at `/api/method/dump`
      code dump -> Server Script []
      affects 0
      expected programs ask for a login
      actual it allows callers without a login (made by hand by admin on 2025-11-30)
      path callers without a login > code:dump
      fix let `dump` ask for a login, or switch it off
    ");
}

#[test]
fn what_is_decided_outside_the_database_is_told_with_less_confidence() {
    let shop = desk().with(|system| {
        system.adjust(|snapshot| script(snapshot, true, None));
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    high, confidence medium: Server Script `dump` runs for callers without a login at `/api/method/dump`
      code dump -> Server Script []
      affects 0
      expected programs ask for a login
      actual it allows callers without a login (made by hand by admin on 2025-11-30); whether the server runs such programs is set outside the database
      path callers without a login > code:dump
      fix let `dump` ask for a login, or switch it off
    ");
}
