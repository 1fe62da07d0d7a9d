//! OCSF against the schema that `docs/schema` holds of its class.

use rolecall::findings::Report;
use rolecall::model::{Confidence, Severity};
use rolecall::report::{Format, RenderOptions};
use serde_json::{Value, json};

use crate::{fixtures, text};

fn schema() -> jsonschema::Validator {
    let schema: Value =
        serde_json::from_str(include_str!("../../docs/schema/ocsf-1.8.0-compliance-finding.schema.json")).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn events(report: &Report) -> Value {
    serde_json::from_str(&text(report, Format::Ocsf, &RenderOptions::default())).unwrap()
}

#[test]
fn every_report_fits_the_class() {
    let schema = schema();
    for report in fixtures::all() {
        let events = events(&report);
        let problems: Vec<String> =
            schema.iter_errors(&events).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(events.as_array().unwrap().len(), report.findings.len() + report.not_assessed.len());
    }
}

#[test]
fn the_schema_refuses_what_the_class_does_not_have() {
    let schema = schema();
    let good = events(&fixtures::judged());
    for (pointer, key, value) in [
        ("/0", "extra", json!(1)),
        ("/0", "class_uid", json!(2004)),
        ("/0", "type_uid", json!(200_302)),
        ("/0", "severity_id", json!(7)),
        ("/0", "severity", json!("High")),
        ("/0", "status", json!("New")),
        ("/0", "time", json!("2026-11-20T08:00:00Z")),
        ("/0/metadata", "version", json!("1.0")),
        ("/0/metadata", "extra", json!(1)),
        ("/0/finding_info", "extra", json!(1)),
        ("/0/compliance", "status_id", json!(4)),
        ("/0/compliance", "extra", json!(1)),
        ("/0/resources/0", "extra", json!(1)),
        ("/0/evidences/0", "extra", json!(1)),
        ("/0/remediation", "extra", json!(1)),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        assert!(!schema.is_valid(&bad), "{pointer}/{key}");
    }
    for (pointer, key) in [
        ("/0", "metadata"),
        ("/0", "finding_info"),
        ("/0", "compliance"),
        ("/0", "activity_id"),
        ("/0", "category_uid"),
        ("/0", "severity_id"),
        ("/0", "time"),
        ("/0", "type_uid"),
        ("/0/metadata", "product"),
        ("/0/metadata", "version"),
        ("/0/finding_info", "uid"),
        ("/0/finding_info/analytic", "type_id"),
        ("/0/remediation", "desc"),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        assert!(!schema.is_valid(&bad), "{pointer} without {key}");
    }
}

#[test]
fn a_finding_is_an_event_with_everything_that_is_known() {
    let report = fixtures::judged();
    let events = events(&report);
    let event = &events[0];
    assert_eq!(event["finding_info"]["uid"], report.findings[0].fingerprint.as_str());
    assert_eq!(event["time"], 1_795_161_600_000_i64, "the snapshot's moment");
    assert_eq!(event["severity_id"], 5);
    assert_eq!(event["compliance"]["control"], "RM-001");
    assert_eq!(event["compliance"]["status"], "Fail", "what is accepted is a failure all the same");
    assert_eq!(event["compliance"]["standards"], json!(["ISO27001-2022", "NIST-800-53r5"]));
    assert_eq!(event["compliance"]["requirements"][0], "NIST-800-53r5 AC-6 (unverified)");
    assert_eq!(event["resources"][0]["uid"], "odoo/prod/model/account.move");
    assert_eq!(event["resources"][1]["uid"], "odoo/prod/role/sales-rep");
    assert_eq!(event["evidences"][0]["data"]["path"].as_array().unwrap().len(), 4);
    assert_eq!(event["evidences"][0]["data"]["affected"]["count"], 4_012);
    assert_eq!(event["evidences"][0]["data"]["designed_at"], "role-maps/trading.yaml:12:5");
    assert_eq!(event["remediation"]["desc"], "delete the access row `Sales may post invoices`");
    assert_eq!(event["unmapped"]["verdict"], "NO-GO");
}

#[test]
fn what_somebody_accepted_is_suppressed_with_the_reason() {
    let events = events(&fixtures::judged());
    assert_eq!(events[0]["status"], "Suppressed");
    let detail = events[0]["status_detail"].as_str().unwrap();
    assert!(detail.starts_with("waiver W-2026-014 until 2026-12-01, approved by ciso@acme.example"), "{detail}");
    assert_eq!(events[0]["unmapped"]["waiver"]["ticket"], "CHG-8812");
    assert_eq!((&events[1]["status"], &events[1]["activity_name"]), (&json!("New"), &json!("Update")), "it has grown");
    assert_eq!(events[2]["status"], "Suppressed", "the baseline has it");
}

#[test]
fn what_was_not_assessed_is_a_warning() {
    let events = events(&fixtures::usual());
    let gaps: Vec<&Value> =
        events.as_array().unwrap().iter().filter(|event| event["compliance"]["status"] == "Warning").collect();
    assert_eq!(gaps.len(), 3);
    let asked = gaps.iter().find(|event| event["unmapped"]["asked_for"] == true).unwrap();
    assert_eq!(asked["severity"], "High");
    assert_eq!(asked["message"], "asked for and not assessed: fields");
    assert_eq!(asked["finding_info"]["uid"], "not-assessed/odoo 18.0 prod/fields");
}

#[test]
fn every_severity_and_confidence_has_its_number() {
    let schema = schema();
    let confidences = [Confidence::Low, Confidence::Medium, Confidence::High, Confidence::Proven];
    for severity in Severity::ALL {
        for confidence in confidences {
            let mut finding = fixtures::about(severity, "mara");
            finding.confidence = confidence;
            let events = events(&fixtures::report_of(vec![finding]));
            assert!(schema.is_valid(&events), "{severity:?} {confidence:?}");
            assert_eq!(events[0]["unmapped"]["confidence"], confidence.word());
        }
    }
}
