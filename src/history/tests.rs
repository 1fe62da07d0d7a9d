//! From schema to schema.

use sha2::{Digest, Sha256};

use super::*;

const OLD: &[(i64, &str, &str)] = open::MIGRATIONS;
const NEW: &[(i64, &str, &str)] = &[
    open::MIGRATIONS[0],
    (2, "more", "create table more (number bigint primary key); alter table runs add column extra text"),
];
const BROKEN: &[(i64, &str, &str)] =
    &[open::MIGRATIONS[0], (2, "broken", "create table half (a text); create nonsense")];

fn run() -> Run {
    Run {
        number: 1,
        run: "r1".to_owned(),
        kind: "odoo".to_owned(),
        system: "prod".to_owned(),
        version: "18.0".to_owned(),
        taken_at: "2026-11-29T08:00:00Z".to_owned(),
        judged_on: "2026-11-29".to_owned(),
        verdict: crate::findings::Verdict::Go,
        exit: crate::findings::Exit::Clean,
        gaps: std::collections::BTreeSet::new(),
        manifest_sha256: "a".repeat(64),
        previous: None,
        snapshot_sha256: "b".repeat(64),
        tool: "0.1.0".to_owned(),
    }
}

#[test]
fn an_older_schema_is_brought_up_to_date_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let place = Location::File(folder.path().join("history.sqlite"));
    Store::open_with(&place, OLD).unwrap().record(&run(), &[]).unwrap();
    let Err(older) = Store::open_existing_with(&place, NEW) else { panic!("it was read") };
    assert!(older.to_string().ends_with("the next `rolecall audit` brings it up to date"), "{older}");
    let mut store = Store::open_with(&place, NEW).unwrap();
    assert_eq!(store.runs(Filter::default()).unwrap()[0].run, run());
    drop(store);
    assert!(Store::open_existing_with(&place, NEW).unwrap().is_some());
    for refused in [Store::open_with(&place, OLD).map(drop), Store::open_existing_with(&place, OLD).map(drop)] {
        assert!(matches!(refused, Err(HistoryError::Newer { .. })), "{refused:?}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_state() {
    let folder = tempfile::tempdir().unwrap();
    let place = Location::File(folder.path().join("history.sqlite"));
    assert!(Store::open_with(&place, BROKEN).is_err());
    assert!(Store::open_existing_with(&place, OLD).unwrap().is_none(), "not even the first step is there");
    Store::open_with(&place, OLD).unwrap().record(&run(), &[]).unwrap();
    assert!(Store::open_with(&place, BROKEN).is_err());
    let mut store = Store::open_existing_with(&place, OLD).unwrap().unwrap();
    assert_eq!(store.head().unwrap().unwrap().run, "r1");
}

/// A file that was shipped is never changed: databases that it made would be taken for somebody else's. Add another one.
#[test]
fn shipped_steps_stay_as_they_are() {
    let sums: Vec<String> = open::MIGRATIONS
        .iter()
        .map(|(number, name, sql)| {
            let sum = Sha256::digest(sql).iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
            format!("{number} {name} {sum:016x}")
        })
        .collect();
    assert_eq!(sums, ["1 runs 00f164fd8b565ba5"]);
}
