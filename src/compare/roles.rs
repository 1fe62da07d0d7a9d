//! The role plane: what a role's groups give against the role's cells, merged at the row or implication that causes it.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{Design, DesignedRole};
use crate::access::{Access, Cells};
use crate::model::{GrantIx, GroupIx, Ops, Position, ResourceIx, UserIx};
use crate::snapshot::{Grantee, Snapshot};

/// Where roles and their groups differ.
#[derive(Debug)]
pub struct RolePlane<'a> {
    /// Rows of designed groups that give more than designed.
    pub excess: Vec<Excess>,
    /// Designed groups that bring groups nobody designed, which give more than designed.
    pub implies_more: Vec<ImpliesMore>,
    /// Rows for everyone, or for a group that the ERP gives by itself, that some role's design does not have, with those
    /// roles.
    pub everyone: BTreeMap<GrantIx, Vec<u32>>,
    /// Designed access that the groups do not give.
    pub missing: Vec<MissingAccess<'a>>,
    /// Cells that one role of a user allows or gives and another denies.
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

/// Users hold two roles of which one allows or gives what the other denies.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// The role that allows.
    pub allows: u32,
    /// The role that denies.
    pub denies: u32,
    /// The cells.
    pub cells: Cells,
    /// Users with both roles that are in use, in order.
    pub users: Vec<UserIx>,
}

impl<'a> RolePlane<'a> {
    /// Compares every role.
    pub fn of(design: &Design<'a>, access: &Access<'a>) -> Self {
        let mut merged = Merged::default();
        let (mut missing, mut gives) = (Vec::new(), Vec::new());
        let grantable = grantable(access.snapshot());
        for (role, at) in design.roles.iter().zip(0u32..) {
            let reached = reached(design, role, access);
            let actual = access.cells_of(&reached);
            let excess = excess_of(design, role, &actual);
            merged.blame(at, role, &reached, &excess, (access, &design.given));
            missing.extend(missing_of(at, role, &access.cells_of(&role.closure), &grantable, access.snapshot()));
            gives.push(Gives { untold: actual.beyond(&excess), reached });
        }
        Self {
            excess: merged.excess.into_values().collect(),
            implies_more: merged.implies_more.into_values().collect(),
            everyone: merged.everyone,
            missing,
            contradictions: contradictions(design, access, &gives),
        }
    }
}

/// What the groups of a role give.
struct Gives {
    /// The groups.
    reached: FixedBitSet,
    /// What of it is no excess of the role: designed, or outside the scope and not denied.
    untold: Cells,
}

/// The groups of the role with the ambient ones that holders of it happen to hold, each distinct set with its holders.
/// Where nobody holds the role, its own groups.
pub(super) fn sets_of_holders(
    design: &Design<'_>,
    role: &DesignedRole<'_>,
    access: &Access<'_>,
) -> BTreeMap<FixedBitSet, Vec<UserIx>> {
    if design.ambient.is_clear() || role.holders.is_empty() {
        return BTreeMap::from([(role.closure.clone(), role.holders.clone())]);
    }
    let mut by_profile: BTreeMap<usize, Vec<UserIx>> = BTreeMap::new();
    for user in &role.holders {
        by_profile.entry(access.profile_index(*user)).or_default().push(*user);
    }
    let mut sets: BTreeMap<FixedBitSet, Vec<UserIx>> = BTreeMap::new();
    for (profile, users) in by_profile {
        let mut groups = access.profiles().get(profile).map_or_else(FixedBitSet::new, |profile| profile.groups.clone());
        groups.intersect_with(&design.ambient);
        groups.union_with(&role.closure);
        sets.entry(groups).or_default().extend(users);
    }
    sets
}

/// The groups of the role, and the ambient ones that any holder of it happens to hold.
fn reached(design: &Design<'_>, role: &DesignedRole<'_>, access: &Access<'_>) -> FixedBitSet {
    let mut reached = access.graph().no_groups();
    for groups in sets_of_holders(design, role, access).keys() {
        reached.union_with(groups);
    }
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
    grantable: &FixedBitSet,
    snapshot: &Snapshot,
) -> impl Iterator<Item = MissingAccess<'a>> {
    let mut designed = role.allow.clone();
    designed.remove(&role.deny);
    let lacking: Vec<(ResourceIx, Ops)> = designed.beyond(actual).iter().collect();
    let named = |key: &str| {
        let exact = |rule: &crate::rolemap::CellRule| rule.resource.value.as_str() == key;
        role.lineage.iter().any(|role| role.grants.iter().any(exact))
    };
    let found: Vec<MissingAccess<'a>> = lacking
        .into_iter()
        .filter(|(resource, _)| named(&snapshot.resource(*resource).key) || grantable.contains(resource.index()))
        .map(|(resource, ops)| {
            let designed_at = role.designed_at(&snapshot.resource(resource).key);
            MissingAccess { role: at, resource, ops, at: designed_at }
        })
        .collect();
    found.into_iter()
}

/// Resources with any row at all, switched off or not.
pub fn grantable(snapshot: &Snapshot) -> FixedBitSet {
    snapshot.grants.iter().map(|grant| grant.resource.index()).collect()
}

#[derive(Default)]
struct Merged {
    excess: BTreeMap<(GroupIx, ResourceIx), Excess>,
    implies_more: BTreeMap<(GroupIx, GroupIx), ImpliesMore>,
    everyone: BTreeMap<GrantIx, Vec<u32>>,
}

impl Merged {
    /// Finds the rows behind a role's excess and the implication that brought each, if one did.
    fn blame(
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
            let ops = excess.ops(grant.resource).and(grant.ops);
            if !grant.active || grant.level > 0 || ops.is_empty() {
                continue;
            }
            match grant.to {
                Grantee::Everyone => self.everyone.entry(grant_ix).or_default().push(at),
                Grantee::Group(group) if !reached.contains(group.index()) => {}
                Grantee::Group(group) if given.contains(group.index()) => {
                    self.everyone.entry(grant_ix).or_default().push(at);
                }
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

/// Cells that one role allows by name, or that its groups give to somebody with both roles, and that the other role
/// denies. What they have through the denying role's own groups is that role's excess, and told there.
fn contradictions(design: &Design<'_>, access: &Access<'_>, gives: &[Gives]) -> Vec<Contradiction> {
    let mut pairs: BTreeMap<(u32, u32), Vec<UserIx>> = BTreeMap::new();
    for (at, roles) in design.roles_of.iter().enumerate() {
        let user = UserIx::new(at);
        if roles.len() > 1 && access.snapshot().user(user).in_use() {
            for allows in roles {
                for denies in roles.iter().filter(|denies| *denies != allows) {
                    pairs.entry((*allows, *denies)).or_default().push(user);
                }
            }
        }
    }
    let of_pair = |((allows, denies), users): ((u32, u32), Vec<UserIx>)| {
        let (role, other) = (design.role(allows), design.role(denies));
        let (given, own) = (gives.get(allows as usize)?, gives.get(denies as usize)?);
        let mut given = given.untold.clone();
        given.keep(&other.deny);
        if !given.is_empty() {
            given.keep(&held_beyond(&own.reached, &users, access));
        }
        let mut cells = role.allow.beyond(&role.deny);
        cells.keep(&other.deny);
        cells.add(&given);
        (!cells.is_empty()).then_some(Contradiction { allows, denies, cells, users })
    };
    pairs.into_iter().filter_map(of_pair).collect()
}

/// What any of the users can do that these groups of theirs do not give.
fn held_beyond(groups: &FixedBitSet, users: &[UserIx], access: &Access<'_>) -> Cells {
    let profiles: BTreeSet<usize> = users.iter().map(|user| access.profile_index(*user)).collect();
    let mut cells = Cells::none(access.snapshot());
    for profile in profiles.into_iter().filter_map(|at| access.profiles().get(at)) {
        let mut own = profile.groups.clone();
        own.intersect_with(groups);
        cells.add(&profile.cells.beyond(&access.cells_of(&own)));
    }
    cells
}
