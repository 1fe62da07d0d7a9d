//! Random systems: knotted implications, holes in stored memberships, rows twice, rows without a group, rows switched off.

use std::fmt;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rolecall::model::{GroupIx, Operation, Ops, Origin, ResourceIx, UserIx, Verb};
use rolecall::snapshot::{Grant, Grantee, Implication, Membership, Snapshot, UserKind};
use rolecall::synth::Builder;

use super::{GROUPS, LOGINS, RESOURCES};

const KINDS: [UserKind; 5] =
    [UserKind::Internal, UserKind::External, UserKind::Anonymous, UserKind::System, UserKind::Unclassified];

/// A row: resource, group, operations, active, made by hand.
type Row = (usize, Option<usize>, u32, bool, bool);
/// A group: what kind of account it makes, edited by hand.
type Made = (Option<UserKind>, bool);
/// An account: kind, active, superuser.
type Account = (UserKind, bool, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let ops = prop_oneof![8 => 0..16u32, 1 => any::<u32>()];
    let row = (0..RESOURCES.len(), option::weighted(0.85, 0..GROUPS.len()), ops, prop::bool::weighted(0.85));
    prop::collection::vec((row, prop::bool::weighted(0.3)), 0..14).prop_map(|rows| {
        rows.into_iter().map(|((on, to, ops, active), by_hand)| (on, to, ops, active, by_hand)).collect()
    })
}

/// A system that prints as few lines, for the case that a property fails.
#[derive(Clone)]
pub(crate) struct System(pub(crate) Snapshot);

impl std::ops::Deref for System {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.0
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Snapshot { users, groups, memberships, implications, grants, operations, .. } = &self.0;
        writeln!(f, "{:?}, {} operations", self.semantics.membership, operations.len())?;
        for user in users {
            writeln!(f, "user {} {:?} active={} superuser={}", user.key, user.kind, user.active, user.superuser)?;
        }
        for group in groups {
            writeln!(f, "group {} makes {:?} changed {:?}", group.key, group.makes, group.changed)?;
        }
        for Membership(user, group) in memberships {
            writeln!(f, "{} in {}", self.user(*user).key, self.group(*group).key)?;
        }
        for Implication(from, to) in implications {
            writeln!(f, "{} implies {}", self.group(*from).key, self.group(*to).key)?;
        }
        for row in grants {
            let resource = &self.resource(row.resource).key;
            writeln!(f, "row {resource} {:?} {:?} active={} {}", row.to, row.ops, row.active, row.origin.words())?;
        }
        Ok(())
    }
}

prop_compose! {
    /// A system of up to five people, six groups and five resources.
    pub(crate) fn systems()(
        closure in any::<bool>(),
        users in 0..=LOGINS.len(),
        groups in 0..=GROUPS.len(),
        resources in 0..=RESOURCES.len(),
        width in select(vec![1, 4, 4, 4, 5, 32]),
        implications in prop::collection::vec((0..GROUPS.len(), 0..GROUPS.len()), 0..9),
        memberships in prop::collection::vec((0..LOGINS.len(), 0..GROUPS.len()), 0..14),
        rows in rows(),
        accounts in prop::collection::vec((select(&KINDS[..]), prop::bool::weighted(0.85), prop::bool::weighted(0.1)), LOGINS.len()),
        made in prop::collection::vec((option::weighted(0.3, select(&KINDS[1..3])), prop::bool::weighted(0.3)), GROUPS.len()),
    ) -> System {
        let within = |at: usize, size: usize| (at < size).then_some(at);
        let mut snapshot = named(closure, first(&LOGINS, users), first(&GROUPS, groups), first(&RESOURCES, resources));
        operations(&mut snapshot, width);
        finish(&mut snapshot, &accounts, &made);
        snapshot.implications = implications
            .into_iter()
            .filter_map(|(from, to)| {
                Some(Implication(GroupIx::new(within(from, groups)?), GroupIx::new(within(to, groups)?)))
            })
            .collect();
        snapshot.memberships = memberships
            .into_iter()
            .filter_map(|(user, group)| {
                Some(Membership(UserIx::new(within(user, users)?), GroupIx::new(within(group, groups)?)))
            })
            .collect();
        snapshot.grants = rows
            .into_iter()
            .enumerate()
            .filter_map(|(at, row)| grant(at, row, &snapshot))
            .collect();
        System(snapshot)
    }
}

fn first<'n>(names: &'n [&'n str], size: usize) -> &'n [&'n str] {
    names.get(..size).unwrap_or(names)
}

/// A system with these names and nothing else.
pub(crate) fn named(closure: bool, users: &[&str], groups: &[&str], resources: &[&str]) -> Snapshot {
    let mut system = Builder::new("random");
    if closure {
        system = system.closure();
    }
    for user in users {
        system.user(user, user, &[]);
    }
    for group in groups {
        system.group(group);
    }
    for resource in resources {
        system.resource(resource);
    }
    system.build()
}

/// Fewer operations than four, or more, with names of their own.
pub(crate) fn operations(snapshot: &mut Snapshot, width: usize) {
    snapshot.operations.truncate(width);
    for at in snapshot.operations.len()..width {
        let name = if at == 4 { "submit".to_owned() } else { format!("op{at}") };
        snapshot.operations.push(Operation { name, verb: Verb::Other });
    }
}

fn finish(snapshot: &mut Snapshot, accounts: &[Account], made: &[Made]) {
    for (user, (kind, active, superuser)) in snapshot.users.iter_mut().zip(accounts) {
        (user.kind, user.active, user.superuser) = (*kind, *active, *superuser);
    }
    for (group, (makes, edited)) in snapshot.groups.iter_mut().zip(made) {
        group.makes = *makes;
        group.changed = edited.then(|| "2025-11-30T10:00:00Z".to_owned());
    }
}

fn grant(at: usize, (on, to, ops, active, by_hand): Row, snapshot: &Snapshot) -> Option<Grant> {
    if on >= snapshot.resources.len() || to.is_some_and(|group| group >= snapshot.groups.len()) {
        return None;
    }
    let vendor = Origin::Vendor { module: "m".to_owned() };
    Some(Grant {
        resource: ResourceIx::new(on),
        to: to.map_or(Grantee::Everyone, |group| Grantee::Group(GroupIx::new(group))),
        ops: Ops(ops).and(snapshot.all_ops()),
        active,
        own: false,
        level: 0,
        superseded: false,
        unsure: Ops::NONE,
        // Labels of rows made by hand need not differ.
        key: format!("m.row{}", at % 5),
        origin: if by_hand { Origin::Custom { by: None, at: None } } else { vendor },
    })
}
