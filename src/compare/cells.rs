//! The cells that words of a role map mean for a system.

use crate::access::Cells;
use crate::model::{OpIx, Operation, Ops, ResourceIx, Verb};
use crate::rolemap::{CellRule, OpName, OpSelection};
use crate::snapshot::Snapshot;

/// Cells that rules allow by name, and cells that they deny.
pub(super) fn cells_of<'r>(snapshot: &Snapshot, rules: impl IntoIterator<Item = &'r CellRule>) -> (Cells, Cells) {
    let (mut allow, mut deny) = (Cells::none(snapshot), Cells::none(snapshot));
    for rule in rules {
        for (at, resource) in snapshot.resources.iter().enumerate() {
            if rule.resource.value.matches(&resource.key) {
                allow.insert(ResourceIx::new(at), selected(snapshot, &rule.access.value.allow));
                deny.insert(ResourceIx::new(at), selected(snapshot, &rule.access.value.deny));
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

/// The operations that a role map's word means for a system: by verb, else by the ERP's own name.
fn named_ops(snapshot: &Snapshot, name: &OpName) -> Ops {
    match name.0.as_str() {
        "read" => snapshot.ops_of(Verb::Read),
        "write" => snapshot.ops_of(Verb::Write),
        "create" => snapshot.ops_of(Verb::Create),
        "delete" => snapshot.ops_of(Verb::Delete),
        other => {
            let same = |operation: &Operation| operation.name.eq_ignore_ascii_case(other);
            snapshot.operations.iter().position(same).map_or(Ops::NONE, |at| Ops::one(OpIx::new(at)))
        }
    }
}
