//! What changed between two snapshots, against whoever reads them row by row.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod causes;
mod command;
#[path = "../common/mod.rs"]
mod common;
mod naive;
mod reports;
mod rows;
#[path = "../support/schemas.rs"]
mod schemas;

use rolecall::diff::{Change, Section, SnapshotDiff, between};
use rolecall::policy::Policies;
use rolecall::snapshot::Snapshot;

fn diff(before: &Snapshot, after: &Snapshot) -> SnapshotDiff {
    between(before, after, Policies::built_in()).unwrap()
}

/// The changes of a section, each in one line.
fn lines(diff: &SnapshotDiff, section: Section) -> Vec<String> {
    let line = |change: &Change| {
        let weaker = if change.weaker { "!" } else { "" };
        let users = change.users.as_ref().map_or_else(String::new, |users| format!(" ({})", users.count));
        format!("{}{weaker} {}{users}: {}", change.happened.sign(), change.what, change.how.join(" · "))
    };
    diff.changes.iter().filter(|change| change.section == section).map(line).collect()
}

/// What can be done more or less, each cause in one line.
fn access(diff: &SnapshotDiff) -> Vec<String> {
    let line = |one: &rolecall::diff::AccessChange| {
        let cell = |cell: &rolecall::diff::CellChange| {
            let rows = cell.rows.map_or_else(String::new, |[was, is]| format!(" {was} → {is}"));
            format!("{} {}{rows} x{}", cell.resource, cell.ops.join(","), cell.users)
        };
        let cells: Vec<String> = one.cells.iter().map(cell).collect();
        let sign = if one.gained { "+" } else { "-" };
        format!("{sign} {} ({}): {}", one.cause, one.users.count, cells.join("; "))
    };
    diff.access.iter().map(line).collect()
}
