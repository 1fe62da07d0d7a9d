//! The cells that words of a role map mean for a system.

use crate::access::Cells;
use crate::model::{OpIx, Operation, Ops, ResourceIx, Verb};
use crate::rolemap::{CellRule, OpName, OpSelection};
use crate::snapshot::Snapshot;

/// Cells that rules allow by name, and cells that they deny.
pub(super) fn cells_of<'r>(snapshot: &Snapshot, rules: impl IntoIterator<Item = &'r CellRule>) -> (Cells, Cells) {
    let (mut allow, mut deny) = (Cells::none(snapshot), Cells::none(snapshot));
    for rule in rules {
        let access = &rule.access.value;
        let (allowed, denied) = (selected(snapshot, &access.allow), selected(snapshot, &access.deny));
        for (at, resource) in snapshot.resources.iter().enumerate() {
            if rule.resource.value.matches(&resource.key) {
                allow.insert(ResourceIx::new(at), allowed);
                deny.insert(ResourceIx::new(at), denied);
            }
        }
    }
    (allow, deny)
}

/// The operations of a system that a selection means.
pub(super) fn selected(snapshot: &Snapshot, selection: &OpSelection) -> Ops {
    match selection {
        OpSelection::All => snapshot.all_ops(),
        OpSelection::Named(names) => names.iter().fold(Ops::NONE, |ops, name| ops.with(named_ops(snapshot, name))),
    }
}

/// The words of a selection that mean no operation of a system.
pub(super) fn without_meaning<'s>(snapshot: &Snapshot, selection: &'s OpSelection) -> Vec<&'s str> {
    let OpSelection::Named(names) = selection else { return Vec::new() };
    names.iter().filter(|name| named_ops(snapshot, name).is_empty()).map(|name| name.0.as_str()).collect()
}

/// The operations that a role map's word means for a system: those of its verb, and the one that is called so.
fn named_ops(snapshot: &Snapshot, name: &OpName) -> Ops {
    let (verb, also) = match name.0.as_str() {
        "read" => (Some(Verb::Read), None),
        "write" => (Some(Verb::Write), Some("update")),
        "create" => (Some(Verb::Create), None),
        "delete" => (Some(Verb::Delete), Some("unlink")),
        _ => (None, None),
    };
    let same = |operation: &Operation| {
        Some(operation.verb) == verb
            || operation.name.to_lowercase() == name.0
            || also.is_some_and(|also| operation.name.eq_ignore_ascii_case(also))
    };
    let found = snapshot.operations.iter().enumerate().filter(|(_, operation)| same(operation));
    found.fold(Ops::NONE, |ops, (at, _)| ops.with(Ops::one(OpIx::new(at))))
}
