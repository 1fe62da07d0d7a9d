//! JSON against the schema that users get.

use rolecall::report::{Format, RenderOptions};
use serde_json::{Value, json};

use crate::{fixtures, text};

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(include_str!("../../docs/schema/audit-1.schema.json")).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn document(report: &rolecall::findings::Report) -> Value {
    serde_json::from_str(&text(report, Format::Json, &RenderOptions::default())).unwrap()
}

#[test]
fn every_report_fits_the_schema() {
    let schema = schema();
    for report in fixtures::all() {
        let document = document(&report);
        let problems: Vec<String> =
            schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    let schema = schema();
    let good = document(&fixtures::usual());
    assert!(schema.is_valid(&good));
    for (pointer, key, value) in [
        ("", "extra", json!(1)),
        ("/summary", "extra", json!(1)),
        ("/findings/0", "extra", json!(1)),
        ("/findings/0/origin", "extra", json!(1)),
        ("/findings/0/resource", "extra", json!(1)),
        ("/not_assessed/0", "extra", json!(1)),
        ("/findings/0", "severity", json!("awful")),
        ("/findings/0", "fingerprint", json!("7")),
        ("", "verdict", json!("MAYBE")),
        ("", "schema", json!("audit/2")),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        assert!(!schema.is_valid(&bad), "{pointer}/{key}");
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_know_of_a_probe() {
    let schema = schema();
    let good = document(&fixtures::probed());
    assert!(schema.is_valid(&good));
    for (pointer, key, value) in [
        ("/probe", "extra", json!(1)),
        ("/probe/roles/0", "extra", json!(1)),
        ("/probe/roles/0", "outcome", json!("fine")),
        ("/probe/cells/0", "value", json!("a value of the ERP")),
        ("/probe/cells/0", "observed", json!("silent")),
        ("/probe/cells/0", "designed", json!("inconclusive")),
        ("/probe/cells/0", "question", json!("why")),
        ("/probe/bearer/0", "token", json!("eyJ")),
        ("/probe/bearer/0", "attempt", json!("lucky")),
        ("/probe/bearer/0", "expected", json!("inconclusive")),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        assert!(!schema.is_valid(&bad), "{pointer}/{key}");
    }
}

#[test]
fn a_report_without_a_probe_has_none() {
    assert_eq!(document(&fixtures::usual()).get("probe"), None);
}

#[test]
fn a_finding_tells_where_it_was_designed() {
    let document = document(&fixtures::usual());
    assert_eq!(document["findings"][0]["designed_at"], "role-maps/trading.yaml:12:5");
    assert_eq!(document["findings"][1]["designed_at"], "role-maps/Rollen Büro.xlsx!Users!C7");
    assert_eq!(document["findings"][2].get("designed_at"), None);
}

#[test]
fn json_is_complete_whatever_the_limit() {
    let options = RenderOptions { limit: Some(1), ..RenderOptions::default() };
    let document: Value = serde_json::from_str(&text(&fixtures::many(60), Format::Json, &options)).unwrap();
    assert_eq!(document["findings"].as_array().unwrap().len(), 60);
}
