//! Rows that allow on own records alone.

use fixedbitset::FixedBitSet;

use crate::model::{GrantIx, GroupIx, OpIx, ResourceIx};
use crate::snapshot::{Grant, Grantee, Snapshot};

/// By resource: the active rows about the resource itself. Empty where no row of the snapshot is for own records alone.
#[derive(Debug, Default)]
pub(super) struct OwnRows(Vec<Vec<GrantIx>>);

impl OwnRows {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        if !snapshot.grants.iter().any(|grant| grant.own) {
            return Self::default();
        }
        let mut rows = vec![Vec::new(); snapshot.resources.len()];
        for (at, grant) in snapshot.grants.iter().enumerate().filter(|(_, grant)| grant.active && grant.level == 0) {
            if let Some(of_resource) = rows.get_mut(grant.resource.index()) {
                of_resource.push(GrantIx::new(at));
            }
        }
        Self(rows)
    }

    /// The groups that rows of a resource name, where some row of the snapshot is for own records alone.
    pub(super) fn groups<'x>(
        &'x self,
        snapshot: &'x Snapshot,
        resource: ResourceIx,
    ) -> impl Iterator<Item = GroupIx> + 'x {
        self.0.get(resource.index()).into_iter().flatten().filter_map(|row| match snapshot.grant(*row).to {
            Grantee::Group(group) => Some(group),
            Grantee::Everyone => None,
        })
    }

    /// Whether the groups have the operation, and by rows for own records alone.
    pub(super) fn only(&self, snapshot: &Snapshot, groups: &FixedBitSet, resource: ResourceIx, op: OpIx) -> bool {
        let held = |grant: &&Grant| match grant.to {
            Grantee::Everyone => true,
            Grantee::Group(group) => groups.contains(group.index()),
        };
        let rows = self.0.get(resource.index()).into_iter().flatten().map(|row| snapshot.grant(*row));
        let mut allowing = rows.filter(|grant| grant.ops.has(op)).filter(held).peekable();
        let free = snapshot.semantics.own_free.has(op);
        allowing.peek().is_some() && !free && allowing.all(|grant| grant.own)
    }
}
