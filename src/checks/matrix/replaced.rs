//! What rows that replace all shipped ones of a resource changed, by group.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{GrantIx, GroupIx, Ops, ResourceIx, Verb};
use crate::snapshot::{Grant, Grantee, Snapshot, UserKind};

/// A kind of row: the level of the fields that it speaks about, and whether it is for own records alone.
type Kind = (u32, bool);

/// Rows about the resource, on all its records.
const ALL: Kind = (0, false);
/// Rows about the resource, on own records alone.
const OWN: Kind = (0, true);

/// What rows give, by their kind.
type Kinds = BTreeMap<Kind, Ops>;

/// The same, by whom they speak to.
type Given = BTreeMap<Grantee, Kinds>;

/// What one group has on a resource that it did not have as shipped, and the other way round.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) gained: Kinds,
    pub(super) lost: Kinds,
    /// Had on all records, and has on own records alone.
    pub(super) narrowed: Ops,
}

impl Change {
    fn of(before: &Kinds, after: &Kinds) -> Self {
        let (all_before, own_after) = (of_kind(before, ALL), of_kind(after, OWN));
        let mut change = Self { gained: beyond(after, before), lost: beyond(before, after), narrowed: Ops::NONE };
        // Own records are among all records, so what is left of all of them is neither gained nor wholly lost.
        change.narrowed = all_before.and(own_after);
        trim(&mut change.gained, OWN, all_before);
        trim(&mut change.lost, ALL, own_after);
        trim(&mut change.lost, OWN, of_kind(after, ALL));
        change
    }

    fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.narrowed.is_empty()
    }
}

/// A resource whose shipped rows are replaced by others that do not say the same.
#[derive(Debug)]
pub(super) struct Replaced {
    pub(super) resource: ResourceIx,
    pub(super) changes: BTreeMap<GroupIx, Change>,
    /// The rows that count instead.
    pub(super) rows: Vec<GrantIx>,
}

/// The resources, in order. What replaced rows give to groups that nobody is made a member of has findings of its own
/// (`grant-to-everyone`, `grant-to-anonymous`) and is left out.
pub(super) fn of(snapshot: &Snapshot) -> Vec<Replaced> {
    let is_replaced = |(_, grant): &(usize, &Grant)| grant.superseded;
    let replaced: BTreeSet<ResourceIx> =
        snapshot.grants.iter().enumerate().filter(is_replaced).map(|(_, grant)| grant.resource).collect();
    let mut rows: BTreeMap<ResourceIx, Vec<GrantIx>> = BTreeMap::new();
    for (at, grant) in snapshot.grants.iter().enumerate().filter(|(_, grant)| replaced.contains(&grant.resource)) {
        if grant.active || grant.superseded {
            rows.entry(grant.resource).or_default().push(GrantIx::new(at));
        }
    }
    let differing = rows.into_iter().filter_map(|(resource, rows)| {
        let (shipped, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| snapshot.grant(*row).superseded);
        let changes = changes(snapshot, &given(snapshot, &shipped), &given(snapshot, &rows));
        (!changes.is_empty()).then_some(Replaced { resource, changes, rows })
    });
    differing.collect()
}

/// What rows of one resource have an effect on, so that two ways to say the same thing are equal.
fn given(snapshot: &Snapshot, rows: &[GrantIx]) -> Given {
    let semantics = &snapshot.semantics;
    let of_fields = snapshot
        .ops_of(Verb::Read)
        .with(snapshot.ops_of(Verb::Write))
        .with(semantics.unmask.map_or(Ops::NONE, Ops::one));
    let mut given = Given::new();
    let mut add = |to: Grantee, kind: Kind, ops: Ops| {
        if !ops.is_empty() {
            let known = given.entry(to).or_default().entry(kind).or_default();
            *known = known.with(ops);
        }
    };
    for grant in rows.iter().map(|row| snapshot.grant(*row)) {
        let ops = grant.ops.without(snapshot.resource(grant.resource).closed);
        match (grant.level, grant.own) {
            (0, false) => add(grant.to, ALL, ops),
            (0, true) => {
                add(grant.to, ALL, ops.and(semantics.own_free));
                add(grant.to, OWN, ops.without(semantics.own_free));
            }
            (level, _) => add(grant.to, (level, false), ops.and(of_fields)),
        }
    }
    for kinds in given.values_mut() {
        let all = of_kind(kinds, ALL);
        trim(kinds, OWN, all);
    }
    given
}

fn changes(snapshot: &Snapshot, shipped: &Given, now: &Given) -> BTreeMap<GroupIx, Change> {
    let mut changes: BTreeMap<GroupIx, Change> = BTreeMap::new();
    let whom: BTreeSet<Grantee> = shipped.keys().chain(now.keys()).copied().collect();
    for to in whom {
        let Grantee::Group(ix) = to else { continue };
        let none = Kinds::new();
        let (before, after) = (shipped.get(&to).unwrap_or(&none), now.get(&to).unwrap_or(&none));
        let mut change = Change::of(before, after);
        let group = snapshot.group(ix);
        if group.given_to.is_some() || group.makes == Some(UserKind::Anonymous) {
            change.gained.clear();
        }
        if !change.is_empty() {
            changes.insert(ix, change);
        }
    }
    changes
}

/// What is in the first and not in the second, kind by kind.
fn beyond(some: &Kinds, other: &Kinds) -> Kinds {
    let beyond = some.iter().map(|(kind, ops)| (*kind, ops.without(of_kind(other, *kind))));
    beyond.filter(|(_, ops)| !ops.is_empty()).collect()
}

fn of_kind(kinds: &Kinds, kind: Kind) -> Ops {
    kinds.get(&kind).copied().unwrap_or_default()
}

/// Takes operations out of one kind.
fn trim(kinds: &mut Kinds, kind: Kind, ops: Ops) {
    if let Some(known) = kinds.get_mut(&kind) {
        *known = known.without(ops);
    }
    kinds.retain(|_, ops| !ops.is_empty());
}
