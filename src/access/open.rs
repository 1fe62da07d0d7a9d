//! What is open where no row speaks: an ERP that allows by default.
//!
//! Tryton 8.2 (`ir/model.py`, `ModelAccess.get_access`): the rows that speak to a user, on a model and on those that it leans
//! on, decide alone; where there is none, the model's default holds. A row that allows nothing speaks, too.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::Cells;
use super::leaning::Leaning;
use crate::model::{GroupIx, Ops, ResourceIx};
use crate::snapshot::{Grantee, Resource, Snapshot};

/// The cells that are open to whoever signs in, unless a row speaks to them; and those of which nobody knows.
#[derive(Debug)]
pub(super) struct Open {
    /// On resources without any row.
    always: Cells,
    unsure: Cells,
    /// On resources with rows for groups alone.
    conditional: Vec<Unless>,
}

/// A resource whose rows speak to these groups and to nobody else.
#[derive(Debug)]
struct Unless {
    resource: ResourceIx,
    open: Ops,
    unsure: Ops,
    groups: BTreeSet<GroupIx>,
}

impl Open {
    /// Nothing where the ERP denies by default.
    pub(super) fn of(snapshot: &Snapshot, leaning: &Leaning) -> Option<Self> {
        if !snapshot.semantics.open_by_default {
            return None;
        }
        // By resource: the groups to which rows speak; nothing where a row speaks to everyone.
        let mut spoken: Vec<Option<BTreeSet<GroupIx>>> = vec![Some(BTreeSet::new()); snapshot.resources.len()];
        for grant in snapshot.grants.iter().filter(|grant| grant.active && grant.level == 0) {
            for resource in leaning.on(grant.resource) {
                let Some(slot) = spoken.get_mut(resource.index()) else { continue };
                match (grant.to, &mut *slot) {
                    (Grantee::Everyone, _) => *slot = None,
                    (Grantee::Group(group), Some(groups)) => drop(groups.insert(group)),
                    (Grantee::Group(_), None) => {}
                }
            }
        }
        let (mut always, mut unsure) = (Cells::none(snapshot), Cells::none(snapshot));
        let mut conditional = Vec::new();
        for ((at, resource), groups) in snapshot.resources.iter().enumerate().zip(spoken) {
            let (at, (open, doubtful)) = (ResourceIx::new(at), defaults(resource));
            match groups {
                None => {}
                Some(groups) if groups.is_empty() => {
                    always.insert(at, open);
                    unsure.insert(at, doubtful);
                }
                Some(groups) => conditional.push(Unless { resource: at, open, unsure: doubtful, groups }),
            }
        }
        Some(Self { always, unsure, conditional })
    }

    /// What is open to everyone who signs in.
    pub(super) fn always(&self) -> &Cells {
        &self.always
    }

    /// What is open to somebody in these groups.
    pub(super) fn cells(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.always.clone();
        self.unspoken(groups).for_each(|unless| cells.insert(unless.resource, unless.open));
        cells
    }

    /// Of what nobody knows whether it is open to them.
    pub(super) fn unsure(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.unsure.clone();
        self.unspoken(groups).for_each(|unless| cells.insert(unless.resource, unless.unsure));
        cells
    }

    fn unspoken(&self, groups: &FixedBitSet) -> impl Iterator<Item = &Unless> {
        self.conditional.iter().filter(|unless| !unless.groups.iter().any(|group| groups.contains(group.index())))
    }
}

/// What an account that bypasses the rows may do, and of what nobody knows: the defaults of every resource.
pub(super) fn of_superuser(snapshot: &Snapshot) -> (Cells, Cells) {
    let (mut open, mut unsure) = (Cells::none(snapshot), Cells::none(snapshot));
    for (at, resource) in snapshot.resources.iter().enumerate() {
        let (sure, doubtful) = defaults(resource);
        open.insert(ResourceIx::new(at), sure);
        unsure.insert(ResourceIx::new(at), doubtful);
    }
    (open, unsure)
}

fn defaults(resource: &Resource) -> (Ops, Ops) {
    (resource.unguarded.without(resource.unsure), resource.unsure)
}
