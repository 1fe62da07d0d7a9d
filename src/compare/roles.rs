//! The role plane: what a role's groups give against the role's cells, merged at the row or implication that causes it.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{Design, DesignedRole};
use crate::access::{Access, Cells};
use crate::model::{GrantIx, GroupIx, Ops, Position, ResourceIx};
use crate::snapshot::{Grantee, Snapshot};

/// Where roles and their groups differ.
#[derive(Debug)]
pub struct RolePlane<'a> {
    /// Rows of designed groups that give more than designed.
    pub excess: Vec<Excess>,
    /// Designed groups that bring groups nobody designed, which give more than designed.
    pub implies_more: Vec<ImpliesMore>,
    /// Rows for everyone that some role's design does not have, with those roles.
    pub everyone: BTreeMap<GrantIx, Vec<u32>>,
    /// Designed access that the groups do not give.
    pub missing: Vec<MissingAccess<'a>>,
    /// Cells that one role of a user allows and another denies.
    pub contradictions: Vec<Contradiction>,
}

/// Rows of one group on one resource give operations that roles with the group should not have.
#[derive(Debug, Clone)]
pub struct Excess {
    /// The group of the rows.
    pub group: GroupIx,
    /// On what.
    pub resource: ResourceIx,
    /// What is too much.
    pub ops: Ops,
    /// What the design denies by name, of those.
    pub forbidden: Ops,
    /// The rows.
    pub grants: Vec<GrantIx>,
    /// The roles that come by it.
    pub roles: Vec<u32>,
}

/// A designed group brings one that nobody designed.
#[derive(Debug, Clone)]
pub struct ImpliesMore {
    /// The designed group.
    pub from: GroupIx,
    /// What it brings.
    pub to: GroupIx,
    /// What is too much because of it.
    pub cells: Cells,
    /// The roles that come by it.
    pub roles: Vec<u32>,
}

/// A role's groups do not give what the design gives.
#[derive(Debug, Clone)]
pub struct MissingAccess<'a> {
    /// The role.
    pub role: u32,
    /// On what.
    pub resource: ResourceIx,
    /// What is missing.
    pub ops: Ops,
    /// Where it is designed.
    pub at: &'a Position,
}

/// Users hold two roles of which one allows what the other denies.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// The role that allows.
    pub allows: u32,
    /// The role that denies.
    pub denies: u32,
    /// The cells.
    pub cells: Cells,
}

impl<'a> RolePlane<'a> {
    /// Compares every role.
    pub fn of(design: &Design<'a>, access: &Access<'a>) -> Self {
        let mut merged = Merged::default();
        let mut missing = Vec::new();
        for (role, at) in design.roles.iter().zip(0u32..) {
            let reached = reached(design, role, access);
            merged.blame(at, role, &reached, &excess_of(design, role, &access.cells_of(&reached)), access);
            missing.extend(missing_of(at, role, &access.cells_of(&role.closure), access.snapshot()));
        }
        Self {
            excess: merged.excess.into_values().collect(),
            implies_more: merged.implies_more.into_values().collect(),
            everyone: merged.everyone,
            missing,
            contradictions: contradictions(design),
        }
    }
}

/// The groups of the role, and the ambient ones that holders of it happen to hold.
fn reached(design: &Design<'_>, role: &DesignedRole<'_>, access: &Access<'_>) -> FixedBitSet {
    let mut reached = access.graph().no_groups();
    if !design.ambient.is_clear() {
        let profiles: BTreeSet<usize> = role.holders.iter().map(|user| access.profile_index(*user)).collect();
        for profile in profiles.into_iter().filter_map(|at| access.profiles().get(at)) {
            reached.union_with(&profile.groups);
        }
        reached.intersect_with(&design.ambient);
    }
    reached.union_with(&role.closure);
    reached
}

/// What the role has beyond its design: in scope not allowed, or anywhere denied.
fn excess_of(design: &Design<'_>, role: &DesignedRole<'_>, actual: &Cells) -> Cells {
    let mut excess = actual.beyond(&role.may());
    let outside: Vec<(ResourceIx, Ops)> =
        excess.iter().filter(|(resource, _)| !design.scope.contains(resource.index())).collect();
    for (resource, ops) in outside {
        excess.take(resource, ops.without(role.deny.ops(resource)));
    }
    excess
}

/// Designed cells that the groups do not give. A family such as `sale.*` asks only for resources that anyone can be
/// granted at all; a resource that is named asks in any case.
fn missing_of<'a>(
    at: u32,
    role: &DesignedRole<'a>,
    actual: &Cells,
    snapshot: &Snapshot,
) -> impl Iterator<Item = MissingAccess<'a>> {
    let mut designed = role.allow.clone();
    designed.remove(&role.deny);
    let lacking: Vec<(ResourceIx, Ops)> = designed.beyond(actual).iter().collect();
    let grantable = |resource: ResourceIx| snapshot.grants.iter().any(|grant| grant.resource == resource);
    let named = |key: &str| {
        let exact = |rule: &crate::rolemap::CellRule| rule.resource.value.as_str() == key;
        role.lineage.iter().any(|role| role.grants.iter().any(exact))
    };
    let found: Vec<MissingAccess<'a>> = lacking
        .into_iter()
        .filter(|(resource, _)| named(&snapshot.resource(*resource).key) || grantable(*resource))
        .map(|(resource, ops)| {
            let designed_at = role.designed_at(&snapshot.resource(resource).key);
            MissingAccess { role: at, resource, ops, at: designed_at }
        })
        .collect();
    found.into_iter()
}

#[derive(Default)]
struct Merged {
    excess: BTreeMap<(GroupIx, ResourceIx), Excess>,
    implies_more: BTreeMap<(GroupIx, GroupIx), ImpliesMore>,
    everyone: BTreeMap<GrantIx, Vec<u32>>,
}

impl Merged {
    /// Finds the rows behind a role's excess and the implication that brought each, if one did.
    fn blame(&mut self, at: u32, role: &DesignedRole<'_>, reached: &FixedBitSet, excess: &Cells, access: &Access<'_>) {
        if excess.is_empty() {
            return;
        }
        let snapshot = access.snapshot();
        let doors = doors(role, access);
        for (grant, grant_ix) in snapshot.grants.iter().zip(0..).map(|(grant, ix)| (grant, GrantIx(ix))) {
            let ops = excess.ops(grant.resource).and(grant.ops);
            if !grant.active || ops.is_empty() {
                continue;
            }
            match grant.to {
                Grantee::Everyone => self.everyone.entry(grant_ix).or_default().push(at),
                Grantee::Group(group) if !reached.contains(group.index()) => {}
                Grantee::Group(group) if role.surplus.contains(group.index()) => {
                    for (from, to) in doors.iter().filter(|(_, to)| access.graph().brings(*to, group)) {
                        self.through(at, (*from, *to), (grant.resource, ops), snapshot);
                    }
                }
                Grantee::Group(group) => {
                    let forbidden = role.deny.ops(grant.resource).and(ops);
                    self.direct(at, group, (grant.resource, ops, forbidden), grant_ix);
                }
            }
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

/// Cells that one role allows and another denies, for pairs of roles that someone holds together.
fn contradictions(design: &Design<'_>) -> Vec<Contradiction> {
    let mut pairs = BTreeSet::new();
    for roles in &design.roles_of {
        for allows in roles {
            pairs.extend(roles.iter().filter(|denies| *denies != allows).map(|denies| (*allows, *denies)));
        }
    }
    pairs
        .into_iter()
        .filter_map(|(allows, denies)| {
            let mut cells = design.role(allows).allow.clone();
            cells.remove(&design.role(allows).deny);
            cells.keep(&design.role(denies).deny);
            (!cells.is_empty()).then_some(Contradiction { allows, denies, cells })
        })
        .collect()
}
