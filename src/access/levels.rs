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
        self.rows(resource, level, op).any(|to| match to {
            Grantee::Everyone => true,
            Grantee::Group(group) => groups.contains(group.index()),
        })
    }

    /// Whether anybody has one.
    pub(super) fn any(&self, resource: ResourceIx, level: u32, op: OpIx) -> bool {
        self.rows(resource, level, op).next().is_some()
    }

    fn rows(&self, resource: ResourceIx, level: u32, op: OpIx) -> impl Iterator<Item = Grantee> {
        let itself = (!self.wholes.contains_key(&resource)).then_some(resource);
        let at = self.wholes.get(&resource).into_iter().flatten().copied().chain(itself);
        let rows = at.flat_map(move |resource| self.rows.get(&(resource, level)).into_iter().flatten());
        rows.filter(move |(_, ops)| ops.has(op)).map(|(to, _)| *to)
    }
}
