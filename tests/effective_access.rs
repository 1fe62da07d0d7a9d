//! Effective access against an evaluator that reads the rows one by one, as the ERP's manual tells it.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod common;

use common::systems::{named, systems};
use proptest::prelude::*;
use rolecall::access::{Access, Missing, Route, explain};
use rolecall::model::{GrantIx, GroupIx, OpIx, ResourceIx, UserIx};
use rolecall::snapshot::{Grant, Grantee, Implication, Membership, MembershipRule, Snapshot};
use rolecall::synth::Builder;

/// One user, one resource, one operation; and nothing remembered from one question to the next.
struct Naive<'s>(&'s Snapshot);

impl Naive<'_> {
    fn may(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        self.0.users[user.index()].superuser || self.0.grants.iter().any(|row| self.lets_in(row, user, resource, op))
    }

    fn lets_in(&self, row: &Grant, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        row.active && speaks_of(row, resource, op) && self.speaks_to(row, user)
    }

    fn speaks_to(&self, row: &Grant, user: UserIx) -> bool {
        match row.to {
            Grantee::Everyone => true,
            Grantee::Group(group) => self.is_in(user, group),
        }
    }

    fn is_in(&self, user: UserIx, group: GroupIx) -> bool {
        let mut stored = self.0.memberships.iter().filter(|row| row.0 == user).map(|row| row.1);
        match self.0.semantics.membership {
            MembershipRule::Stored => stored.any(|held| held == group),
            MembershipRule::Closure => stored.any(|held| self.brings(held, group, &mut vec![])),
        }
    }

    /// By plain recursion; `on_the_way` ends circles.
    fn brings(&self, from: GroupIx, to: GroupIx, on_the_way: &mut Vec<GroupIx>) -> bool {
        if from == to {
            return true;
        }
        if on_the_way.contains(&from) {
            return false;
        }
        on_the_way.push(from);
        self.0.implications.iter().any(|row| row.0 == from && self.brings(row.1, to, on_the_way))
    }
}

fn speaks_of(row: &Grant, resource: ResourceIx, op: OpIx) -> bool {
    row.resource == resource && (row.ops.0 >> op.0) & 1 == 1
}

fn questions(snapshot: &Snapshot) -> impl Iterator<Item = (UserIx, ResourceIx, OpIx)> + use<> {
    let (users, resources, ops) = (snapshot.users.len(), snapshot.resources.len(), snapshot.operations.len());
    (0..users).flat_map(move |user| {
        (0..resources).flat_map(move |resource| {
            (0..ops).map(move |op| (UserIx::new(user), ResourceIx::new(resource), OpIx::new(op)))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn every_cell_is_what_the_rows_say(snapshot in systems()) {
        let access = Access::compute(&snapshot);
        let naive = Naive(&snapshot);
        for (user, resource, op) in questions(&snapshot) {
            let expected = naive.may(user, resource, op);
            prop_assert_eq!(access.allowed(user, resource, op), expected, "{:?} {:?} {:?}", user, resource, op);
            prop_assert_eq!(access.of(user).cells.ops(resource).has(op), expected);
        }
    }

    #[test]
    fn every_route_is_a_real_one_and_a_denial_has_none(snapshot in systems()) {
        let access = Access::compute(&snapshot);
        let naive = Naive(&snapshot);
        for (user, resource, op) in questions(&snapshot) {
            let told = explain(&access, user, resource, op);
            prop_assert_eq!(told.routes.is_empty(), !naive.may(user, resource, op));
            let mut rows = Vec::new();
            for route in &told.routes {
                match route {
                    Route::Superuser => prop_assert!(snapshot.user(user).superuser),
                    Route::Share(_) | Route::Open => prop_assert!(false, "nothing is shared, nothing open by default"),
                    Route::Everyone(row) => {
                        prop_assert_eq!(snapshot.grant(*row).to, Grantee::Everyone);
                        rows.push(*row);
                    }
                    Route::Group { groups, grant } => {
                        let (first, last) = (groups[0], groups[groups.len() - 1]);
                        prop_assert!(snapshot.memberships.contains(&Membership(user, first)));
                        for step in groups.windows(2) {
                            prop_assert!(snapshot.implications.contains(&Implication(step[0], step[1])));
                        }
                        prop_assert_eq!(snapshot.grant(*grant).to, Grantee::Group(last));
                        rows.push(*grant);
                    }
                }
            }
            let of = |wanted: &dyn Fn(&Grant) -> bool| -> Vec<GrantIx> {
                let all = snapshot.grants.iter().enumerate().filter(|(_, row)| speaks_of(row, resource, op));
                all.filter(|(_, row)| wanted(row)).map(|(at, _)| GrantIx::new(at)).collect()
            };
            prop_assert_eq!(rows, of(&|row| naive.lets_in(row, user, resource, op)), "every row that lets in, and no other");
            let missing: Vec<GrantIx> = told.missing.iter().map(|missing| match missing {
                Missing::Membership(row) | Missing::SwitchedOff(row) | Missing::Superseded(row) => *row,
                Missing::Closed | Missing::Unsure | Missing::Untold(_) | Missing::NotByDefault => GrantIx(u32::MAX),
            }).collect();
            let expected = if told.routes.is_empty() { of(&|_| true) } else { vec![] };
            prop_assert_eq!(missing, expected, "of a denial, every row that could have let in");
            for missing in &told.missing {
                match missing {
                    Missing::SwitchedOff(row) => prop_assert!(!snapshot.grant(*row).active),
                    Missing::Membership(row) => prop_assert!(!naive.speaks_to(snapshot.grant(*row), user)),
                    Missing::Superseded(_) | Missing::Closed | Missing::Unsure | Missing::Untold(_) | Missing::NotByDefault => prop_assert!(false, "there is none of it"),
                }
            }
        }
    }
}

#[test]
fn an_empty_system_has_no_cell() {
    let snapshot = Builder::new("empty").build();
    let access = Access::compute(&snapshot);
    assert!(access.profiles().is_empty());
    assert!(access.everyone().is_empty());
}

#[test]
fn a_user_without_any_group_has_what_everyone_has() {
    let mut system = Builder::new("lonely");
    system.user("ann", "Ann", &[]).grant("m.g0", "hr.employee", "rwcd").hand_made("open", None, "sale", "r");
    let snapshot = system.build();
    let access = Access::compute(&snapshot);
    assert_eq!(access.of(UserIx(0)).cells, *access.everyone());
    assert_eq!(access.everyone().count(), 1);
}

/// A chain of 3,000 groups whose last brings the first again: nothing overflows, and the last row reaches whoever holds
/// any of them, by a path of one step a group.
#[test]
fn three_thousand_groups_in_a_circle_are_walked() {
    const SIZE: usize = 3000;
    let names: Vec<String> = (0..SIZE).map(|at| format!("m.g{at:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut snapshot = named(true, &["ann"], &names, &["hr.employee"]);
    let group = GroupIx::new;
    snapshot.implications = (0..SIZE).map(|at| Implication(group(at), group((at + 1) % SIZE))).collect();
    snapshot.memberships = vec![Membership(UserIx(0), group(1))];
    let mut last = Builder::new("row").grant("m.g", "hr.employee", "r").build().grants.pop().unwrap();
    last.to = Grantee::Group(group(0));
    snapshot.grants = vec![last];
    let access = Access::compute(&snapshot);
    assert_eq!(access.of(UserIx(0)).groups.count_ones(..), SIZE);
    assert_eq!(access.graph().roots(&access.of(UserIx(0)).groups), [group(0)]);
    let told = explain(&access, UserIx(0), ResourceIx(0), OpIx(0));
    let [Route::Group { groups, .. }] = &told.routes[..] else { panic!("{told:?}") };
    assert_eq!((groups.len(), groups[0], groups[SIZE - 1]), (SIZE, group(1), group(0)));
}
