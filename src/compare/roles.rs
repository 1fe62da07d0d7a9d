//! The role plane: what a role's groups give against the role's cells, merged at the row or implication that causes it.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::blame::Merged;
use super::{Design, DesignedRole};
use crate::access::{Access, Cells};
use crate::model::{GrantIx, GroupIx, Ops, Position, ResourceIx, UserIx};
use crate::snapshot::Snapshot;

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
    /// Of those rows, what the design of some role denies by name.
    pub everyone_forbidden: BTreeMap<GrantIx, Cells>,
    /// Resources that are open to roles whose design does not have it, because no row speaks to them.
    pub open: BTreeMap<ResourceIx, OpenAccess>,
    /// Of each role, the cells of which the source does not tell whether they are allowed, and on which it depends whether the
    /// role is as designed.
    pub undecided: BTreeMap<u32, Cells>,
    /// Designed access that the groups do not give.
    pub missing: Vec<MissingAccess<'a>>,
    /// Cells that one role of a user allows or gives and another denies.
    pub contradictions: Vec<Contradiction>,
    /// What each role's groups give, by the role's position, and what of it is too much.
    pub gives: Vec<RoleGives>,
}

/// What the groups of a role give.
#[derive(Debug, Clone)]
pub struct RoleGives {
    /// All of it.
    pub actual: Cells,
    /// What of it is more than designed.
    pub excess: Cells,
}

/// No row speaks to roles about a resource, and so it is open to them.
#[derive(Debug, Clone, Default)]
pub struct OpenAccess {
    /// What is too much.
    pub ops: Ops,
    /// What the design denies by name, of those.
    pub forbidden: Ops,
    /// The roles whose design does not have it.
    pub roles: Vec<u32>,
    /// The roles whose design denies some of it by name.
    pub forbidding: Vec<u32>,
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
        let (mut missing, mut gives, mut told) = (Vec::new(), Vec::new(), Vec::new());
        let mut undecided = BTreeMap::new();
        let grantable = grantable(access.snapshot());
        for (role, at) in design.roles.iter().zip(0u32..) {
            let reached = reached(design, role, access);
            let actual = access.cells_of(&reached);
            let excess = excess_of(design, role, &actual);
            merged.blame(at, role, &reached, &excess, (access, &design.given));
            let mut given = access.cells_of(&role.closure);
            if let Some(unsure) = access.unsure_of(&reached).map(|unsure| unsure_of(design, role, unsure)) {
                given.add(&unsure);
                undecided.insert(at, unsure);
            }
            missing.extend(missing_of(at, role, &given, &grantable, access.snapshot()));
            gives.push(Gives { untold: actual.beyond(&excess), reached });
            told.push(RoleGives { actual, excess });
        }
        Self {
            excess: merged.excess.into_values().collect(),
            implies_more: merged.implies_more.into_values().collect(),
            everyone: merged.everyone,
            everyone_forbidden: merged.everyone_forbidden,
            open: merged.open,
            undecided: undecided.into_iter().filter(|(_, cells): &(u32, Cells)| !cells.is_empty()).collect(),
            missing,
            contradictions: contradictions(design, access, &gives),
            gives: told,
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

/// Of the cells of which nobody knows whether they are open, those on which the design depends: asked for, or in scope and
/// not by design.
fn unsure_of(design: &Design<'_>, role: &DesignedRole<'_>, mut unsure: Cells) -> Cells {
    let outside: Vec<(ResourceIx, Ops)> =
        unsure.iter().filter(|(resource, _)| !design.scope.contains(resource.index())).collect();
    for (resource, ops) in outside {
        unsure.take(resource, ops.without(role.allow.ops(resource)).without(role.deny.ops(resource)));
    }
    let mut by_design = role.included.clone();
    for asked in [&role.deny, &role.allow] {
        by_design.remove(asked);
    }
    unsure.remove(&by_design);
    unsure
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

/// Resources with any row at all, switched off or not, and those that are open without one.
pub fn grantable(snapshot: &Snapshot) -> FixedBitSet {
    let resources = snapshot.resources.iter().enumerate();
    let open = resources.filter(|(_, resource)| !resource.unguarded.is_empty()).map(|(at, _)| at);
    snapshot.grants.iter().map(|grant| grant.resource.index()).chain(open).collect()
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
