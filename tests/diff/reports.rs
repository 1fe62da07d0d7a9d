//! Findings of two reports.

use std::collections::BTreeSet;

use rolecall::diff::{FindingsDiff, Happened, Outcome};
use serde_json::{Value, json};

fn finding(instance: &str, subject: &str, severity: &str, count: u64) -> Value {
    json!({
        "schema": "finding/1", "check_id": "RM-001", "title": format!("{subject} has too much"), "severity": severity,
        "subject": {"type": "role", "id": subject}, "affected": {"count": count, "users": []},
        "resource": {"system": "odoo", "instance": instance, "model": "sale.order", "ops": ["unlink"]},
        "fingerprint": format!("v1:{instance}{subject}"),
    })
}

fn outcome(instance: &str, verdict: &str, findings: &[Value]) -> Outcome {
    let report = json!({
        "schema": "audit/1", "verdict": verdict, "findings": findings, "not_assessed": [],
        "summary": {"system": format!("odoo 18.0 {instance}"), "taken_at": "2026-11-29T08:00:00Z", "snapshot_sha256": "00"},
    });
    Outcome::read(report.to_string().as_bytes()).unwrap()
}

#[test]
fn staging_and_production_are_compared_without_their_names() {
    let mut waived = finding("prod", "sales", "high", 4);
    waived["waiver"] = json!({"id": "W-2026-014"});
    let before = outcome(
        "staging",
        "NO-GO",
        &[
            finding("staging", "sales", "high", 4),
            finding("staging", "stock", "low", 1),
            finding("staging", "hr", "low", 1),
        ],
    );
    let after =
        outcome("prod", "GO", &[waived, finding("prod", "stock", "medium", 9), finding("prod", "books", "info", 2)]);
    let diff = FindingsDiff::between(&before, &after, &BTreeSet::new());
    let told: Vec<String> = diff
        .changes
        .iter()
        .map(|one| format!("{} {} {}", one.happened.sign(), one.title, one.how.join(" · ")))
        .collect();
    assert_eq!(
        told,
        [
            "+ books has too much ",
            "- hr has too much ",
            "~ sales has too much accepted by nobody → waived by W-2026-014",
            "~ stock has too much low → medium · reaches 1 → 9",
        ]
    );
    assert_eq!(diff.verdict, ["NO-GO", "GO"]);
    assert!(FindingsDiff::between(&before, &before, &BTreeSet::new()).is_empty());
}

#[test]
fn what_the_second_did_not_look_for_is_not_fixed() {
    let before = outcome("prod", "NO-GO", &[finding("prod", "sales", "high", 4)]);
    let after = outcome("prod", "NOT ASSESSED", &[]);
    let diff = FindingsDiff::between(&before, &after, &BTreeSet::from(["RM-001".to_owned()]));
    assert_eq!((diff.changes[0].happened, diff.changes[0].not_looked_at), (Happened::Removed, true));
}

#[test]
fn what_is_no_report_is_told() {
    let told = |text: &str| Outcome::read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(told("{"), "it is no report of `rolecall audit --format json`");
    assert_eq!(told("{\"schema\":\"history/1\"}"), "it is a `history/1`, and this rolecall compares `audit/1`");
    assert_eq!(told("{\"schema\":\"audit/1\"}"), "it is no report of `rolecall audit --format json`");
}
