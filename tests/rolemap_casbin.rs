//! casbin as the second opinion: for role maps of any shape the plain reading of the design and casbin's enforcer agree.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use casbin::{CoreApi, DefaultModel, Enforcer, RbacApi, StringAdapter};
use proptest::prelude::*;
use rolecall::model::{Glob, Located, Pattern, Position};
use rolecall::rolemap::casbin::{MODEL, export};
use rolecall::rolemap::cells::{Decision, decide};
use rolecall::rolemap::{Access, Assignment, CellRule, OpName, OpSelection, Role, RoleMap, load_casbin};

const ROLES: [&str; 6] = ["clerk", "lead", "Sales, EU", "admin", "night shift", "x"];
const LOGINS: [&str; 4] = ["mara@acme.example", "admin", "user:odd", "*@night.acme.example"];
const PATTERNS: [&str; 9] = [
    "sale.order",
    "sale.order.line",
    "sale.order*",
    "sale.*",
    "sale*",
    "*",
    "account.move",
    "account.*",
    "Sales Invoice",
];
const RESOURCES: [&str; 7] =
    ["sale.order", "sale.order.line", "sale", "sales", "account.move", "Sales Invoice", "unheard.of"];
const OPS: [&str; 5] = ["read", "write", "create", "delete", "submit"];

fn at<T>(value: T) -> Located<T> {
    Located::new(value, Position::file(&Arc::from("generated")))
}

fn selection() -> impl Strategy<Value = OpSelection> {
    prop_oneof![
        1 => Just(OpSelection::All),
        4 => proptest::sample::subsequence(&OPS[..], 0..=3)
            .prop_map(|ops| OpSelection::Named(ops.into_iter().map(|op| OpName(op.to_owned())).collect())),
    ]
}

fn pattern() -> impl Strategy<Value = Located<Pattern>> {
    proptest::sample::select(&PATTERNS[..]).prop_map(|text| at(Pattern::parse(text).unwrap()))
}

fn cell() -> impl Strategy<Value = CellRule> {
    (pattern(), selection(), prop_oneof![3 => Just(OpSelection::default()), 1 => selection()])
        .prop_map(|(resource, allow, deny)| CellRule { resource, access: at(Access { allow, deny }) })
}

/// Roles that extend any others: chains, diamonds, circles, and names that are not there.
fn role(name: &'static str) -> impl Strategy<Value = Role> {
    let parents = proptest::sample::subsequence(&["clerk", "lead", "Sales, EU", "admin", "x", "nobody"][..], 0..=2);
    (parents, prop::collection::vec(cell(), 0..4), prop::collection::vec(pattern(), 0..2)).prop_map(
        move |(parents, grants, must_not)| Role {
            name: at(name.to_owned()),
            extends: parents.into_iter().filter(|parent| *parent != name).map(|parent| at(parent.to_owned())).collect(),
            groups: vec![],
            includes: vec![],
            grants,
            must_not,
            records: vec![],
            fields: vec![],
            probe: None,
        },
    )
}

prop_compose! {
    fn role_map()(
        roles in ROLES.map(role),
        count in 0..=ROLES.len(),
        held in prop::collection::btree_set((0..LOGINS.len(), 0..ROLES.len()), 0..6),
    ) -> RoleMap {
        let assignments = held.into_iter().filter(|(_, role)| *role < count).map(|(login, role)| Assignment {
            who: at(Glob::new(LOGINS[login])),
            role: at(ROLES[role].to_owned()),
            person: None,
            department: None,
        });
        RoleMap { assignments: assignments.collect(), roles: roles.into_iter().take(count).collect(), ..RoleMap::default() }
    }
}

fn enforcer(policy: &str) -> Enforcer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let model = DefaultModel::from_str(MODEL).await.unwrap();
        Enforcer::new(model, StringAdapter::new(policy.to_owned())).await.unwrap()
    })
}

/// As casbin knows a login.
fn subject(map: &RoleMap, login: &str) -> String {
    let taken = map.roles.iter().any(|role| role.name.value == login) || login.starts_with("user:");
    if taken { format!("user:{login}") } else { login.to_owned() }
}

fn imported(policy: &str) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.csv");
    std::fs::write(&path, policy).unwrap();
    let loaded = load_casbin(&path).unwrap();
    assert_eq!(loaded.problems, []);
    loaded.map
}

fn links(map: &RoleMap) -> BTreeSet<(&str, &str)> {
    let known: BTreeSet<&str> = map.roles.iter().map(|role| role.name.value.as_str()).collect();
    map.roles
        .iter()
        .flat_map(|role| role.extends.iter().map(|parent| (role.name.value.as_str(), parent.value.as_str())))
        .filter(|(_, parent)| known.contains(parent))
        .collect()
}

fn held(map: &RoleMap) -> BTreeSet<(&str, &str)> {
    map.assignments.iter().map(|one| (one.who.value.as_str(), one.role.value.as_str())).collect()
}

proptest! {
    #[test]
    fn the_design_and_casbin_agree_on_every_cell(map in role_map()) {
        let enforcer = enforcer(&export(&map));
        for (resource, op) in RESOURCES.iter().flat_map(|resource| OPS.map(|op| (*resource, op))) {
            for role in &map.roles {
                let role = role.name.value.as_str();
                let ours = decide(&map, role, resource, op);
                let theirs = enforcer.enforce((role, resource, op)).unwrap();
                prop_assert_eq!(ours == Decision::Allow, theirs, "{} {} {}", role, op, resource);
            }
            for login in LOGINS {
                let mine = map.assignments.iter().filter(|one| one.who.value.as_str() == login);
                let ours = mine.clone().any(|one| decide(&map, &one.role.value, resource, op) == Decision::Allow);
                let roles = enforcer.get_roles_for_user(&subject(&map, login), None);
                let theirs = roles.iter().any(|role| enforcer.enforce((role.as_str(), resource, op)).unwrap());
                prop_assert_eq!(ours, theirs, "{} {} {}", login, op, resource);
            }
        }
    }

    #[test]
    fn what_is_exported_comes_back(map in role_map()) {
        let policy = export(&map);
        let back = imported(&policy);
        let mut names: Vec<&str> = back.roles.iter().map(|role| role.name.value.as_str()).collect();
        let mut expected: Vec<&str> = map.roles.iter().map(|role| role.name.value.as_str()).collect();
        names.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(&names, &expected);
        for role in expected {
            for (resource, op) in RESOURCES.iter().flat_map(|resource| OPS.map(|op| (*resource, op))) {
                prop_assert_eq!(decide(&map, role, resource, op), decide(&back, role, resource, op));
            }
        }
        prop_assert_eq!(held(&map), held(&back));
        prop_assert_eq!(links(&map), links(&back));
    }
}

#[test]
fn a_policy_reads_as_a_person_expects() {
    let map = imported(
        "# made elsewhere\np, clerk, sale.*, read\np,lead , sale.order, write, allow\np, clerk, hr.*, *, deny\ng, lead, clerk\ng, mara, lead\n",
    );
    insta::assert_snapshot!(export(&map), @r"
    p, clerk, sale.*, read, allow
    p, clerk, hr.*, *, deny
    p, lead, sale.order, write, allow
    g, lead, clerk
    g, mara, lead
    ");
    assert_eq!(decide(&map, "lead", "sale.order", "read"), Decision::Allow);
    assert_eq!(decide(&map, "lead", "hr.employee", "read"), Decision::Deny);
    assert_eq!(decide(&map, "lead", "account.move", "read"), Decision::Unspecified);
    assert_eq!(decide(&map, "nobody", "sale.order", "read"), Decision::Unspecified);
}

#[test]
fn a_chain_of_parents_is_followed_to_its_end() {
    let chain = |length: usize| -> String {
        (0..length)
            .map(|i| format!("p, r{i}, -, -, deny\ng, r{i}, r{}\n", i + 1))
            .chain([format!("p, r{length}, a, read, allow\n")])
            .collect()
    };
    for (length, theirs) in [(9, true), (30, false)] {
        assert_eq!(decide(&imported(&chain(length)), "r0", "a", "read"), Decision::Allow);
        // casbin's default role manager stops after ten levels, as policies/model.conf says.
        assert_eq!(enforcer(&chain(length)).enforce(("r0", "a", "read")).unwrap(), theirs);
    }
}

#[test]
fn an_operation_that_does_not_exist_is_an_error_and_other_names_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.csv");
    std::fs::write(&path, "p, clerk, sale.order, raed, deny\np, clerk, sale.order, update, allow\n").unwrap();
    let loaded = load_casbin(&path).unwrap();
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.contains("raed")), "{told:?}");
    assert_eq!(
        rolecall::rolemap::cells::decide(&loaded.map, "clerk", "sale.order", "write"),
        rolecall::rolemap::cells::Decision::Allow
    );
}
