//! What causes a role's excess: a row of a group, an implication, a row for everyone, or that no row speaks. Differences with one
//! cause are one difference.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::DesignedRole;
use super::roles::{Excess, ImpliesMore, OpenAccess};
use crate::access::{Access, Cells};
use crate::model::{GrantIx, GroupIx, Ops, ResourceIx};
use crate::snapshot::{Grantee, Snapshot};

/// Differences by their cause.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) excess: BTreeMap<(GroupIx, ResourceIx), Excess>,
    pub(super) implies_more: BTreeMap<(GroupIx, GroupIx), ImpliesMore>,
    pub(super) everyone: BTreeMap<GrantIx, Vec<u32>>,
    pub(super) everyone_forbidden: BTreeMap<GrantIx, Cells>,
    pub(super) open: BTreeMap<ResourceIx, OpenAccess>,
}

impl Merged {
    /// Finds the rows behind a role's excess and the implication that brought each, if one did.
    pub(super) fn blame(
        &mut self,
        at: u32,
        role: &DesignedRole<'_>,
        reached: &FixedBitSet,
        excess: &Cells,
        (access, given): (&Access<'_>, &FixedBitSet),
    ) {
        if excess.is_empty() {
            return;
        }
        let snapshot = access.snapshot();
        let doors = doors(role, access);
        for (grant, grant_ix) in snapshot.grants.iter().zip(0..).map(|(grant, ix)| (grant, GrantIx(ix))) {
            if !grant.active || grant.level > 0 {
                continue;
            }
            // A row tells of the resources that lean on its own only what it does not tell of its own already.
            let itself = excess.ops(grant.resource).and(grant.ops);
            for resource in access.counts_for(grant.resource) {
                let told =
                    if *resource == grant.resource { Ops::NONE } else { itself.without(role.deny.ops(*resource)) };
                let ops = excess.ops(*resource).and(grant.ops).without(told);
                if !ops.is_empty() {
                    self.blame_row(at, role, (reached, given, &doors), (*resource, ops, grant_ix), access);
                }
            }
        }
        let Some(mut open) = access.open_to(reached) else { return };
        open.keep(excess);
        for (resource, ops) in open.iter() {
            let entry = self.open.entry(resource).or_default();
            let forbidden = role.deny.ops(resource).and(ops);
            entry.ops = entry.ops.with(ops);
            entry.forbidden = entry.forbidden.with(forbidden);
            if ops != forbidden {
                entry.roles.push(at);
            }
            if !forbidden.is_empty() {
                entry.forbidding.push(at);
            }
        }
    }

    /// One row that gives a role operations on a resource which are too much.
    fn blame_row(
        &mut self,
        at: u32,
        role: &DesignedRole<'_>,
        (reached, given, doors): (&FixedBitSet, &FixedBitSet, &[(GroupIx, GroupIx)]),
        (resource, ops, grant_ix): (ResourceIx, Ops, GrantIx),
        access: &Access<'_>,
    ) {
        let snapshot = access.snapshot();
        match snapshot.grant(grant_ix).to {
            Grantee::Everyone => self.for_everyone(at, role, (resource, ops), grant_ix, snapshot),
            Grantee::Group(group) if !reached.contains(group.index()) => {}
            Grantee::Group(group) if given.contains(group.index()) => {
                self.for_everyone(at, role, (resource, ops), grant_ix, snapshot);
            }
            Grantee::Group(group) if role.surplus.contains(group.index()) => {
                for (from, to) in doors.iter().filter(|(_, to)| access.graph().brings(*to, group)) {
                    self.through(at, (*from, *to), (resource, ops), snapshot);
                }
            }
            Grantee::Group(group) => {
                let forbidden = role.deny.ops(resource).and(ops);
                self.direct(at, group, (resource, ops, forbidden), grant_ix);
            }
        }
    }

    fn for_everyone(
        &mut self,
        at: u32,
        role: &DesignedRole<'_>,
        (resource, ops): (ResourceIx, Ops),
        grant: GrantIx,
        snapshot: &Snapshot,
    ) {
        let roles = self.everyone.entry(grant).or_default();
        if roles.last() != Some(&at) {
            roles.push(at);
        }
        let forbidden = role.deny.ops(resource).and(ops);
        if !forbidden.is_empty() {
            self.everyone_forbidden.entry(grant).or_insert_with(|| Cells::none(snapshot)).insert(resource, forbidden);
        }
    }

    fn through(&mut self, at: u32, door: (GroupIx, GroupIx), cell: (ResourceIx, Ops), snapshot: &Snapshot) {
        let (from, to) = door;
        let entry = self.implies_more.entry(door).or_insert_with(|| ImpliesMore {
            from,
            to,
            cells: Cells::none(snapshot),
            roles: Vec::new(),
        });
        entry.cells.insert(cell.0, cell.1);
        if entry.roles.last() != Some(&at) {
            entry.roles.push(at);
        }
    }

    fn direct(&mut self, at: u32, group: GroupIx, cell: (ResourceIx, Ops, Ops), grant: GrantIx) {
        let (resource, ops, forbidden) = cell;
        let entry = self.excess.entry((group, resource)).or_insert_with(|| Excess {
            group,
            resource,
            ops: Ops::NONE,
            forbidden: Ops::NONE,
            grants: Vec::new(),
            roles: Vec::new(),
        });
        entry.ops = entry.ops.with(ops);
        entry.forbidden = entry.forbidden.with(forbidden);
        if !entry.grants.contains(&grant) {
            entry.grants.push(grant);
        }
        if entry.roles.last() != Some(&at) {
            entry.roles.push(at);
        }
    }
}

/// The implications through which surplus groups come in: from a designed group to the first that nobody designed.
fn doors(role: &DesignedRole<'_>, access: &Access<'_>) -> Vec<(GroupIx, GroupIx)> {
    let mut designed = role.closure.clone();
    designed.difference_with(&role.surplus);
    designed
        .ones()
        .map(GroupIx::new)
        .flat_map(|from| access.graph().implied(from).iter().map(move |to| (from, *to)))
        .filter(|(_, to)| role.surplus.contains(to.index()))
        .collect()
}
