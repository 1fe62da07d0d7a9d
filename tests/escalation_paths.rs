//! Paths put together from a policy, and the graph of them for `BloodHound`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolecall::access::Access;
use rolecall::access::scope::Scopes;
use rolecall::escalation::{Escalations, opengraph};
use rolecall::model::UserIx;
use rolecall::policy::{Gives, Policies};
use rolecall::snapshot::{Snapshot, UserKind};
use rolecall::synth::Builder;
use serde_json::Value;

/// Models whose writing gives something, and what.
const GIVERS: [(&str, &str, Gives); 5] = [
    ("res.users", "w", Gives::Administrator),
    ("ir.actions.server", "w", Gives::Code),
    ("change.password.wizard", "c", Gives::AnyAccount),
    ("ir.rule", "w", Gives::RightsOfOthers),
    ("sale.order", "w", Gives::Administrator),
];

fn company() -> Builder {
    let mut system = Builder::new("hostile \u{1b}[2J system");
    system
        .makes("base.group_user", UserKind::Internal)
        .makes("base.group_portal", UserKind::External)
        .administers("base.group_system")
        .implies("Lab / \u{202e}Lead", "base.group_system")
        .hand_made("users", Some("hr.group"), "res.users", "rw")
        .hand_made("wizard", Some("it.group"), "change.password.wizard", "c")
        .hand_made("contacts", Some("base.group_user"), "res.partner", "w")
        .hand_made("all", None, "ir.rule", "w")
        .user("ann", "Ann", &["hr.group", "base.group_user"])
        .user("bob", "Bob", &["it.group", "base.group_user"])
        .user("eve", "Eve", &["base.group_portal"])
        .user("kim\u{202e}", "Kim", &["Lab / \u{202e}Lead"])
        .user("root", "Root", &["base.group_system"]);
    system
}

fn graph(snapshot: &Snapshot) -> Value {
    let (access, scopes) = (Access::compute(snapshot), Scopes::new(snapshot));
    opengraph(&Escalations::of(&access, &scopes, &Policies::built_in().escalation))
}

/// The shape that `BloodHound` reads.
fn validator() -> jsonschema::Validator {
    let schema = serde_json::from_str(include_str!("fixtures/opengraph/opengraph.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn the_graph_has_the_shape_that_bloodhound_reads() {
    let validator = validator();
    let drawn = graph(&company().build());
    let errors: Vec<String> = validator.iter_errors(&drawn).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    // Every edge leads from a node to a node, and no node is there twice.
    let nodes: Vec<&str> =
        drawn["graph"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = nodes.iter().copied().collect();
    assert_eq!(known.len(), nodes.len());
    let edges = drawn["graph"]["edges"].as_array().unwrap();
    for edge in edges {
        assert!(known.contains(edge["start"]["value"].as_str().unwrap()), "{edge}");
        assert!(known.contains(edge["end"]["value"].as_str().unwrap()), "{edge}");
    }
    let kinds: BTreeSet<&str> = edges.iter().map(|edge| edge["kind"].as_str().unwrap()).collect();
    for kind in
        ["MemberOf", "Implies", "CanWrite", "BecomesAdministrator", "ActsAsAnyAccount", "Administers", "Includes"]
    {
        assert!(kinds.contains(kind), "{kind} of {kinds:?}");
    }
    assert_eq!(drawn, graph(&company().build()), "the same system draws the same graph");
}

#[test]
fn the_shape_refuses_what_bloodhound_would() {
    let validator = validator();
    let drawn = graph(&company().build());
    for (pointer, wrong) in [
        ("/graph/edges/0/kind", serde_json::json!("Member-Of")),
        ("/graph/edges/0/start", serde_json::json!("user")),
        ("/graph/nodes/0/kinds", serde_json::json!(["A", "B", "C", "D"])),
        ("/graph/nodes/0/properties", serde_json::json!({ "Name": "x" })),
        ("/graph/nodes/0/properties", serde_json::json!({ "name": { "deep": 1 } })),
    ] {
        let mut broken = drawn.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

/// Whether anyone in these groups can get to a goal: by trying everything again until nothing is new.
fn naive(snapshot: &Snapshot, given: &[(usize, usize)], user: usize, goal: Gives) -> bool {
    let held = |user: usize| -> BTreeSet<usize> {
        let group = |at: usize| snapshot.groups.iter().position(|group| group.key == format!("g{at}"));
        let has = |at: &usize| {
            group(*at).is_some_and(|group| {
                snapshot.memberships.iter().any(|row| row.0.index() == user && row.1.index() == group)
            })
        };
        given.iter().filter(|(group, _)| has(group)).map(|(_, giver)| *giver).collect()
    };
    let mut reached: BTreeSet<usize> = held(user);
    loop {
        let before = reached.len();
        if reached.iter().any(|giver| GIVERS[*giver].2 == Gives::AnyAccount) {
            for other in 0..snapshot.users.len() {
                reached.extend(held(other));
            }
        }
        if reached.len() == before {
            // Sales orders give nothing, whatever the table above says of them.
            return reached.iter().any(|giver| GIVERS[*giver].2 == goal && GIVERS[*giver].0 != "sale.order");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn paths_are_found_where_a_naive_search_finds_one(
        given in proptest::collection::btree_set((0..4_usize, 0..GIVERS.len()), 0..8),
        members in proptest::collection::btree_set((0..5_usize, 0..4_usize), 0..10),
    ) {
        let given: Vec<(usize, usize)> = given.into_iter().collect();
        let mut system = Builder::new("random");
        for user in 0..5 {
            system.user(&format!("u{user}"), "", &[]);
        }
        for (group, giver) in &given {
            let (model, letters, _) = GIVERS[*giver];
            system.hand_made(&format!("r{group}{giver}"), Some(&format!("g{group}")), model, letters);
        }
        for (user, group) in &members {
            system.join(&format!("u{user}"), &format!("g{group}"));
        }
        let snapshot = system.build();
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let found = Escalations::of(&access, &scopes, &Policies::built_in().escalation);
        for user in 0..5 {
            let paths = found.paths(access.profile_index(UserIx::new(user)));
            for goal in [Gives::Administrator, Gives::Code, Gives::RightsOfOthers] {
                let is = paths.iter().any(|path| path.ends == goal);
                prop_assert_eq!(is, naive(&snapshot, &given, user, goal), "u{} to {:?}", user, goal);
            }
        }
    }
}

#[test]
fn many_people_are_as_quick_as_their_sets_of_groups() {
    let mut snapshot = company().build();
    let ann = snapshot.users.iter().position(|user| &*user.key == "ann").unwrap();
    let (user, groups) = (snapshot.users[ann].clone(), snapshot.memberships.iter().filter(|row| row.0.index() == ann));
    let groups: Vec<_> = groups.map(|row| row.1).collect();
    for at in 0..100_000 {
        let ix = UserIx::new(snapshot.users.len());
        let mut copy = user.clone();
        copy.key = format!("z{at:06}").into();
        snapshot.users.push(copy);
        snapshot.memberships.extend(groups.iter().map(|group| rolecall::snapshot::Membership(ix, *group)));
    }
    let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
    let started = std::time::Instant::now();
    let found = Escalations::of(&access, &scopes, &Policies::built_in().escalation);
    assert!(!found.paths(access.profile_index(UserIx::new(snapshot.users.len() - 1))).is_empty());
    // Far more than it takes; a search for each account would not end in it.
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
