//! Access as Tryton decides it, against an evaluator that follows `ir/model.py` and `ir/rule.py` question by question: what no
//! row speaks about is open, rows and rules on what a resource leans on count, inactive groups pass on their parents, field
//! rows, buttons.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod common;

use std::collections::BTreeSet;

use common::systems::{System, systems};
use proptest::prelude::*;
use rolecall::access::{Access, Missing, Route, explain, scope::Scopes};
use rolecall::model::{GroupIx, OpIx, Ops, Origin, RecordScope, ResourceIx, UserIx, Verb};
use rolecall::snapshot::{
    Coverage, Delegation, Domain, Field, FieldGuard, FieldRow, Grantee, MembershipRule, Rule, RuleLanguage, Snapshot,
    State, Surface, SurfaceKind, UserKind,
};

/// One question at a time; nothing remembered.
struct Naive<'s>(&'s Snapshot);

impl Naive<'_> {
    /// The groups of a user with their parents, of which the active ones count.
    fn groups(&self, user: UserIx) -> BTreeSet<GroupIx> {
        let mut held: BTreeSet<GroupIx> =
            self.0.memberships.iter().filter(|row| row.0 == user).map(|row| row.1).collect();
        loop {
            let size = held.len();
            let parents: Vec<GroupIx> =
                self.0.implications.iter().filter(|row| held.contains(&row.0)).map(|row| row.1).collect();
            held.extend(parents);
            if held.len() == size {
                break;
            }
        }
        held.retain(|group| !self.0.groups[group.index()].inactive);
        held
    }

    fn speaks(&self, user: UserIx, to: Grantee) -> bool {
        match to {
            Grantee::Everyone => true,
            Grantee::Group(group) => self.groups(user).contains(&group),
        }
    }

    /// The resource and what it leans on, however far.
    fn leans(&self, resource: ResourceIx) -> BTreeSet<ResourceIx> {
        let mut reached = BTreeSet::from([resource]);
        loop {
            let size = reached.len();
            let more: Vec<ResourceIx> =
                self.0.delegations.iter().filter(|row| reached.contains(&row.resource)).map(|row| row.parent).collect();
            reached.extend(more);
            if reached.len() == size {
                return reached;
            }
        }
    }

    /// Whether the ERP allows it; nothing where the source does not tell.
    fn may(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> Option<bool> {
        let of = &self.0.resources[resource.index()];
        let default = if of.unsure.has(op) { None } else { Some(of.unguarded.has(op)) };
        if self.0.users[user.index()].superuser {
            return default;
        }
        let counted = self.leans(resource);
        let mut speaking = self.0.grants.iter().filter(|row| row.active && counted.contains(&row.resource));
        let speaking: Vec<_> = speaking.by_ref().filter(|row| self.speaks(user, row.to)).collect();
        if speaking.is_empty() { default } else { Some(speaking.iter().any(|row| row.ops.has(op))) }
    }

    fn sees(&self, user: UserIx, rows: &[FieldRow], op: OpIx) -> bool {
        let speaking: Vec<_> = rows.iter().filter(|row| self.speaks(user, row.to)).collect();
        self.0.users[user.index()].superuser || speaking.is_empty() || speaking.iter().any(|row| row.ops.has(op))
    }

    /// Which rows: the rules in question say *all* or *none* of themselves, and so does their sum.
    fn reaches(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        let account = &self.0.users[user.index()];
        if account.superuser && account.kind == UserKind::System {
            return true;
        }
        let (leans, groups) = (self.leans(resource), self.groups(user));
        let rules =
            self.0.rules.iter().filter(|rule| rule.active && rule.ops.has(op) && leans.contains(&rule.resource));
        let (mut global, mut some, mut any) = (true, false, false);
        for rule in rules {
            let holds = rule.filter.trim() == "[]";
            if rule.groups.is_empty() && !rule.alternative && !rule.for_superusers {
                global &= holds;
            } else if rule.for_superusers && !account.superuser {
            } else if rule.alternative || account.superuser || rule.groups.iter().any(|group| groups.contains(group)) {
                some = true;
                any |= holds;
            }
        }
        global && (!some || any)
    }
}

fn questions(snapshot: &Snapshot) -> impl Iterator<Item = (UserIx, ResourceIx, OpIx)> {
    let (users, resources, ops) = (snapshot.users.len(), snapshot.resources.len(), snapshot.operations.len());
    (0..users).flat_map(move |user| {
        (0..resources).flat_map(move |resource| {
            (0..ops).map(move |op| (UserIx::new(user), ResourceIx::new(resource), OpIx::new(op)))
        })
    })
}

/// A rule: resource, global, default, groups, everything or nothing, operations.
type RuleParts = (usize, bool, bool, Vec<usize>, bool, u32);

prop_compose! {
    fn allowing()(
        system in systems(),
        open in prop::collection::vec((0..16u32, 0..16u32), 8),
        inactive in prop::collection::vec(prop::bool::weighted(0.25), 8),
        links in prop::collection::vec((0..8usize, 0..8usize), 0..6),
        rules in prop::collection::vec((0..8usize, any::<bool>(), any::<bool>(), prop::collection::vec(0..8usize, 0..3), any::<bool>(), 0..16u32), 0..6),
        rows in prop::collection::vec((0..8usize, prop::option::weighted(0.7, 0..8usize), 0..4u32), 0..6),
        buttons in prop::collection::vec((0..8usize, prop::collection::vec(0..8usize, 0..3)), 0..4),
    ) -> System {
        let System(mut snapshot) = system;
        let (groups, resources) = (snapshot.groups.len(), snapshot.resources.len());
        snapshot.operations.truncate(4);
        let all = snapshot.all_ops();
        let semantics = &mut snapshot.semantics;
        semantics.membership = MembershipRule::Closure;
        semantics.rule_language = RuleLanguage::Pyson;
        semantics.delegated_operations = all;
        (semantics.rows_follow_delegations, semantics.alternatives_span_delegations) = (true, true);
        (semantics.rules_bind_superusers, semantics.open_by_default) = (true, true);
        for (resource, (sure, unsure)) in snapshot.resources.iter_mut().zip(open) {
            (resource.unguarded, resource.unsure) = (Ops(sure).and(all), Ops(unsure & 0b1110).and(all));
        }
        for (group, inactive) in snapshot.groups.iter_mut().zip(inactive) {
            group.inactive = inactive;
        }
        for row in &mut snapshot.grants {
            row.ops = row.ops.and(all);
        }
        let resource = |at: usize| (at < resources).then(|| ResourceIx::new(at));
        let named = |list: Vec<usize>| -> Vec<GroupIx> {
            list.into_iter().filter(|at| *at < groups).map(GroupIx::new).collect::<BTreeSet<_>>().into_iter().collect()
        };
        snapshot.delegations = links.into_iter().filter_map(|(from, to)| {
            Some(Delegation { resource: resource(from)?, parent: resource(to)?, field: "link".to_owned() })
        }).collect();
        snapshot.rules = rules.into_iter().filter_map(|(on, global, default, list, everything, ops): RuleParts| {
            let groups = if global { Vec::new() } else { named(list) };
            let alternative = !global && default;
            Some(Rule {
                resource: resource(on)?,
                key: String::new(),
                ops: Ops(ops).and(all),
                active: true,
                for_superusers: !global && !alternative && groups.is_empty(),
                groups,
                alternative,
                filter: if everything { "[]".to_owned() } else { r#"[["a", "in", []]]"#.to_owned() },
                origin: Origin::Unknown,
            })
        }).collect();
        snapshot.coverage = vec![Coverage { domain: Domain::Records, state: State::Assessed, reason: None }];
        let rows: Vec<FieldRow> = rows.into_iter().filter_map(|(_, to, ops)| {
            let to = match to {
                None => Grantee::Everyone,
                Some(group) if group < groups => Grantee::Group(GroupIx::new(group)),
                Some(_) => return None,
            };
            Some(FieldRow { to, ops: Ops(ops).and(all), origin: Origin::Unknown })
        }).collect();
        snapshot.fields = (0..resources).map(|at| Field {
            resource: ResourceIx::new(at),
            name: "price".to_owned(),
            field_type: "numeric".to_owned(),
            relation: None,
            custom: false,
            stored: false,
            limited: false,
            guard: Some(FieldGuard::Rows(rows.clone())),
            shipped: None,
            unenforced_groups: Vec::new(),
        }).collect();
        snapshot.surfaces = buttons.into_iter().filter_map(|(on, list)| {
            let groups = named(list).into_iter().filter(|group| !snapshot.groups[group.index()].inactive).collect();
            let (kind, resource) = (SurfaceKind::Button, Some(resource(on)?));
            Some(Surface { kind, key: "press".to_owned(), resource, groups, origin: Origin::Unknown })
        }).collect();
        System(snapshot)
    }
}

proptest! {
    #[test]
    fn rows_that_speak_decide_and_else_the_default(system in allowing()) {
        let (access, naive) = (Access::compute(&system), Naive(&system));
        for (user, resource, op) in questions(&system) {
            let unsure = access.of(user).unsure_ops(resource).has(op);
            let said = if unsure { None } else { Some(access.allowed(user, resource, op)) };
            prop_assert_eq!(said, naive.may(user, resource, op));
            if unsure {
                prop_assert!(!access.of(user).cells.has(resource, op), "what is not known is not claimed");
            }
        }
    }

    #[test]
    fn an_explanation_agrees_and_names_the_default(system in allowing()) {
        let (access, naive) = (Access::compute(&system), Naive(&system));
        for (user, resource, op) in questions(&system) {
            let told = explain(&access, user, resource, op);
            let expected = naive.may(user, resource, op);
            prop_assert_eq!(!told.routes.is_empty(), expected == Some(true));
            prop_assert_eq!(told.missing.contains(&Missing::Unsure), expected.is_none());
            for route in &told.routes {
                match route {
                    Route::Group { grant, .. } | Route::Everyone(grant) => {
                        let row = system.grant(*grant);
                        prop_assert!(naive.leans(resource).contains(&row.resource) && naive.speaks(user, row.to));
                    }
                    Route::Open => prop_assert!(system.resource(resource).unguarded.has(op)),
                    Route::Superuser => prop_assert!(system.user(user).superuser),
                    Route::Share(_) => prop_assert!(false, "nothing is shared"),
                }
            }
        }
    }

    #[test]
    fn rules_bind_everybody_but_the_server_itself(system in allowing()) {
        let (access, naive) = (Access::compute(&system), Naive(&system));
        let scopes = Scopes::new(&system);
        for (user, resource, op) in questions(&system) {
            if !access.allowed(user, resource, op) {
                continue;
            }
            let scope = scopes.of_user(&access, user, resource, op).scope;
            let expected = if naive.reaches(user, resource, op) { RecordScope::All } else { RecordScope::None };
            prop_assert_eq!(scope, expected);
        }
    }

    #[test]
    fn field_rows_and_buttons(system in allowing()) {
        let (access, naive) = (Access::compute(&system), Naive(&system));
        let op = |verb| system.ops_of(verb).iter().next();
        for user in (0..system.users.len()).map(UserIx::new) {
            for field in &system.fields {
                let Some(FieldGuard::Rows(rows)) = &field.guard else { continue };
                for (verb, said) in [(Verb::Read, access.sees(user, field)), (Verb::Write, access.changes(user, field))] {
                    if let Some(op) = op(verb) {
                        prop_assert_eq!(said, Some(naive.sees(user, rows, op)));
                    }
                }
            }
            for button in system.surfaces.iter().filter(|_| system.operations.len() == 4) {
                let may = |verb| naive.may(user, button.resource.unwrap(), op(verb).unwrap());
                let held = || button.groups.iter().any(|group| naive.groups(user).contains(group));
                let second = if button.groups.is_empty() { may(Verb::Write) } else { Some(held()) };
                let expected = match (system.user(user).superuser, may(Verb::Read), second) {
                    (true, _, _) | (false, Some(true), Some(true)) => Some(true),
                    (false, Some(false), _) | (false, _, Some(false)) => Some(false),
                    _ => None,
                };
                prop_assert_eq!(access.opens(user, button), expected);
            }
        }
    }
}
