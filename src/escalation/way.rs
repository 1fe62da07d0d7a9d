//! An edge of the policy in one system: who holds it, and what brings it to them.

use std::collections::HashMap;

use super::conditions;
use crate::access::scope::{Obstacle, Scopes};
use crate::access::{Access, Profile};
use crate::model::{GrantIx, GroupIx, OpIx, Ops, RecordScope, ResourceIx, Verb};
use crate::policy::{Doing, EscalationEdge};
use crate::snapshot::{Field, Grantee, Snapshot};

/// An edge of the policy that exists in a system.
#[derive(Debug)]
pub struct Way<'p> {
    /// The edge.
    pub rule: &'p EscalationEdge,
    needs: Vec<Need>,
    /// Groups of which one is asked for; nothing where none is.
    groups: Option<Vec<GroupIx>>,
    /// What is not known about the system.
    doubts: Vec<String>,
}

/// Cells of which one is needed.
type Need = Vec<Cell>;

/// Operations on a resource of which one is needed, and a field on top.
#[derive(Debug)]
struct Cell {
    resource: ResourceIx,
    ops: Ops,
    field: Option<String>,
    /// Active rows that give some of it.
    rows: Vec<GrantIx>,
}

/// What brings a way to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Whoever reaches the system.
    Everyone,
    /// Whoever signs in: no row speaks, and the ERP allows by default.
    SignedIn,
    /// A group.
    Group(GroupIx),
}

/// A way in somebody's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// A position in [`Escalations::ways`](super::Escalations::ways).
    pub way: usize,
    /// What brings it, in order; one is enough.
    pub causes: Vec<Cause>,
    /// A row that gives it, where one does.
    pub row: Option<GrantIx>,
    /// What is not known about it.
    pub doubts: Vec<String>,
}

impl<'p> Way<'p> {
    /// The ways of a policy that exist in a system, those first about which everything is known.
    pub(super) fn all(access: &Access<'_>, edges: &'p [EscalationEdge]) -> Vec<Self> {
        let snapshot = access.snapshot();
        let resources: HashMap<&str, ResourceIx> = snapshot
            .resources
            .iter()
            .enumerate()
            .map(|(at, resource)| (resource.key.as_str(), ResourceIx::new(at)))
            .collect();
        let rows = rows_by_resource(access);
        let mut ways: Vec<Self> = edges.iter().filter_map(|edge| Self::of(snapshot, &resources, &rows, edge)).collect();
        ways.sort_by_key(|way| !way.doubts.is_empty());
        ways
    }

    fn of(
        snapshot: &Snapshot,
        resources: &HashMap<&str, ResourceIx>,
        rows: &[Vec<GrantIx>],
        rule: &'p EscalationEdge,
    ) -> Option<Self> {
        let doubts = conditions::doubts(snapshot, rule)?;
        let need = |doing: &Doing| -> Option<Need> {
            let named = |name: &String| snapshot.operations.iter().position(|op| op.name == *name);
            let ops = doing.ops.iter().filter_map(named).fold(Ops::NONE, |ops, at| ops.with(Ops::one(OpIx::new(at))));
            let cell = |resource: ResourceIx| Cell {
                resource,
                ops,
                field: doing.field.clone(),
                rows: rows.get(resource.index()).map_or(Vec::new(), |rows| {
                    rows.iter().copied().filter(|row| !snapshot.grant(*row).ops.and(ops).is_empty()).collect()
                }),
            };
            let has_field = |resource: &ResourceIx| {
                let field = doing.field.as_deref();
                snapshot.fields_of(*resource).is_empty()
                    || field.is_none_or(|field| snapshot.field(*resource, field).is_some())
            };
            let found = doing.on.iter().filter_map(|name| resources.get(name.as_str()).copied());
            let cells: Need = found.filter(has_field).map(cell).collect();
            (!cells.is_empty() && !ops.is_empty()).then_some(cells)
        };
        let needs = rule.needs.iter().map(need).collect::<Option<Vec<_>>>()?;
        let groups: Vec<GroupIx> = (0..snapshot.groups.len())
            .map(GroupIx::new)
            .filter(|group| rule.groups.contains(&snapshot.group(*group).key))
            .collect();
        if !rule.groups.is_empty() && groups.is_empty() {
            return None;
        }
        Some(Self { rule, needs, groups: (!rule.groups.is_empty()).then_some(groups), doubts })
    }

    /// The way in the hands of whoever has a profile; nothing where it is not.
    pub(super) fn held_by(
        &self,
        at: usize,
        access: &Access<'_>,
        scopes: &Scopes<'_>,
        profile: &Profile,
    ) -> Option<Held> {
        let mut doubts = self.doubts.clone();
        let mut found: Option<(Vec<Cause>, Option<GrantIx>)> = None;
        for need in &self.needs {
            let (causes, row) = need.iter().find_map(|cell| cell.held_by(access, scopes, profile, &mut doubts))?;
            // Of several needs, the one that not everybody fulfils is what brings the way.
            let common = found.as_ref().is_none_or(|(causes, _)| !matches!(causes.first(), Some(Cause::Group(_))));
            if common {
                found = Some((causes, row));
            }
        }
        let (mut causes, row) = found.unwrap_or_else(|| (vec![Cause::Everyone], None));
        if let Some(groups) = &self.groups {
            let held = groups.iter().filter(|group| profile.groups.contains(group.index()));
            causes = held.map(|group| Cause::Group(*group)).collect();
            if causes.is_empty() {
                return None;
            }
        }
        doubts.dedup();
        Some(Held { way: at, causes, row, doubts })
    }

    /// The resources that a way leads through with the rows that give them, where they are all that is asked of people.
    pub(super) fn through(&self) -> impl Iterator<Item = (ResourceIx, &[GrantIx])> {
        let one = match self.needs.as_slice() {
            [need] if self.groups.is_none() => need.as_slice(),
            _ => &[],
        };
        one.iter().map(|cell| (cell.resource, cell.rows.as_slice()))
    }
}

impl Cell {
    fn held_by(
        &self,
        access: &Access<'_>,
        scopes: &Scopes<'_>,
        profile: &Profile,
        doubts: &mut Vec<String>,
    ) -> Option<(Vec<Cause>, Option<GrantIx>)> {
        let snapshot = access.snapshot();
        let given = profile.cells.ops(self.resource).and(self.ops).without(profile.own_ops(self.resource));
        if given.is_empty() {
            return None;
        }
        let key = &snapshot.resource(self.resource).key;
        let mut doubt = None;
        if let Some(name) = &self.field {
            let verb = if given.without(snapshot.ops_of(Verb::Read)).is_empty() { Verb::Read } else { Verb::Write };
            let admitted = snapshot
                .field(self.resource, name)
                .and_then(|field: &Field| access.admits(field, &profile.groups, verb));
            match admitted {
                Some(true) => {}
                Some(false) => return None,
                None => doubt = Some(format!("whether the field `{name}` of {key} is open to them is not known")),
            }
        }
        let (mut reached, mut certain) = (Ops::NONE, false);
        for op in given.iter() {
            let scoped = scopes.of(&profile.groups, false, self.resource, op);
            let creates = snapshot.ops_of(Verb::Create).has(op);
            let unread = || scopes.obstacles(self.resource, &scoped).any(|found| matches!(found, Obstacle::Rule(_)));
            match scoped.scope {
                RecordScope::None => {}
                RecordScope::Own if !creates => {}
                RecordScope::Unknown if !scopes.is_complete() || unread() => reached = reached.with(Ops::one(op)),
                _ => {
                    reached = reached.with(Ops::one(op));
                    certain = true;
                }
            }
        }
        if reached.is_empty() {
            return None;
        }
        doubts.extend(doubt);
        if !certain {
            doubts.push(format!("which records of {key} they reach is not known"));
        }
        let gives = |row: &&GrantIx| {
            let grant = snapshot.grant(**row);
            let speaks = match grant.to {
                Grantee::Everyone => true,
                Grantee::Group(group) => profile.groups.contains(group.index()),
            };
            speaks && !grant.ops.and(reached).is_empty()
        };
        let rows: Vec<GrantIx> = self.rows.iter().filter(gives).copied().collect();
        let mut causes: Vec<Cause> = rows
            .iter()
            .map(|row| match snapshot.grant(*row).to {
                Grantee::Everyone => Cause::Everyone,
                Grantee::Group(group) => Cause::Group(group),
            })
            .collect();
        causes.sort_unstable();
        causes.dedup();
        if causes.is_empty() {
            causes.push(Cause::SignedIn);
        }
        Some((causes, rows.first().copied()))
    }
}

/// Rows that allow on more than own records, by each resource that they count for.
fn rows_by_resource(access: &Access<'_>) -> Vec<Vec<GrantIx>> {
    let snapshot = access.snapshot();
    let mut rows = vec![Vec::new(); snapshot.resources.len()];
    for (at, grant) in snapshot.grants.iter().enumerate() {
        if !grant.active || grant.superseded || grant.own || grant.level > 0 {
            continue;
        }
        for resource in std::iter::once(&grant.resource).chain(access.counts_for(grant.resource)) {
            if let Some(rows) = rows.get_mut(resource.index()) {
                rows.push(GrantIx::new(at));
            }
        }
    }
    rows.iter_mut().for_each(|rows| rows.dedup());
    rows
}
