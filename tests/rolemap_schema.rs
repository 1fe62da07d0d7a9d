//! The committed JSON Schema, the list of keys and the reader say the same.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use rolecall::rolemap::{Level, load, schema};
use serde_json::Value;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/role-maps/rolemap.schema.json");
const EXAMPLE: &str = include_str!("fixtures/rolemap/example.yaml");

fn accepted_by_schema(yaml: &str) -> bool {
    let value: Value = serde_saphyr::from_str(yaml).unwrap();
    jsonschema::is_valid(&schema(), &value)
}

fn accepted_by_reader(yaml: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), yaml).unwrap();
    std::fs::write(folder.path().join("staff.csv"), "login,role\nmara,employee\n").unwrap();
    load(&folder.path().join("map.yaml")).unwrap().problems.iter().all(|problem| problem.level != Level::Error)
}

/// `SNAPSHOTS=overwrite cargo test --test rolemap_schema` writes the file anew.
#[test]
fn the_committed_schema_is_the_generated_one() {
    let generated = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("SNAPSHOTS").is_some_and(|how| how == "overwrite") {
        std::fs::write(COMMITTED, &generated).unwrap();
    }
    assert_eq!(std::fs::read_to_string(COMMITTED).unwrap(), generated);
}

#[test]
fn what_one_accepts_the_other_accepts() {
    let good = [
        EXAMPLE,
        "roles: {a: {groups: g}}",
        "roles: {a: ~}",
        "roles: {a: {groups: ~, grants: {x: CRUD}}}",
        "{roles: {1: {groups: [1, yes, 2.5]}}, users: {m: a, n: [a, b]}}",
        "users: [{login: m, role: [a, b], person: P, department: D}]",
        "tokens: {t: {expires_within: 1y}}",
        "admins: {break_glass: [{login: b, sealed: false}]}",
    ];
    for yaml in good {
        assert!(accepted_by_schema(yaml), "schema refuses {yaml}");
        assert!(accepted_by_reader(yaml), "reader refuses {yaml}");
    }
}

#[test]
fn what_one_refuses_the_other_refuses() {
    let bad = [
        "role: {}",
        "[]",
        "roles: [a]",
        "roles: {a: {group: g}}",
        "roles: {a: {groups: {g: h}}}",
        "roles: {a: {grants: [x]}}",
        "roles: {a: {grants: {x: {read: true}}}}",
        "roles: {a: {grants: {x: []}}}",
        "roles: {a: {records: {x: mine}}}",
        "roles: {a: {probe: {login: x}}}",
        "roles: {a: {probe: {login: x, secret: hunter2}}}",
        "roles: {a: {probe: {login: x, secret: 'env:A', token: b}}}",
        "roles: {a: {probe: {login: x, secret: 'env:A', kind: pin}}}",
        "scope: {}",
        "scope: {resources: [a], more: b}",
        "users: [{login: m}]",
        "users: [{login: m, role: a, dept: b}]",
        "tokens: {t: {expires: 90d}}",
        "tokens: {t: {expires_within: 90}}",
        "tokens: {t: {expires_within: 3 months}}",
        "admins: {allow: [a]}",
        "admins: {break_glass: [{login: b, sealed: maybe}]}",
        "admins: {break_glass: [{custodian: b}]}",
        "shared_allowed: [{login: b, why: c}]",
        "shared_allowed: b",
    ];
    for yaml in bad {
        assert!(!accepted_by_schema(yaml), "schema accepts {yaml}");
        assert!(!accepted_by_reader(yaml), "reader accepts {yaml}");
    }
}
