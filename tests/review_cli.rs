//! `review` as somebody runs it: an archived run, decisions as CSV, a seal that `verify` covers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rolecall::review::{FILLED, GIVEN, Given, reference};
use rolecall::{snapshot, synth};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("ROLECALL_NO_ARCHIVE")
        .env("ROLECALL_NOW", "2026-01-20T08:00:00Z")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An archived run, and its name below the folder.
fn archived(folder: &Path) -> String {
    let company = synth::company(1, "2026-01-01T00:00:00Z");
    snapshot::write(&company.snapshot, &folder.join("prod.snapshot")).unwrap();
    std::fs::write(folder.join("role-map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    let audit = ["audit", "--snapshot", "prod.snapshot", "--map", "role-map.yaml", "--now", "2026-01-02T08:00:00Z"];
    let told = said(&run(folder, &audit));
    let (_, place) = told.split_once("archived as run ").unwrap_or_else(|| panic!("{told}"));
    place.split(" in ").nth(1).unwrap().lines().next().unwrap().to_owned()
}

/// The lines of a run with decisions, as CSV; `leave` of them are left out.
fn filled(folder: &Path, run: &str, leave: usize) -> PathBuf {
    let handed_out = reference(&Given::load(&folder.join(run).join("report.xlsx")).unwrap(), run).unwrap();
    let file = folder.join("filled.csv");
    let mut writer = csv::Writer::from_path(&file).unwrap();
    writer.write_record(GIVEN.iter().chain(&FILLED).map(|column| column.title)).unwrap();
    for line in handed_out.lines.iter().skip(leave) {
        let decided = ["keep", "Clara Control <clara@audit.example>", "Internal control", "2026-01-19", "seen"];
        let given = line.cells(&handed_out.run.snapshot_sha256);
        writer.write_record(given.iter().map(String::as_str).chain(decided)).unwrap();
    }
    writer.flush().unwrap();
    file
}

#[test]
fn a_review_is_sealed_into_its_run_and_verified_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let name = archived(folder.path());
    filled(folder.path(), &name, 0);
    let checked = run(folder.path(), &["review", &name, "filled.csv", "--check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    assert!(!folder.path().join(&name).join("seals/0001-review").exists());
    let sealed = run(folder.path(), &["review", &name, "filled.csv"]);
    assert_eq!(sealed.status.code(), Some(0), "{}", said(&sealed));
    assert!(said(&sealed).contains("review sealed: seal 1 of "), "{}", said(&sealed));
    let seal = folder.path().join(&name).join("seals/0001-review");
    let kept = std::fs::read(seal.join("filled.csv")).unwrap();
    assert_eq!(kept, std::fs::read(folder.path().join("filled.csv")).unwrap(), "as it was given");
    let review: serde_json::Value = serde_json::from_slice(&std::fs::read(seal.join("review.json")).unwrap()).unwrap();
    assert_eq!((&review["schema"], &review["complete"]), (&"review/1".into(), &true.into()));
    assert_eq!(run(folder.path(), &["verify", &name]).status.code(), Some(0));
    std::fs::write(seal.join("filled.csv"), "Line,Decision\n").unwrap();
    let changed = run(folder.path(), &["verify", &name]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(said(&changed).contains("0001-review"), "{}", said(&changed));
}

#[test]
fn what_is_not_whole_or_of_a_changed_run_is_not_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let name = archived(folder.path());
    filled(folder.path(), &name, 2);
    let missing = run(folder.path(), &["review", &name, "filled.csv"]);
    assert_eq!(missing.status.code(), Some(1), "{}", said(&missing));
    assert!(said(&missing).contains("2 problems: nothing was sealed"), "{}", said(&missing));
    assert!(!folder.path().join(&name).join("seals/0001-review").exists());
    let report = folder.path().join(&name).join("report.json");
    std::fs::write(&report, "{}").unwrap();
    let changed = run(folder.path(), &["review", &name, "filled.csv"]);
    assert_eq!(changed.status.code(), Some(2));
    assert!(said(&changed).contains("the run is not as it was written"), "{}", said(&changed));
}
