//! The main job in one function: snapshot and role map in, report out. Pure.

use crate::access::{Access, scope::Scopes};
use crate::checks::{self, Context};
use crate::compare::Comparison;
use crate::findings::{Report, Summary};
use crate::model::Severity;
use crate::rolemap::RoleMap;
use crate::snapshot::{self, Snapshot};

/// Computes everyone's access, compares it with the design if there is one, and runs every check.
///
/// `design` is a role map and the file that it came from.
pub fn audit(snapshot: &Snapshot, design: Option<(&RoleMap, &str)>, fail_on: Severity) -> Report {
    let access = Access::compute(snapshot);
    let scopes = Scopes::new(snapshot);
    let comparison = design.map(|(map, _)| Comparison::of(map, &access, &scopes));
    let (findings, not_assessed) = checks::run(&Context::new(&access, comparison.as_ref()));
    let summary = Summary {
        system: format!("{} {} {}", snapshot.system.kind, snapshot.system.version, snapshot.system.name),
        taken_at: snapshot.system.taken_at.clone(),
        snapshot_sha256: snapshot::content_hash(snapshot),
        map: design.map(|(_, file)| file.to_owned()),
        users: snapshot.users.len(),
        active_users: snapshot.users.iter().filter(|user| user.active).count(),
        groups: snapshot.groups.len(),
        resources: snapshot.resources.len(),
        decisions: (snapshot.users.len() * snapshot.resources.len() * snapshot.operations.len()) as u64,
        roles: design.map_or(0, |(map, _)| map.roles.len()),
    };
    Report::new(summary, fail_on, findings, not_assessed)
}
