//! What accounts can do more or less, told by its cause.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::across::Across;
use super::cause::{Cause, Direction};
use super::guards::rules_of;
use super::rows::Groups;
use super::{AccessChange, CellChange, Change, Compared, Happened, Section, Side, Users};
use crate::access::Profile;
use crate::model::{GroupIx, Ops, RecordScope, ResourceIx, UserIx};
use crate::snapshot::{Domain, MembershipRule};

/// What changed for accounts that are in use in both.
#[derive(Default)]
pub(super) struct Effective {
    pub(super) access: Vec<AccessChange>,
    pub(super) memberships: Vec<Change>,
}

/// Accounts with the same groups before and the same groups now.
#[derive(Default)]
struct Alike<'s> {
    /// All of them.
    logins: Vec<&'s str>,
    /// Those that are in use in both.
    in_use: Vec<&'s str>,
    /// One of them, before and now.
    example: Option<(UserIx, UserIx)>,
}

/// By the profiles before and now.
type Pairs<'s> = BTreeMap<(usize, usize), Alike<'s>>;

/// A resource, which rows before and now, and the operations.
type CellKey = (String, Option<[&'static str; 2]>, Vec<String>);

/// A resource, and which rows before and now.
type Place = (ResourceIx, Option<[&'static str; 2]>);

/// What one cause does.
#[derive(Default)]
struct Effect<'s> {
    users: BTreeSet<&'s str>,
    cells: BTreeMap<CellKey, usize>,
}

pub(super) fn changes(sides: &[Side<'_>; 2], across: &Across, compared: &Compared) -> Effective {
    let mut effective = Effective::default();
    if !compared.has(Domain::Accounts) || !compared.has(Domain::Memberships) {
        return effective;
    }
    let pairs = pairs(sides);
    let [forwards, backwards] = [true, false].map(|gained| Direction::of(sides, across, gained));
    for (gained, direction, back) in [(true, &forwards, &backwards), (false, &backwards, &forwards)] {
        let rules = compared.has(Domain::Records).then(|| changed_rules(sides, across, direction));
        let mut effects: BTreeMap<Cause, Effect<'_>> = BTreeMap::new();
        let mut members: BTreeMap<(String, bool), BTreeSet<&str>> = BTreeMap::new();
        for ((first, second), alike) in &pairs {
            let (before, now) = if gained { (first, second) } else { (second, first) };
            let profiles = (direction.from.access.profiles().get(*before), direction.to.access.profiles().get(*now));
            let (Some(before), Some(now)) = profiles else { continue };
            let causes = direction.causes(before, now);
            let direct: BTreeSet<&String> = causes
                .values()
                .filter_map(|cause| if let Cause::Member(group) = cause { Some(group) } else { None })
                .collect();
            for group in &direct {
                members.entry(((*group).clone(), true)).or_default().extend(&alike.logins);
            }
            for group in written(direction, alike.example, gained).into_iter().filter(|group| !direct.contains(group)) {
                members.entry((group, false)).or_default().extend(&alike.logins);
            }
            if !compared.has(Domain::ModelAccess) || before.superuser || alike.in_use.is_empty() {
                continue;
            }
            for (cause, cells) in found((direction, back), before, now, &causes, rules.as_deref()) {
                let effect = effects.entry(cause).or_default();
                effect.users.extend(&alike.in_use);
                for cell in cells {
                    *effect.cells.entry(cell).or_default() += alike.in_use.len();
                }
            }
        }
        effective.access.extend(effects.into_iter().map(|(cause, effect)| told(&cause, effect, gained)));
        let happened = if gained { Happened::Added } else { Happened::Removed };
        effective.memberships.extend(members.into_iter().map(|((group, counts), users)| Change {
            users: Some(Users::of(users)),
            how: if counts { Vec::new() } else { vec!["they have it by another group, too".to_owned()] },
            ..Change::new(Section::Memberships, happened, format!("group {group}"))
        }));
    }
    effective.access.sort_by(|a, b| {
        // What belongs to resources that only one of them has comes last: an upgrade is full of it.
        let key =
            |one: &AccessChange| (!one.gained, one.by == "grant-on-new-resource", std::cmp::Reverse(one.users.count));
        key(a).cmp(&key(b)).then_with(|| a.cause.cmp(&b.cause))
    });
    effective
}

/// Accounts that both have, by their profiles.
fn pairs<'s>(sides: &[Side<'s>; 2]) -> Pairs<'s> {
    let [before, after] = sides;
    let users = before.snapshot.users.iter().enumerate();
    let first: HashMap<&str, UserIx> = users.map(|(at, user)| (&*user.key, UserIx::new(at))).collect();
    let mut pairs: Pairs<'s> = BTreeMap::new();
    for (at, user) in after.snapshot.users.iter().enumerate() {
        let Some(other) = first.get(&*user.key).copied() else { continue };
        let pair = (before.access.profile_index(other), after.access.profile_index(UserIx::new(at)));
        let alike = pairs.entry(pair).or_default();
        alike.logins.push(&user.key);
        if user.in_use() && before.snapshot.user(other).in_use() {
            alike.in_use.push(&user.key);
        }
        alike.example.get_or_insert((other, UserIx::new(at)));
    }
    pairs
}

/// The groups that are written down for accounts now and were not, where implied ones need not be.
fn written(direction: &Direction<'_, '_>, example: Option<(UserIx, UserIx)>, gained: bool) -> Vec<String> {
    let closure =
        [direction.from, direction.to].iter().all(|side| side.snapshot.semantics.membership == MembershipRule::Closure);
    let Some((first, second)) = example.filter(|_| closure) else { return Vec::new() };
    let (before, now) = if gained { (first, second) } else { (second, first) };
    let had = direction.from.access.held(before);
    let new = |group: &&GroupIx| !direction.bridge.group(**group).is_some_and(|group| had.contains(&group));
    let held = direction.to.access.held(now);
    held.iter().filter(new).map(|group| direction.group(*group).to_owned()).collect()
}

/// By resource of the side that is looked at: whether its record rules are other ones.
fn changed_rules(sides: &[Side<'_>; 2], across: &Across, direction: &Direction<'_, '_>) -> Vec<bool> {
    let [first, second] = rules_of(sides, across);
    let differs = |resource: &ResourceIx| {
        let name = direction.resource(*resource);
        first.get(name) != second.get(name)
    };
    let snapshot = direction.snapshot();
    (0..snapshot.resources.len()).map(|at| snapshot.leans_on(ResourceIx::new(at)).iter().any(differs)).collect()
}

/// What somebody can do now and could not, by cause.
fn found(
    (direction, back): (&Direction<'_, '_>, &Direction<'_, '_>),
    before: &Profile,
    now: &Profile,
    causes: &HashMap<GroupIx, Cause>,
    changed_rules: Option<&[bool]>,
) -> BTreeMap<Cause, BTreeSet<CellKey>> {
    let mut found: BTreeMap<Cause, BTreeMap<Place, Ops>> = BTreeMap::new();
    if now.superuser {
        return BTreeMap::from([(Cause::Superuser, BTreeSet::new())]);
    }
    let bridge = &direction.bridge;
    let groups = Groups::of((direction, back), before, now, causes);
    for (resource, ops) in now.cells.iter() {
        let there = bridge.resource(resource);
        // What nobody can tell is neither gained nor lost.
        let had = there
            .map_or(Ops::NONE, |there| bridge.ops_here(before.cells.ops(there).with(before.unsure_ops(there)), ops));
        for op in ops.without(had).iter() {
            for cause in direction.of_operation((resource, op), causes, now, false) {
                let cell = found.entry(cause).or_default().entry((resource, None)).or_default();
                *cell = cell.with(Ops::one(op));
            }
        }
        let Some((there, changed_rules)) = there.zip(changed_rules) else { continue };
        let changed = changed_rules.get(resource.index()).copied().unwrap_or_default();
        let own = !before.own_ops(there).is_empty();
        if !changed && groups.unmoved() && !own {
            continue;
        }
        for op in ops.and(had).iter() {
            let Some(other) = bridge.op(op) else { continue };
            if !before.cells.has(there, other) {
                continue;
            }
            let was = direction.from.scopes.of(&before.groups, false, there, other).scope;
            let is = direction.to.scopes.of(&now.groups, false, resource, op).scope;
            if is <= was || is == RecordScope::Unknown || was == RecordScope::Unknown {
                continue;
            }
            let of_rules = || {
                if changed {
                    vec![Cause::Rules(direction.resource(resource).to_owned())]
                } else {
                    direction.of_operation((resource, op), causes, now, before.own_ops(there).has(other))
                }
            };
            for (rows, because) in groups.steps(direction, (resource, op), [was, is], of_rules) {
                for cause in because {
                    let place = (resource, Some(rows.map(RecordScope::word)));
                    let cell = found.entry(cause).or_default().entry(place).or_default();
                    *cell = cell.with(Ops::one(op));
                }
            }
        }
    }
    let snapshot = direction.snapshot();
    let named = |((resource, rows), ops): (Place, Ops)| {
        let mut names: Vec<String> = snapshot.op_names(ops).into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        (direction.resource(resource).to_owned(), rows, names)
    };
    found.into_iter().map(|(cause, cells)| (cause, cells.into_iter().map(named).collect())).collect()
}

fn told(cause: &Cause, effect: Effect<'_>, gained: bool) -> AccessChange {
    let cells = effect.cells.into_iter().map(|((resource, rows, ops), users)| {
        // Seen from behind, what was reached now is what was reached before.
        let rows = rows.map(|[a, b]| if gained { [a, b] } else { [b, a] });
        CellChange { resource, ops, rows, users }
    });
    AccessChange {
        gained,
        cause: cause.words(gained),
        by: cause.kind(),
        users: Users::of(effect.users),
        cells: cells.collect(),
    }
}
