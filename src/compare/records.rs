//! Record scope: which rows a role's groups reach against which rows the design lets them reach.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::Design;
use super::roles::sets_of_holders;
use crate::access::scope::{Obstacle, Scoped, Scopes};
use crate::access::{Access, Cells};
use crate::model::{GroupIx, OpIx, Ops, Position, RecordScope, ResourceIx, RuleIx, UserIx};
use crate::snapshot::Snapshot;

/// Where roles reach other rows than designed.
#[derive(Debug)]
pub struct RecordPlane<'a> {
    /// The differences; of one role, resource and operation at most one wider and one narrower than designed.
    pub differences: Vec<RecordDifference<'a>>,
    /// Designed scopes that cannot be judged, by role and resource, with what stands in the way. Empty where the rules are
    /// not all in the snapshot: then none can be judged.
    pub undecided: BTreeMap<(u32, ResourceIx), BTreeSet<Obstacle>>,
}

/// A role reaches other rows of a resource than designed, by some operations.
#[derive(Debug, Clone)]
pub struct RecordDifference<'a> {
    /// The role.
    pub role: u32,
    /// On what.
    pub resource: ResourceIx,
    /// By which operations.
    pub ops: Ops,
    /// What the design says.
    pub designed: RecordScope,
    /// Where it says so.
    pub at: &'a Position,
    /// What the rules say.
    pub actual: RecordScope,
    /// Holders of the role whom it concerns.
    pub users: BTreeSet<UserIx>,
    /// The rules that decide.
    pub rules: Vec<RuleIx>,
    /// Rules on the resource for the role's groups that are switched off.
    pub switched_off: Vec<RuleIx>,
}

impl<'a> RecordPlane<'a> {
    /// Compares every designed record scope of every role, operation by operation, for each set of groups that holders of
    /// the role have by it and by ambient groups.
    pub fn of(design: &Design<'a>, access: &Access<'a>, scopes: &Scopes<'a>) -> Self {
        let mut plane = Self { differences: Vec::new(), undecided: BTreeMap::new() };
        if !scopes.is_complete() {
            return plane;
        }
        for (role, role_ix) in design.roles.iter().zip(0u32..).filter(|(role, _)| !role.records.is_empty()) {
            let sets = sets_of_holders(design, role, access);
            let sets: Vec<_> =
                sets.iter().map(|(groups, users)| Set { groups, users, cells: access.cells_of(groups) }).collect();
            for (resource, designed, at) in &role.records {
                let mut found: Vec<RecordDifference<'a>> = Vec::new();
                // What is never limited to own records has no scope of its own to judge.
                let free = if *designed == RecordScope::Own { access.snapshot().semantics.own_free } else { Ops::NONE };
                for op in access.snapshot().all_ops().without(free).iter() {
                    let having = sets.iter().filter(|set| set.cells.has(*resource, op));
                    let (unknown, known): (Vec<_>, Vec<_>) = having
                        .flat_map(|set| set.reached(access, scopes, *resource, op))
                        .partition(|reached| reached.scoped.scope == RecordScope::Unknown);
                    for reached in &unknown {
                        let obstacles = scopes.obstacles(*resource, &reached.scoped);
                        plane.undecided.entry((role_ix, *resource)).or_default().extend(obstacles);
                    }
                    for (Reached { set, scoped, .. }, users) in extremes(&known, *designed) {
                        if let Some(same) = found.iter_mut().find(|same| same.actual == scoped.scope) {
                            same.ops = same.ops.with(Ops::one(op));
                            same.users.extend(users);
                            continue;
                        }
                        found.push(RecordDifference {
                            role: role_ix,
                            resource: *resource,
                            ops: Ops::one(op),
                            designed: *designed,
                            at,
                            actual: scoped.scope,
                            users,
                            rules: scoped.rules.clone(),
                            switched_off: switched_off(access.snapshot(), *resource, set.groups),
                        });
                    }
                }
                plane.differences.extend(found);
            }
        }
        plane
    }
}

/// Groups that holders of a role have by it and by ambient groups.
struct Set<'x> {
    groups: &'x FixedBitSet,
    users: &'x [UserIx],
    cells: Cells,
}

impl Set<'_> {
    /// Which rows an operation reaches for the holders: those whom something limits apart from the others. Where nobody
    /// holds the role, for its groups.
    fn reached<'x>(
        &'x self,
        access: &Access<'_>,
        scopes: &Scopes<'_>,
        resource: ResourceIx,
        op: OpIx,
    ) -> Vec<Reached<'x>> {
        let by_groups = scopes.of(self.groups, false, resource, op);
        let mut by_scope: BTreeMap<RecordScope, Vec<UserIx>> = BTreeMap::new();
        for user in self.users {
            let limits = scopes.limits_on(access, *user, resource);
            let scope = limits.fold(by_groups.scope, |scope, limit| scope.and(limit.leaves));
            by_scope.entry(scope).or_default().push(*user);
        }
        if by_scope.is_empty() {
            by_scope.insert(by_groups.scope, Vec::new());
        }
        let rules = &by_groups.rules;
        let reached = |(scope, users)| Reached { set: self, users, scoped: Scoped { scope, rules: rules.clone() } };
        by_scope.into_iter().map(reached).collect()
    }
}

/// The rows that some holders of a role reach by an operation.
struct Reached<'x> {
    set: &'x Set<'x>,
    users: Vec<UserIx>,
    scoped: Scoped,
}

/// The widest answer that is wider than designed and the narrowest that is narrower, each with everyone on its side.
fn extremes<'x>(
    known: &'x [Reached<'x>],
    designed: RecordScope,
) -> impl Iterator<Item = (&'x Reached<'x>, BTreeSet<UserIx>)> {
    let wider = || known.iter().filter(move |reached| reached.scoped.scope > designed);
    let narrower = || known.iter().filter(move |reached| reached.scoped.scope < designed);
    let users = |reached: &'x Reached<'x>| reached.users.iter().copied();
    let widest =
        wider().max_by_key(|reached| reached.scoped.scope).map(|most| (most, wider().flat_map(users).collect()));
    let narrowest =
        narrower().min_by_key(|reached| reached.scoped.scope).map(|most| (most, narrower().flat_map(users).collect()));
    widest.into_iter().chain(narrowest)
}

fn switched_off(snapshot: &Snapshot, resource: ResourceIx, groups: &FixedBitSet) -> Vec<RuleIx> {
    let applies = |group: &GroupIx| groups.contains(group.index());
    let rules = snapshot.rules.iter().enumerate();
    rules
        .filter(|(_, rule)| rule.resource == resource && !rule.active)
        .filter(|(_, rule)| rule.groups.is_empty() || rule.groups.iter().any(applies))
        .map(|(at, _)| RuleIx::new(at))
        .collect()
}
