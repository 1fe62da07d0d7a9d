//! Rows that speak about fields of a level.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use crate::model::{OpIx, Ops, ResourceIx};
use crate::snapshot::{FieldGuard, Grantee, Shape, Snapshot};

/// The active rows of a snapshot by resource and level.
#[derive(Debug, Default)]
pub(super) struct Levels {
    rows: HashMap<(ResourceIx, u32), Vec<(Grantee, Ops)>>,
    /// Of a part: the resources that it is a part of.
    wholes: HashMap<ResourceIx, Vec<ResourceIx>>,
}

impl Levels {
    /// Kept only where some field has a level.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut levels = Self::default();
        if !snapshot.fields.iter().any(|field| matches!(field.guard, Some(FieldGuard::Level { .. }))) {
            return levels;
        }
        for grant in snapshot.grants.iter().filter(|grant| grant.active) {
            levels.rows.entry((grant.resource, grant.level)).or_default().push((grant.to, grant.ops));
        }
        for delegation in
            snapshot.delegations.iter().filter(|found| snapshot.resource(found.resource).shape == Shape::Parts)
        {
            levels.wholes.entry(delegation.resource).or_default().push(delegation.parent);
        }
        levels
    }

    /// Whether any of the groups has a row of the level with the operation.
    pub(super) fn admits(&self, resource: ResourceIx, level: u32, op: OpIx, groups: &FixedBitSet) -> bool {
        let wholes = self.wholes.get(&resource);
        let mut at = wholes.map_or(std::slice::from_ref(&resource), Vec::as_slice).iter();
        let speaks = |to: &Grantee| match to {
            Grantee::Everyone => true,
            Grantee::Group(group) => groups.contains(group.index()),
        };
        at.any(|resource| {
            let rows = self.rows.get(&(*resource, level)).into_iter().flatten();
            rows.filter(|(_, ops)| ops.has(op)).any(|(to, _)| speaks(to))
        })
    }
}
