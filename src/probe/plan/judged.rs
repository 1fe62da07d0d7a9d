//! What the design says about one account: all roles that it holds together, the probed one among them.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::Designed;
use crate::access::Cells;
use crate::compare::{Design, DesignedRole, grantable};
use crate::model::{OpIx, Ops, RecordScope, ResourceIx, UserIx};
use crate::rolemap::CellRule;
use crate::snapshot::Snapshot;

/// The roles of one account, put together.
pub(super) struct Judged<'d, 'a> {
    /// Each with what it may.
    roles: Vec<(&'d DesignedRole<'a>, Cells)>,
    scope: &'d FixedBitSet,
    /// Allowed by name.
    must: Cells,
    /// Allowed by name or through `includes`.
    may: Cells,
    /// Denied by name.
    denied: Cells,
}

impl<'d, 'a> Judged<'d, 'a> {
    /// An account that is probed as a role is judged by that role and by every other that the map gives it.
    pub(super) fn of(design: &'d Design<'a>, snapshot: &Snapshot, user: UserIx, role: u32) -> Self {
        let others = design.roles_of(user).iter().copied().filter(|other| *other != role);
        let roles: Vec<_> =
            std::iter::once(role).chain(others).map(|role| design.role(role)).map(|role| (role, role.may())).collect();
        let grantable = grantable(snapshot);
        let (mut must, mut may, mut denied) = (Cells::none(snapshot), Cells::none(snapshot), Cells::none(snapshot));
        for (role, allowed) in &roles {
            may.add(allowed);
            denied.add(&role.deny);
            let mut allowed = role.allow.beyond(&role.deny);
            for (resource, ops) in role.allow.iter() {
                // A family such as `sale.*` asks for nothing that nobody can be granted at all.
                if !grantable.contains(resource.index()) && !names(role, &snapshot.resource(resource).key) {
                    allowed.take(resource, ops);
                }
            }
            must.add(&allowed);
        }
        denied.remove(&may);
        Self { roles, scope: &design.scope, must, may, denied }
    }

    /// The cells that the design allows or denies by name.
    pub(super) fn by_name(&self) -> Cells {
        let mut named = self.must.clone();
        named.add(&self.denied);
        named
    }

    /// Whether the design speaks for a resource.
    pub(super) fn in_scope(&self, resource: ResourceIx) -> bool {
        self.scope.contains(resource.index())
    }

    /// What the design says about a cell. What `includes` allows is tolerated, and it is a must only where the computed
    /// access has it: a group that nobody gave to the account owes it nothing.
    pub(super) fn cell(&self, resource: ResourceIx, op: OpIx, predicted: Option<bool>) -> Designed {
        if self.must.has(resource, op) {
            Designed::Allow
        } else if self.may.has(resource, op) {
            if predicted == Some(true) { Designed::Allow } else { Designed::Silent }
        } else if self.denied.has(resource, op) || self.in_scope(resource) {
            Designed::Deny
        } else {
            Designed::Silent
        }
    }

    /// The widest record scope of the roles that allow the operation; nothing where one of them leaves it open.
    pub(super) fn records(&self, resource: ResourceIx, op: OpIx) -> Option<RecordScope> {
        let mut widest = None;
        for (role, _) in self.roles.iter().filter(|(_, may)| may.has(resource, op)) {
            let (_, scope, _) = role.records.iter().find(|(designed, ..)| *designed == resource)?;
            widest = widest.max(Some(*scope));
        }
        widest
    }

    /// Whether any role has a designed record scope on the resource.
    pub(super) fn narrows(&self, resource: ResourceIx) -> bool {
        self.roles.iter().any(|(role, _)| role.records.iter().any(|(designed, ..)| *designed == resource))
    }

    /// The fields that any of the roles design, in order; what one role allows is allowed, and the rest is denied, because
    /// a field is designed by name.
    pub(super) fn fields(&self) -> BTreeMap<(ResourceIx, &'a str), Ops> {
        let mut fields = BTreeMap::new();
        for field in self.roles.iter().flat_map(|(role, _)| &role.fields) {
            let ops: &mut Ops = fields.entry((field.resource, field.name)).or_default();
            *ops = ops.with(field.ops);
        }
        fields
    }
}

/// Whether a role grants on exactly this resource, rather than on a family that covers it.
fn names(role: &DesignedRole<'_>, key: &str) -> bool {
    let exact = |rule: &CellRule| rule.resource.value.as_str() == key;
    role.lineage.iter().any(|role| role.grants.iter().any(exact))
}

/// What the design says about a record that the rules let the account reach.
pub(super) fn within(cell: Designed, designed: Option<RecordScope>, predicted: RecordScope) -> Designed {
    match designed {
        Some(RecordScope::None) => Designed::Deny,
        // The record may be one that the rules reach and the design does not.
        Some(designed) if cell == Designed::Allow && designed < predicted => Designed::Silent,
        _ => cell,
    }
}

/// What the design says about a record that the rules keep from the account.
pub(super) fn beyond(cell: Designed, designed: Option<RecordScope>, predicted: RecordScope) -> Designed {
    match (cell, designed) {
        (Designed::Deny, _) => Designed::Deny,
        (Designed::Allow, Some(RecordScope::All)) => Designed::Allow,
        (_, Some(designed)) if designed <= predicted && predicted != RecordScope::Unknown => Designed::Deny,
        _ => Designed::Silent,
    }
}
