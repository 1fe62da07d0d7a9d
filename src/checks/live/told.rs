//! What the checks of the configuration tell already, with its cause: the probe's checks leave it to them.

use crate::checks::{Context, DESIGN, FIELDS, RECORDS};
use crate::compare::{Comparison, FieldDifference};
use crate::connect::live::Question;
use crate::model::{OpIx, ResourceIx, Verb};
use crate::probe::{Cell, RoleRun};

/// Whether a check of the configuration tells of this deviation from the design: the computed access has it too, and the
/// comparison names a cause for this very role or account, resource and operation.
///
/// Where only the probe is reported nothing else tells anything.
pub(super) fn is_told(cx: &Context<'_>, cell: &Cell) -> bool {
    let Some(comparison) = cx.comparison.filter(|_| !cx.only_probe) else { return false };
    if cell.predicted != cell.observed.allowed() {
        return false;
    }
    let run = cx.probe.as_ref().and_then(|reading| reading.run(cell.run));
    let op = match &cell.question {
        Question::ReadField { .. } => cx.snapshot.ops_of(Verb::Read).iter().next(),
        Question::WriteField { .. } => cx.snapshot.ops_of(Verb::Write).iter().next(),
        question => question.op(),
    };
    let (Some(run), Some(resource), Some(op)) = (run, cell.question.resource(), op) else { return false };
    let allowed = cell.predicted == Some(true);
    let of_model = cx.has_all(DESIGN)
        && if allowed {
            is_excess(cx, comparison, run, resource, op)
        } else {
            is_missing(comparison, run, resource, op)
        };
    let of_records = || {
        let same = comparison.records.differences.iter().filter(|difference| {
            difference.role == run.role && difference.resource == resource && difference.ops.has(op)
        });
        cx.has_all(RECORDS) && same.into_iter().any(|found| (found.actual > found.designed) == allowed)
    };
    let of_fields = |field: &str| {
        let same = |found: &&FieldDifference<'_>| {
            found.role == run.role && found.designed.resource == resource && found.designed.name == field
        };
        let mut found = comparison.fields.differences.iter().filter(same);
        cx.has_all(FIELDS) && found.any(|found| found.beyond == allowed && found.ops.has(op))
    };
    of_model
        || cell.question.field().is_some_and(|field| of_fields(field))
        || (cell.question.record().is_some() && of_records())
}

fn is_excess(cx: &Context<'_>, comparison: &Comparison<'_>, run: &RoleRun, resource: ResourceIx, op: OpIx) -> bool {
    let plane = &comparison.roles;
    let by_row = plane
        .excess
        .iter()
        .any(|found| found.resource == resource && found.ops.has(op) && found.roles.contains(&run.role));
    let by_implication =
        || plane.implies_more.iter().any(|found| found.roles.contains(&run.role) && found.cells.has(resource, op));
    let for_everyone = || {
        plane.everyone.iter().any(|(row, roles)| {
            let row = cx.snapshot.grant(*row);
            roles.contains(&run.role) && row.resource == resource && row.ops.has(op)
        })
    };
    let by_membership = || {
        let members = &comparison.members;
        let has_it = |class| members.class(class).users.contains(&run.asker.user);
        members.beyond.iter().any(|found| found.cells.has(resource, op) && has_it(found.class))
    };
    by_row || by_implication() || for_everyone() || by_membership()
}

fn is_missing(comparison: &Comparison<'_>, run: &RoleRun, resource: ResourceIx, op: OpIx) -> bool {
    let by_row = comparison
        .roles
        .missing
        .iter()
        .any(|found| found.role == run.role && found.resource == resource && found.ops.has(op));
    let by_membership = || {
        let members = &comparison.members;
        let lacks_it = |class| members.class(class).users.contains(&run.asker.user);
        members.lacking.iter().any(|found| found.cells.has(resource, op) && lacks_it(found.class))
    };
    by_row || by_membership()
}
