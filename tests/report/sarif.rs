//! SARIF against the official schema of version 2.1.0.

use std::path::PathBuf;
use std::process::Command;

use rolecall::report::{Format, RenderOptions};
use serde_json::Value;

use crate::{fixtures, text};

fn log(report: &rolecall::findings::Report) -> Value {
    serde_json::from_str(&text(report, Format::Sarif, &RenderOptions::default())).unwrap()
}

/// The schema of the standard's committee, from the source of the package `serde-sarif`, wherever cargo keeps it.
fn official() -> jsonschema::Validator {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        // Without the filter cargo wants the packages of every platform, which a build does not fetch.
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", "host-tuple"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let file = PathBuf::from(package["manifest_path"].as_str().unwrap()).with_file_name("src").join("schema.json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
    // The schema's pattern for `language`, which we do not write, has a bracket that our validator refuses.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language")).unwrap();
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    jsonschema::draft7::options().should_validate_formats(true).build(&schema).unwrap()
}

#[test]
fn every_report_fits_the_official_schema() {
    let schema = official();
    for report in fixtures::all() {
        let log = log(&report);
        let problems: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    for (pointer, value) in [
        ("/runs/0/results/0/level", "awful"),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", "no address"),
    ] {
        let mut wrong = log(&fixtures::usual());
        *wrong.pointer_mut(pointer).unwrap() = value.into();
        assert!(!schema.is_valid(&wrong), "{pointer} can be refused");
    }
}

#[test]
fn a_result_points_at_the_design_and_the_resource() {
    let log = log(&fixtures::usual());
    let results = &log["runs"][0]["results"];
    let place = &results[0]["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "role-maps/trading.yaml");
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 12);
    assert_eq!(place["physicalLocation"]["region"]["startColumn"], 5);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "odoo/prod/account.move");
    assert_eq!(place["logicalLocations"][1]["fullyQualifiedName"], "odoo/prod/role/sales-rep");
    let cell = &results[1]["locations"][0];
    assert_eq!(cell["physicalLocation"]["artifactLocation"]["uri"], "role-maps/Rollen%20B%C3%BCro.xlsx");
    assert_eq!(cell["message"]["text"], "role-maps/Rollen Büro.xlsx!Users!C7");
    let field = &results[2]["locations"][0];
    assert_eq!(field["logicalLocations"][0]["fullyQualifiedName"], "odoo/prod/product.product/standard_price");
    assert_eq!(
        field["physicalLocation"]["artifactLocation"]["uri"], "role-maps/trading.yaml",
        "the map without a line"
    );
}

#[test]
fn a_result_carries_rule_path_and_fingerprint() {
    let report = fixtures::usual();
    let log = log(&report);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleIndex"], 0);
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], result["ruleId"]);
    assert_eq!(rule["properties"]["security-severity"], "9.5");
    assert_eq!(result["level"], "error");
    assert_eq!(result["partialFingerprints"]["primary/v1"], report.findings[0].fingerprint.as_str());
    assert_eq!(result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap().len(), 4);
    assert_eq!(result["properties"]["controls"][0], "NIST-800-53r5 AC-6 (unverified)");
    assert_eq!(result["properties"]["origin"], "made by hand by paul on 2026-10-02");
}

#[test]
fn what_was_not_assessed_is_a_notification() {
    let log = log(&fixtures::usual());
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 3);
    let asked = notes.iter().find(|note| note["level"] == "error").unwrap();
    assert_eq!(asked["message"]["text"], "fields not assessed: SQL alone does not tell hidden fields");
}

#[test]
fn what_somebody_accepted_is_suppressed_and_the_others_say_that_they_are_not() {
    let log = log(&fixtures::judged());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppression = &results[0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
    assert_eq!(suppression["justification"], "two people do finance; the owner reviews all payments weekly");
    assert_eq!(suppression["properties"]["waiver"], "W-2026-014");
    assert_eq!(suppression["properties"]["expires"], "2026-12-01");
    assert_eq!(suppression["properties"]["approvedBy"], "ciso@acme.example");
    for other in &results[1..] {
        assert_eq!(other["suppressions"].as_array().map(Vec::len), Some(0), "{other}");
    }
    let states: Vec<&Value> = results.iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, ["new", "updated", "unchanged"]);
    assert_eq!(results[0]["kind"], "fail", "it is one all the same");
    let usual = self::log(&fixtures::usual());
    for result in usual["runs"][0]["results"].as_array().unwrap() {
        assert!(result.get("suppressions").is_none() && result.get("baselineState").is_none(), "{result}");
    }
}

#[test]
fn controls_are_taxa_of_their_frameworks() {
    let log = log(&fixtures::usual());
    let run = &log["runs"][0];
    let taxonomies = run["taxonomies"].as_array().unwrap();
    assert_eq!(taxonomies.iter().map(|one| &one["name"]).collect::<Vec<_>>(), ["ISO27001-2022", "NIST-800-53r5"]);
    assert_eq!(taxonomies[0]["taxa"][0]["name"], "ISO27001-2022 A.5.15");
    assert_eq!(taxonomies[1]["taxa"][0]["name"], "NIST-800-53r5 AC-6 (unverified)");
    let references = |owner: &Value| {
        let references = owner.as_array().unwrap().iter();
        references
            .map(|one| {
                let component = one["toolComponent"]["index"].as_u64().unwrap();
                let taxon = &taxonomies[usize::try_from(component).unwrap()];
                assert_eq!(taxon["name"], one["toolComponent"]["name"]);
                let at = usize::try_from(one["index"].as_u64().unwrap()).unwrap();
                assert_eq!(taxon["taxa"][at]["id"], one["id"]);
                one["id"].as_str().unwrap().to_owned()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(references(&run["results"][0]["taxa"]), ["A.5.15", "AC-6"]);
    assert!(run["results"][1].get("taxa").is_none(), "a check without controls");
    let relationships = run["tool"]["driver"]["rules"][0]["relationships"].as_array().unwrap();
    let targets = relationships.iter().map(|one| one["target"].clone()).collect();
    assert_eq!(references(&Value::Array(targets)), ["A.5.15", "AC-6"]);
    assert_eq!(run["tool"]["driver"]["supportedTaxonomies"][1]["name"], "NIST-800-53r5");
}

#[test]
fn an_invocation_says_how_the_audit_ended() {
    for (report, code) in [(fixtures::clean(), 0), (fixtures::many(1), 1), (fixtures::blind(), 3)] {
        let log = log(&report);
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["exitCode"], code);
        assert_eq!(invocation["executionSuccessful"], true);
        assert_eq!(invocation["properties"]["verdict"], report.verdict.words());
        assert!(invocation["exitCodeDescription"].as_str().unwrap().starts_with(report.verdict.words()));
    }
}

#[test]
fn results_over_the_limit_of_github_are_counted() {
    let log = log(&fixtures::many(5_003));
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 5_000);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(note["level"], "warning");
    assert!(note["message"]["text"].as_str().unwrap().contains("3 are left out"), "{note}");
}

#[test]
fn a_name_cannot_become_a_link() {
    let log = text(&fixtures::hostile("[click](https://evil.example)"), Format::Sarif, &RenderOptions::default());
    assert!(!log.contains("](https"), "{log}");
}
