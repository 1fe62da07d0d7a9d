//! `rolecall demo --erp frappe` finds every fault that it planted, on every version that the sample speaks as, and leaves the
//! sample as it was.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::process::Command;

/// What the demo says, and its report.
fn demo(flavour: &str) -> (String, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(["demo", "--erp", "frappe", "--flavour", flavour, "--output", "demo"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{flavour}: {said}");
    let report = std::fs::read(folder.path().join("demo/audit.json")).unwrap();
    (said, serde_json::from_slice(&report).unwrap())
}

#[test]
fn every_planted_fault_is_found_and_nothing_is_changed() {
    for flavour in ["14", "15", "17"] {
        let (said, report) = demo(flavour);
        assert!(!said.contains("NOT FOUND"), "{flavour}: {said}");
        assert_eq!(said.lines().filter(|line| line.starts_with("  found: ")).count(), 15, "{flavour}: {said}");
        assert!(said.contains("database is the same before and after the probe"), "{flavour}: {said}");
        // The probe of 14 tells besides which fields its levels hide from nobody.
        let findings = report.get("findings").and_then(|findings| findings.as_array()).unwrap();
        let of_probe = findings.iter().filter(|finding| {
            let id = finding.get("check_id").and_then(|id| id.as_str()).unwrap();
            let field = finding.pointer("/resource/field").is_some_and(serde_json::Value::is_string);
            id.starts_with("PRB") && !(flavour == "14" && field)
        });
        let expected = if flavour == "14" { 3 } else { 4 };
        assert_eq!(of_probe.count(), expected, "{flavour}: the faults of the running system and nothing else");
    }
}
