//! The whole way from a real database to findings.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tryton::{self, Company, difference};
use crate::{answers, cli};

fn faults() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tryton/faults.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// Whether a finding is about what a fault was planted in.
fn is_about(finding: &Value, fault: &Value) -> bool {
    let subject = &fault["subject"];
    match subject["user"].as_str() {
        Some(user) => {
            // What concerns everybody concerns this one, too, and is not about him.
            let affected = finding["affected"]["users"].as_array().unwrap();
            finding["subject"]["id"] == user || (affected.len() == 1 && affected[0] == user)
        }
        None => finding["resource"]["model"] == subject["resource"],
    }
}

fn presses(lines: &[Value], fault: &Value) -> Value {
    let line = lines.iter().find(|line| line["user"] == fault["user"] && line["button"] == fault["button"]);
    line.unwrap()["allowed"].clone()
}

#[test]
fn access_is_what_the_erp_itself_answers() {
    let lab = lab_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    let snapshot = cli::collected(&cli::sqlite(&lab.file(Company::Faults)), folder.path(), "faults");
    let comparison = answers::compare(&snapshot, &lab.answers(Company::Faults));
    assert_eq!(comparison.wrong, [""; 0]);
    // 18 users, 361 models, four operations; what was compared is not nothing.
    assert!(comparison.cells > 25_000, "{}", comparison.cells);
    assert!(comparison.fields > 500, "{}", comparison.fields);
    assert!(comparison.buttons > 1_500, "{}", comparison.buttons);
}

#[test]
fn the_company_as_designed_passes() {
    let lab = lab_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    let snapshot = cli::collected(&cli::sqlite(&lab.file(Company::Honest)), folder.path(), "honest");
    let (_, audit) = cli::audit(&snapshot);
    let findings = audit["findings"].as_array().unwrap();
    let bad = ["high", "critical"].map(Value::from);
    let made = findings.iter().filter(|finding| bad.contains(&finding["severity"]) && finding["confidence"] != "low");
    // What every Tryton has as it is shipped is told whatever a design says; nothing else is wrong here.
    let made: Vec<&Value> = made.filter(|finding| finding["vendor_default"] != true).collect();
    assert!(made.is_empty(), "{made:#?}");
    for fault in faults()["planted"].as_array().unwrap() {
        let told: Vec<&Value> = findings.iter().filter(|finding| is_about(finding, fault)).collect();
        assert!(told.is_empty(), "{fault}: {told:#?}");
    }
    let lines = cli::access(&snapshot);
    for fault in faults()["shown"].as_array().unwrap() {
        assert_eq!(presses(&lines, fault), false, "{fault}");
    }
}

#[test]
fn every_fault_is_found() {
    let lab = lab_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    let snapshot = cli::collected(&cli::sqlite(&lab.file(Company::Faults)), folder.path(), "faults");
    let (code, audit) = cli::audit(&snapshot);
    assert_eq!((code, &audit["verdict"]), (1, &Value::from("NO-GO")));
    let findings = audit["findings"].as_array().unwrap();
    for fault in faults()["planted"].as_array().unwrap() {
        let names = fault["found_as"].as_array().unwrap();
        let found = findings.iter().any(|finding| names.contains(&finding["check_name"]) && is_about(finding, fault));
        assert!(found, "not found: {fault}");
    }
    let lines = cli::access(&snapshot);
    for fault in faults()["shown"].as_array().unwrap() {
        assert_eq!(presses(&lines, fault), true, "{fault}");
    }
}

#[test]
fn collecting_from_a_served_database_changes_nothing() {
    let lab = lab_or_skip!();
    let server = lab.serve(Company::Faults);
    let folder = tempfile::tempdir().unwrap();
    server.sign_in(tryton::ADMIN);
    let before = server.copy();
    let served = cli::collected(&cli::sqlite(&server.file()), folder.path(), "served");
    let changed = difference(&before, &server.copy());
    assert_eq!((changed.changes, changed.traces), (vec![], vec![]));
    let kept = cli::collected(&cli::sqlite(&lab.file(Company::Faults)), folder.path(), "kept");
    let comparison = answers::compare(&served, &lab.answers(Company::Faults));
    assert_eq!(comparison.wrong, [""; 0]);
    assert_eq!(cli::access(&served), cli::access(&kept));
}
