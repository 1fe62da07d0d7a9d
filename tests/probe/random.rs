//! Properties of every plan, for random systems, designs and limits.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rolecall::access::{Access, scope::Scopes};
use rolecall::compare::Design;
use rolecall::connect::live::{Question, SecretKind};
use rolecall::model::{Located, Pattern, Position, UserIx};
use rolecall::probe::{Designed, Limits, Plan};
use rolecall::rolemap::Probe;
use rolecall::snapshot::Snapshot;

use crate::common::LOGINS;
use crate::common::designs::designs;
use crate::common::systems::systems;
use crate::erp::Dialect;

fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
    let pattern = proptest::sample::select(vec!["*", "sale*", "sale.order", "hr.employee", "account.*"]);
    proptest::collection::vec(pattern.prop_map(|text| Pattern::parse(text).unwrap()), 0..3)
}

prop_compose! {
    fn limits()(
        per_role in prop_oneof![Just(1_000), 0..12_usize],
        per_run in prop_oneof![Just(10_000), 0..30_usize],
        attempts in patterns(),
        never in patterns(),
        sign_in in any::<bool>(),
    ) -> Limits {
        Limits { per_role, per_run, attempts, never, sign_in, roles: BTreeSet::new() }
    }
}

fn plan_of(snapshot: &Snapshot, map: &rolecall::rolemap::RoleMap, limits: &Limits) -> Plan {
    let access = Access::compute(snapshot);
    let (scopes, design) = (Scopes::new(snapshot), Design::of(map, &access));
    Plan::of(&design, &access, &scopes, &Dialect { snapshot }, limits, &|_| SecretKind::Key)
}

proptest! {
    #[test]
    fn every_plan_keeps_its_promises(
        system in systems(),
        design in designs(),
        logins in proptest::collection::vec(proptest::option::of(0..LOGINS.len()), 5),
        limits in limits(),
    ) {
        let mut map = design.0.clone();
        let position = Position::file(&"generated".into());
        for (role, login) in map.roles.iter_mut().zip(logins) {
            role.probe = login.map(|login| Probe {
                login: Located::new(LOGINS[login].to_owned(), position.clone()),
                secret: Located::new("env:SECRET".to_owned(), position.clone()),
                kind: None,
            });
        }
        let plan = plan_of(&system.0, &map, &limits);
        let again = plan_of(&system.0, &map, &limits);
        prop_assert_eq!((&plan.roles, &plan.unprobed), (&again.roles, &again.unprobed));
        prop_assert!(plan.questions() <= limits.per_run);
        prop_assert_eq!(plan.roles.len(), plan.logins_at.len());
        let mut asked: BTreeMap<UserIx, BTreeSet<_>> = BTreeMap::new();
        for role in &plan.roles {
            prop_assert!(role.steps.len() <= limits.per_role);
            let ends = [role.steps.first(), role.steps.last()].map(|step| step.unwrap().question == Question::Control);
            let active = system.user(role.asker.user).active;
            prop_assert_eq!(ends, [active; 2]);
            for step in role.steps.iter().filter(|step| step.question != Question::Control) {
                prop_assert!(active || step.question == Question::SignIn);
                prop_assert!(asked.entry(role.asker.user).or_default().insert(step.question.clone()), "{:?} twice", step);
                if matches!(step.question, Question::Attempt { .. } | Question::WriteField { .. }) {
                    let key = &system.resource(step.question.resource().unwrap()).key;
                    prop_assert!(limits.attempts.iter().any(|pattern| pattern.matches(key)));
                    prop_assert!(!limits.never.iter().any(|pattern| pattern.matches(key)), "{key}");
                }
                let signs_in = matches!(step.question, Question::SignIn | Question::SignInWrong);
                prop_assert!(limits.sign_in || !signs_in);
            }
        }
        let planned: BTreeSet<u32> = plan.roles.iter().map(|role| role.role).collect();
        let told: BTreeSet<u32> = plan.unprobed.iter().filter_map(|entry| entry.role).collect();
        for role in 0..u32::try_from(map.roles.len()).unwrap() {
            prop_assert!(planned.contains(&role) || told.contains(&role), "role {role} is passed over in silence");
        }
    }

    #[test]
    fn a_cell_is_designed_as_the_roles_of_the_account_together_say(system in systems(), design in designs(), login in 0..LOGINS.len()) {
        let mut map = design.0.clone();
        let position = Position::file(&"generated".into());
        let Some(role) = map.roles.first_mut() else { return Ok(()) };
        role.probe = Some(Probe {
            login: Located::new(LOGINS[login].to_owned(), position.clone()),
            secret: Located::new("env:SECRET".to_owned(), position),
                kind: None,
        });
        let limits = crate::world::limits();
        let plan = plan_of(&system.0, &map, &limits);
        let access = Access::compute(&system.0);
        let design = Design::of(&map, &access);
        let Some(asked) = plan.roles.first() else { return Ok(()) };
        let held: BTreeSet<u32> = design.roles_of(asked.asker.user).iter().copied().chain([0]).collect();
        for step in &asked.steps {
            let Question::Resource { resource, op } = step.question else { continue };
            let any = |is_it: &dyn Fn(&rolecall::compare::DesignedRole<'_>) -> bool| held.iter().any(|at| is_it(design.role(*at)));
            let may = any(&|role| role.may().has(resource, op));
            match step.designed {
                Designed::Allow => prop_assert!(may),
                Designed::Deny => prop_assert!(!may && (any(&|role| role.deny.has(resource, op)) || design.scope.contains(resource.index()))),
                Designed::Silent => prop_assert!(may || !design.scope.contains(resource.index())),
            }
            prop_assert_eq!(step.predicted, Some(access.allowed(asked.asker.user, resource, op)));
        }
    }
}
