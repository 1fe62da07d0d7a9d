//! The same by asking one account, one resource and one operation at a time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rolecall::model::GroupIx;
use rolecall::snapshot::{Grantee, MembershipRule, Snapshot};

use super::common::systems::systems;
use super::diff;

type Cell = (String, String, String);

/// Everything that accounts in use can do.
fn cells(snapshot: &Snapshot) -> BTreeSet<Cell> {
    let mut cells = BTreeSet::new();
    for (at, user) in snapshot.users.iter().enumerate().filter(|(_, user)| user.in_use()) {
        let mut groups: BTreeSet<GroupIx> =
            snapshot.memberships.iter().filter(|row| row.0.index() == at).map(|row| row.1).collect();
        let implied = snapshot.semantics.membership == MembershipRule::Closure;
        loop {
            let more: Vec<GroupIx> = snapshot
                .implications
                .iter()
                .filter(|row| implied && groups.contains(&row.0))
                .map(|row| row.1)
                .collect();
            let before = groups.len();
            groups.extend(more);
            if !implied || groups.len() == before {
                break;
            }
        }
        for (number, resource) in snapshot.resources.iter().enumerate() {
            for (op, operation) in snapshot.operations.iter().enumerate() {
                let lets_in = snapshot.grants.iter().any(|row| {
                    let speaks = match row.to {
                        Grantee::Everyone => true,
                        Grantee::Group(group) => groups.contains(&group),
                    };
                    row.active && row.resource.index() == number && speaks && (row.ops.0 >> op) & 1 == 1
                });
                if user.superuser || lets_in {
                    cells.insert((user.key.to_string(), resource.key.clone(), operation.name.clone()));
                }
            }
        }
    }
    cells
}

/// All that a diff speaks of in these systems.
fn told(snapshot: &Snapshot) -> impl PartialEq + use<> {
    let group = |group: GroupIx| snapshot.groups[group.index()].key.clone();
    let users: BTreeMap<_, _> =
        snapshot.users.iter().map(|user| (user.key.clone(), (user.kind, user.active, user.superuser))).collect();
    let members: BTreeSet<_> =
        snapshot.memberships.iter().map(|row| (snapshot.users[row.0.index()].key.clone(), group(row.1))).collect();
    let implied: BTreeSet<_> = snapshot.implications.iter().map(|row| (group(row.0), group(row.1))).collect();
    let mut granted = BTreeSet::new();
    for row in snapshot.grants.iter().filter(|row| row.active) {
        let to = match row.to {
            Grantee::Everyone => None,
            Grantee::Group(to) => Some(group(to)),
        };
        for op in snapshot.op_names(row.ops) {
            granted.insert((to.clone(), snapshot.resources[row.resource.index()].key.clone(), op.to_owned()));
        }
    }
    let groups: BTreeSet<_> = snapshot.groups.iter().map(|group| group.key.clone()).collect();
    (users, members, implied, granted, groups)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_gained_and_lost_is_what_the_rows_say(before in systems(), after in systems()) {
        let found = diff(&before, &after);
        let in_both = |cell: &&Cell| {
            let there = |one: &Snapshot| one.users.iter().any(|user| *user.key == *cell.0 && user.in_use());
            there(&before) && there(&after)
        };
        let superuser = |one: &Snapshot, login: &str| one.users.iter().any(|user| *user.key == *login && user.superuser);
        let (was, is) = (cells(&before), cells(&after));
        for (gained, cells) in [(true, is.difference(&was)), (false, was.difference(&is))] {
            let mut reached: BTreeSet<String> = BTreeSet::new();
            // Whoever bypassed every check had everything, of resources that were not there, too.
            let from = if gained { &before } else { &after };
            for (login, resource, op) in cells.filter(in_both).filter(|cell| !superuser(from, &cell.0)) {
                reached.insert(login.clone());
                let says = found.access.iter().any(|one| {
                    let everything = one.by == "superuser";
                    let cell = one.cells.iter().any(|cell| cell.resource == *resource && cell.rows.is_none() && cell.ops.contains(op));
                    one.gained == gained && (everything || cell) && one.users.logins.contains(login)
                });
                prop_assert!(says, "{gained} {login} {resource} {op} is not told: {:#?}", found.access);
            }
            for one in found.access.iter().filter(|one| one.gained == gained) {
                for login in &one.users.logins {
                    let turned = superuser(&before, login) != superuser(&after, login);
                    prop_assert!(turned || reached.contains(login), "{login} gained nothing: {one:?}");
                }
                for cell in &one.cells {
                    prop_assert!(cell.users <= one.users.count && cell.users > 0);
                }
                prop_assert!(one.by != "other", "no cause was found: {one:?}");
            }
        }
    }

    #[test]
    fn nothing_changed_is_said_when_nothing_did(before in systems(), after in systems()) {
        prop_assert!(diff(&before, &before).is_empty());
        prop_assume!(before.semantics.membership == after.semantics.membership);
        prop_assert_eq!(diff(&before, &after).is_empty(), told(&before) == told(&after));
    }

    #[test]
    fn seen_from_the_other_side_what_was_gained_is_lost(before in systems(), after in systems()) {
        let count = |one: &Snapshot, other: &Snapshot, gained: bool| {
            let found = diff(one, other);
            let cells = found.access.into_iter().filter(|one| one.gained == gained);
            cells.map(|one| (one.by, one.users, one.cells)).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(count(&before, &after, true), count(&after, &before, false));
    }
}
