//! One of the two snapshots, computed.

use crate::access::Access;
use crate::access::scope::Scopes;
use crate::model::{GroupIx, OpIx, Ops, ResourceIx};
use crate::snapshot::{Grantee, Snapshot};

pub(super) struct Side<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) access: Access<'s>,
    pub(super) scopes: Scopes<'s>,
    /// Active rows about the resource itself, by resource.
    rows: Vec<Vec<Row>>,
}

/// A row that grants.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) to: Grantee,
    ops: Ops,
    own: bool,
}

impl Row {
    /// Whether it grants an operation, on other than own records where it must.
    pub(super) fn gives(self, op: OpIx, beyond_own: bool) -> bool {
        self.ops.has(op) && !(beyond_own && self.own)
    }

    /// The group whose members it speaks to.
    pub(super) fn group(self) -> Option<GroupIx> {
        match self.to {
            Grantee::Everyone => None,
            Grantee::Group(group) => Some(group),
        }
    }
}

impl<'s> Side<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        let access = Access::compute(snapshot);
        let mut rows = vec![Vec::new(); snapshot.resources.len()];
        for grant in snapshot.grants.iter().filter(|grant| grant.active && grant.level == 0) {
            for resource in access.counts_for(grant.resource) {
                if let Some(of_resource) = rows.get_mut(resource.index()) {
                    of_resource.push(Row { to: grant.to, ops: grant.ops, own: grant.own });
                }
            }
        }
        Self { snapshot, access, scopes: Scopes::new(snapshot), rows }
    }

    pub(super) fn rows_of(&self, resource: ResourceIx) -> &[Row] {
        self.rows.get(resource.index()).map_or(&[], Vec::as_slice)
    }
}
