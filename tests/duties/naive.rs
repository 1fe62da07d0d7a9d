//! Random small systems: the risks of everybody by sets of groups equal those of an evaluator that asks for each account, function,
//! way and operation by itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use rolecall::access::{Access, scope::Scopes};
use rolecall::duties::Survey;
use rolecall::model::{OpIx, RecordScope, ResourceIx, UserIx, Verb};
use rolecall::policy::Policies;
use rolecall::policy::duties::{Cell, Duties, Right, Way};
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;

const RULES: [&str; 4] = ["[(0, '=', 1)]", "[('user_id', '=', user.id)]", "[(1, '=', 1)]", "[('a', '='"];

/// A way by numbers: model, operation, and what else it takes.
type PlainWay = (u8, u8, bool, Option<u8>, Option<u8>);

/// A system: members, rows, implications, record rules and guarded fields, all by small numbers.
#[derive(Debug, Clone)]
struct Plan {
    members: Vec<(u8, u8)>,
    rows: Vec<(Option<u8>, u8, u8)>,
    implies: Vec<(u8, u8)>,
    rules: Vec<(u8, Option<u8>, u8)>,
    fields: Vec<(u8, Option<u8>)>,
    ways: Vec<PlainWay>,
    twins: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let small = |top: u8| 0..top;
    let maybe = |top: u8| proptest::option::of(0..top);
    (
        proptest::collection::vec((small(5), small(5)), 0..12),
        proptest::collection::vec((proptest::option::weighted(0.9, 0..5u8), small(4), 1..16u8), 0..12),
        proptest::collection::vec((small(5), small(5)), 0..4),
        proptest::collection::vec((small(4), maybe(5), small(4)), 0..5),
        proptest::collection::vec((small(4), maybe(5)), 0..3),
        proptest::collection::vec((small(4), small(3), any::<bool>(), maybe(5), maybe(4)), 3..9),
        any::<bool>(),
    )
        .prop_map(|(members, rows, implies, rules, fields, ways, twins)| Plan {
            members,
            rows,
            implies,
            rules,
            fields,
            ways,
            twins,
        })
}

fn system(plan: &Plan) -> Snapshot {
    let mut system = Builder::new("small");
    for at in 0..5 {
        system.group(&format!("g{at}")).user(&format!("u{at}"), "", &[]);
    }
    for at in 0..4 {
        system.resource(&format!("m{at}"));
    }
    for (one, other) in plan.implies.iter().filter(|(one, other)| one != other) {
        system.implies(&format!("g{one}"), &format!("g{other}"));
    }
    for (at, (group, model, ops)) in plan.rows.iter().enumerate() {
        let letters: String = ['r', 'w', 'c', 'd']
            .into_iter()
            .zip(0..)
            .filter(|(_, bit)| ops >> bit & 1 == 1)
            .map(|(letter, _)| letter)
            .collect();
        let group = group.map(|group| format!("g{group}"));
        system.hand_made(&format!("row {at}"), group.as_deref(), &format!("m{model}"), &letters);
    }
    for (at, (model, group, rule)) in plan.rules.iter().enumerate() {
        let groups: Vec<String> = group.iter().map(|group| format!("g{group}")).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        system.rule(&format!("r.{at}"), &format!("m{model}"), &groups, RULES[usize::from(*rule)]);
    }
    for (model, group) in &plan.fields {
        let groups: Vec<String> = group.iter().map(|group| format!("g{group}")).collect();
        system.field(&format!("m{model}"), "secret", &groups.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for (user, group) in &plan.members {
        system.join(&format!("u{user}"), &format!("g{group}"));
    }
    if plan.twins {
        for login in ["u0", "u1"] {
            system.change(login, |user| user.email = Some("twin@x".into()));
        }
    }
    system.build()
}

/// Three functions of the ways in turn, and every pair of them as a risk.
fn policy(plan: &Plan) -> Duties {
    let mut text = "system: odoo\nfunctions:\n".to_owned();
    for function in 0..3 {
        let _ = writeln!(text, "  - id: f{function}\n    title: t\n    impact: money\n    any:");
        for (model, op, field, group, with) in plan.ways.iter().skip(function).step_by(3) {
            let op = ["create", "write", "delete"][usize::from(*op)];
            let _ = write!(text, "      - {{ on: m{model}, do: [{op}]");
            let _ = if *field { write!(text, ", field: secret") } else { Ok(()) };
            let _ = group.map_or(Ok(()), |group| write!(text, ", groups: [g{group}]"));
            let _ = with.map_or(Ok(()), |with| write!(text, ", with: {{ on: m{with}, do: [read] }}"));
            text.push_str(" }\n");
        }
    }
    text.push_str("risks:\n");
    for (id, sides) in [("a", "f0, f1"), ("b", "f1, f2"), ("c", "f0, f1, f2")] {
        let _ = writeln!(text, "  - {{ id: {id}, title: t, functions: [{sides}], severity: high, why: w, fix: f }}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sod")).unwrap();
    std::fs::write(folder.path().join("sod/own.yaml"), text).unwrap();
    Policies::load(folder.path()).unwrap().duties
}

/// Whether an account does one of some ways, asked cell by cell.
fn does(access: &Access<'_>, scopes: &Scopes<'_>, user: UserIx, any: &[Way]) -> bool {
    let snapshot = access.snapshot();
    let held = |name: &String| {
        let at = snapshot.groups.iter().position(|group| group.key == *name);
        at.is_some_and(|at| access.of(user).groups.contains(at))
    };
    let cell = |cell: &Cell, reaching: bool| {
        let Some(at) = snapshot.resources.iter().position(|resource| resource.key == cell.on) else { return false };
        let resource = ResourceIx::new(at);
        cell.ops.iter().any(|word| {
            let verb = match word.as_str() {
                "create" => Verb::Create,
                "write" => Verb::Write,
                "delete" => Verb::Delete,
                _ => Verb::Read,
            };
            let op = OpIx::new(snapshot.operations.iter().position(|op| op.verb == verb).unwrap());
            let allowed = access.of(user).cells.has(resource, op);
            allowed && (!reaching || scopes.of_user(access, user, resource, op).scope != RecordScope::None)
        })
    };
    let right = |right: &Right| {
        let on = &right.cell.as_ref().unwrap().on;
        let resource = ResourceIx::new(snapshot.resources.iter().position(|resource| resource.key == *on).unwrap());
        let known = snapshot.fields_of(resource);
        let field = match right.field.as_deref().map(|name| snapshot.field(resource, name)) {
            None => true,
            Some(Some(field)) => access.changes(user, field) != Some(false),
            // A field of fields that are known is not there; where nothing is known of them, it may be.
            Some(None) => known.is_empty(),
        };
        field
            && (right.groups.is_empty() || right.groups.iter().any(held))
            && right.with.as_ref().is_none_or(|with| cell(with, false))
            && cell(right.cell.as_ref().unwrap(), true)
    };
    any.iter().any(|way| matches!(way, Way::Right(one) if right(one)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn sets_of_groups_and_single_questions_give_the_same_risks(plan in plan()) {
        let (snapshot, policy) = (system(&plan), policy(&plan));
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let survey = Survey::of(&policy, &access, &scopes, []);
        let mut accounts_seen = BTreeSet::new();
        for person in &survey.people {
            let performs = |function: &str| {
                let function = policy.functions.iter().find(|one| one.id.value == function).unwrap();
                person.accounts.iter().any(|user| does(&access, &scopes, *user, &function.any))
            };
            let risks = policy.risks.iter().enumerate();
            let expected: Vec<usize> = risks
                .filter(|(_, risk)| risk.functions.iter().all(|function| performs(&function.value)))
                .map(|(at, _)| at)
                .collect();
            prop_assert_eq!(survey.together(&person.accounts), expected, "{:?}", person.accounts);
            accounts_seen.extend(person.accounts.iter().copied());
        }
        prop_assert_eq!(accounts_seen.len(), snapshot.users.len());
    }
}
