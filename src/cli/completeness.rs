//! What a snapshot does not hold: said on stderr, and told by the exit code where it was asked for.

use super::output::note;
use crate::findings::Exit;
use crate::report::escape::terminal;
use crate::snapshot::{Coverage, Domain, Snapshot, State};

/// What every answer about operations rests on.
pub(super) const ANSWERS: [Domain; 3] = [Domain::Accounts, Domain::Memberships, Domain::ModelAccess];

/// Says which of these parts the snapshot does not hold in full; [`Exit::Incomplete`] if there is one.
pub(super) fn completeness(snapshot: &Snapshot, asked: &[Domain]) -> Exit {
    let mut exit = Exit::Clean;
    for coverage in asked.iter().map(|domain| snapshot.coverage_of(*domain)) {
        let Some(state) = lacking(&coverage) else { continue };
        let reason = coverage.reason.as_deref().unwrap_or("no reason given");
        note(&format!("{state}: {}: {}", coverage.domain.words(), terminal(reason, 500)));
        exit = Exit::Incomplete;
    }
    exit
}

/// Whether the snapshot holds all of these parts.
pub(super) fn complete(snapshot: &Snapshot, asked: &[Domain]) -> bool {
    asked.iter().all(|domain| lacking(&snapshot.coverage_of(*domain)).is_none())
}

fn lacking(coverage: &Coverage) -> Option<&'static str> {
    match coverage.state {
        State::Assessed => None,
        State::Incomplete => Some("incomplete"),
        State::NotAssessed => Some("not assessed"),
    }
}
