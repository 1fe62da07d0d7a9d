use rolecall::snapshot::{Code, Domain, Snapshot, State};

use crate::Pair;
use crate::desk::{by_hand, desk};

fn calculation(snapshot: &mut Snapshot, elevated: bool, active: Option<bool>) {
    for coverage in snapshot.coverage.iter_mut().filter(|found| found.domain == Domain::Surfaces) {
        (coverage.state, coverage.reason) = (State::Assessed, None);
    }
    snapshot.code.push(Code {
        kind: "calculated field".to_owned(),
        name: "CrmLead.margin".to_owned(),
        runs_at: None,
        anonymous: false,
        elevated,
        active,
        origin: by_hand(),
    });
}

pub(crate) const PAIR: Pair = Pair {
    check: "code-runs-elevated",
    fires: || {
        desk().with(|system| {
            system.adjust(|snapshot| calculation(snapshot, true, None));
        })
    },
    silent: || {
        desk().with(|system| {
            system.adjust(|snapshot| {
                calculation(snapshot, false, None);
                calculation(snapshot, true, Some(false));
            });
        })
    },
};

#[test]
fn the_program_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence medium: calculated field `CrmLead.margin` passes over the rights of whoever runs it
      code CrmLead.margin -> calculated field []
      affects 0
      expected programs read what whoever runs them may read
      actual its text says that it passes over access rights (made by hand by admin on 2025-11-30)
      path code:CrmLead.margin > everything that it reads
      fix look at what `CrmLead.margin` reads and who sees the result; guard it, or let it read as whoever asks
    ");
}
