//! Access as document frameworks decide it, against an evaluator that reads the rows one by one: rows for own records
//! alone, groups that come by themselves, operations that a resource has not, shared records, levels of fields.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod common;

use common::systems::{System, systems};
use proptest::prelude::*;
use proptest::sample::select;
use rolecall::access::{Access, Missing, Route, explain, scope::Scopes};
use rolecall::model::{GroupIx, OpIx, Ops, Origin, RecordScope, ResourceIx, UserIx, Verb};
use rolecall::snapshot::{
    Audience, Coverage, Domain, Field, FieldGuard, Grant, Grantee, Limit, LimitReach, RuleLanguage, Share, Snapshot,
    State, UserKind,
};

/// One user, one resource, one operation; and nothing remembered from one question to the next.
struct Naive<'s>(&'s Snapshot);

impl Naive<'_> {
    fn holds(&self, user: UserIx, group: GroupIx) -> bool {
        let kind = self.0.users[user.index()].kind;
        let given = match self.0.groups[group.index()].given_to {
            None => false,
            Some(Audience::Everyone) => true,
            Some(Audience::SignedIn) => kind != UserKind::Anonymous,
            Some(Audience::Internal) => kind == UserKind::Internal || kind == UserKind::System,
        };
        given || self.0.memberships.iter().any(|row| row.0 == user && row.1 == group)
    }

    fn rows(&self, user: UserIx, resource: ResourceIx, level: u32) -> Vec<&Grant> {
        let mine = |row: &&Grant| match row.to {
            Grantee::Everyone => true,
            Grantee::Group(group) => self.holds(user, group),
        };
        let rows = self.0.grants.iter().filter(|row| row.active && row.resource == resource && row.level == level);
        rows.filter(mine).collect()
    }

    fn shared(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        let signed_in = self.0.users[user.index()].kind != UserKind::Anonymous;
        let with = |share: &&Share| share.to.map_or(signed_in, |to| to == user);
        self.0.shares.iter().filter(with).any(|share| share.resource == resource && share.ops.has(op))
    }

    /// Every row with the operation is for own records alone.
    fn own(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        let rows = self.rows(user, resource, 0);
        let mut with = rows.iter().filter(|row| row.ops.has(op)).peekable();
        with.peek().is_some() && !self.0.semantics.own_free.has(op) && with.all(|row| row.own)
    }

    /// The ERP's answer about the resource as a whole.
    fn may(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        if self.0.users[user.index()].superuser {
            return true;
        }
        if self.0.resources[resource.index()].closed.has(op) {
            return false;
        }
        let by_role = self.rows(user, resource, 0).iter().any(|row| row.ops.has(op));
        let answered = by_role && (!self.own(user, resource, op) || self.0.semantics.own_asked.has(op));
        answered || self.shared(user, resource, op)
    }

    fn scope(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> RecordScope {
        if self.0.users[user.index()].superuser {
            return RecordScope::All;
        }
        let by_role = self.rows(user, resource, 0).iter().any(|row| row.ops.has(op));
        let limited = self.0.limits.iter().any(|limit| {
            let here = limit.only_on.is_none_or(|only| only == resource);
            limit.user == user && here && self.0.limited_by.contains(&LimitReach(resource, limit.by))
        });
        let mut scope = match (by_role, self.own(user, resource, op), limited) {
            (false, ..) => RecordScope::None,
            (true, true, _) => RecordScope::Own,
            (true, false, true) => RecordScope::Restricted,
            (true, false, false) => RecordScope::All,
        };
        if self.shared(user, resource, op) && scope != RecordScope::All {
            scope = RecordScope::Restricted;
        }
        scope
    }
}

prop_compose! {
    fn documents()(
        system in systems(),
        flags in prop::collection::vec((prop::bool::weighted(0.4), select(&[0u32, 0, 0, 1, 2][..]), prop::bool::weighted(0.1)), 14),
        given in prop::collection::vec(prop::option::weighted(0.3, select(&[Audience::Everyone, Audience::SignedIn, Audience::Internal][..])), 6),
        closed in prop::collection::vec(select(&[0u32, 0, 0, 2, 5][..]), 5),
        shares in prop::collection::vec((0usize..5, prop::option::weighted(0.7, 0usize..5), 0u32..16), 0..5),
        limits in prop::collection::vec((0usize..5, 0usize..5, prop::option::of(0usize..5)), 0..4),
        reach in prop::collection::vec((0usize..5, 0usize..5), 0..5),
        asked in 0u32..16,
        free in 0u32..16,
        levels in prop::collection::vec((0u32..3, any::<bool>()), 5),
    ) -> System {
        let System(mut snapshot) = system;
        let (users, resources) = (snapshot.users.len(), snapshot.resources.len());
        snapshot.implications.clear();
        snapshot.rules.clear();
        snapshot.semantics.membership = rolecall::snapshot::MembershipRule::Stored;
        snapshot.semantics.rule_language = RuleLanguage::None;
        let all = snapshot.all_ops();
        (snapshot.semantics.own_asked, snapshot.semantics.own_free) = (Ops(asked).and(all), Ops(free).and(all));
        snapshot.semantics.unmask = Some(OpIx(0));
        for (row, (own, level, superseded)) in snapshot.grants.iter_mut().zip(flags) {
            (row.own, row.level, row.superseded) = (own, level, superseded);
            row.active &= !superseded;
        }
        for (group, given) in snapshot.groups.iter_mut().zip(given) {
            group.given_to = given;
        }
        for (resource, closed) in snapshot.resources.iter_mut().zip(closed) {
            resource.closed = Ops(closed).and(all);
        }
        let resource = |at: usize| (at < resources).then(|| ResourceIx::new(at));
        let user = |at: usize| (at < users).then(|| UserIx::new(at));
        snapshot.shares = shares
            .into_iter()
            .filter_map(|(on, to, ops)| {
                let resource = resource(on)?;
                let to = match to {
                    Some(at) => Some(user(at)?),
                    None => None,
                };
                // What a resource has not is not shared, either.
                let ops = Ops(ops).and(all).without(snapshot.resources[on].closed);
                Some(Share { resource, record: "R-1".into(), to, ops, origin: Origin::Unknown })
            })
            .collect();
        snapshot.limits = limits
            .into_iter()
            .filter_map(|(whom, by, only)| {
                let only_on = only.and_then(resource);
                let (user, by) = (user(whom)?, resource(by)?);
                Some(Limit { user, by, value: "V".into(), tree: false, only_on, leaves: RecordScope::Restricted })
            })
            .collect();
        snapshot.limited_by = reach.into_iter().filter_map(|(on, by)| Some(LimitReach(resource(on)?, resource(by)?))).collect();
        snapshot.coverage.retain(|found| found.domain != Domain::Records);
        snapshot.coverage.push(Coverage { domain: Domain::Records, state: State::Assessed, reason: None });
        snapshot.fields = (0..resources).zip(levels).map(|(at, (level, masked))| field(at, level, masked)).collect();
        System(snapshot)
    }
}

fn field(at: usize, level: u32, masked: bool) -> Field {
    Field {
        resource: ResourceIx::new(at),
        name: "amount".to_owned(),
        field_type: "Currency".to_owned(),
        relation: None,
        custom: false,
        stored: true,
        limited: false,
        shipped: None,
        guard: Some(FieldGuard::Level { level, masked }),
        unenforced_groups: Vec::new(),
    }
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
    fn every_answer_is_what_the_rows_and_shares_say(system in documents()) {
        let access = Access::compute(&system);
        let naive = Naive(&system);
        for (user, resource, op) in questions(&system) {
            let expected = naive.may(user, resource, op);
            prop_assert_eq!(access.allowed(user, resource, op), expected, "{:?} {:?} {:?}", user, resource, op);
        }
    }

    #[test]
    fn every_scope_is_that_of_roles_limits_and_shares(system in documents()) {
        let access = Access::compute(&system);
        let (scopes, naive) = (Scopes::new(&system), Naive(&system));
        for (user, resource, op) in questions(&system) {
            if system.resources[resource.index()].closed.has(op) {
                continue;
            }
            let found = scopes.of_user(&access, user, resource, op).scope;
            prop_assert_eq!(found, naive.scope(user, resource, op), "{:?} {:?} {:?}", user, resource, op);
        }
    }

    #[test]
    fn an_explanation_has_a_route_exactly_where_some_record_is_reached(system in documents()) {
        let access = Access::compute(&system);
        let naive = Naive(&system);
        for (user, resource, op) in questions(&system) {
            let told = explain(&access, user, resource, op);
            let closed = system.resources[resource.index()].closed.has(op);
            let superuser = system.user(user).superuser;
            let reached = superuser || (!closed && (naive.shared(user, resource, op)
                || naive.rows(user, resource, 0).iter().any(|row| row.ops.has(op))));
            prop_assert_eq!(!told.routes.is_empty(), reached);
            for route in &told.routes {
                if let Route::Share(at) = route {
                    prop_assert_eq!(system.shares[*at].resource, resource);
                }
            }
            for missing in &told.missing {
                match missing {
                    Missing::Closed => prop_assert!(closed),
                    Missing::Superseded(row) => prop_assert!(system.grant(*row).superseded),
                    Missing::SwitchedOff(row) => prop_assert!(!system.grant(*row).active),
                    Missing::Membership(row) => prop_assert!(system.grant(*row).level == 0),
                    Missing::Unsure | Missing::Untold(_) | Missing::NotByDefault => prop_assert!(false, "nothing is open by default"),
                }
            }
        }
    }

    #[test]
    fn a_field_is_seen_and_changed_by_rows_of_its_level(system in documents()) {
        let access = Access::compute(&system);
        let naive = Naive(&system);
        for user in (0..system.users.len()).map(UserIx::new) {
            for field in &system.fields {
                let Some(FieldGuard::Level { level, masked }) = field.guard else { continue };
                let row = |op: OpIx| naive.rows(user, field.resource, level).iter().any(|row| row.ops.has(op));
                let of_any = |op: OpIx| system.grants.iter().any(|row| {
                    row.active && row.resource == field.resource && row.level == level && row.ops.has(op)
                });
                let superuser = system.user(user).superuser;
                let with = |verb| (superuser && (level == 0 || system.ops_of(verb).iter().any(of_any)))
                    || (!superuser && (level == 0 || system.ops_of(verb).iter().any(row)) && (!masked || row(OpIx(0))));
                prop_assert_eq!(access.sees(user, field), Some(with(Verb::Read)));
                prop_assert_eq!(access.changes(user, field), Some(with(Verb::Write)));
            }
        }
    }
}
