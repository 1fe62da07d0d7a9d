//! The starters under `role-maps/` against the names of stock databases.
//!
//! `fixtures/odoo/stock-names-*.json`: groups (technical name and full name) and models of Odoo Community databases of
//! each version, as read from `res_groups` and `ir_model`, with the modules that the starters name and some more.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolecall::rolemap::casbin::Guardrails;
use rolecall::rolemap::{Known, RoleMap, lint, load};
use serde::Deserialize;

const ODOO: &str = "role-maps/odoo";

#[derive(Deserialize)]
struct Names {
    kind: String,
    version: String,
    operations: Vec<String>,
    groups: BTreeMap<String, String>,
    resources: Vec<String>,
}

/// The names of every version that the starters are made for.
fn stock() -> Vec<(String, Known)> {
    ["16", "18", "19"]
        .map(|version| {
            let text = std::fs::read_to_string(format!("tests/fixtures/odoo/stock-names-{version}.json")).unwrap();
            let names: Names = serde_json::from_str(&text).unwrap();
            let known = Known {
                kind: names.kind,
                groups: names.groups.into_iter().collect(),
                resources: names.resources,
                operations: names.operations,
                fields: BTreeMap::new(),
            };
            (names.version, known)
        })
        .into()
}

fn starters() -> Vec<PathBuf> {
    let files = std::fs::read_dir(ODOO).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect()
}

/// The map, and everything that loading and linting say about it.
fn problems(path: &Path, known: &Known) -> (RoleMap, Vec<String>) {
    let loaded = load(path).unwrap();
    let guardrails = Guardrails::load(Some(Path::new("policies"))).unwrap();
    let linted = lint(&loaded.map, Some(known), &guardrails);
    let problems = loaded.problems.iter().chain(&linted).map(ToString::to_string).collect();
    (loaded.map, problems)
}

#[test]
fn every_starter_is_clean_against_a_stock_database_of_every_version() {
    assert!(!starters().is_empty());
    for path in starters() {
        for (version, known) in stock() {
            let (_, problems) = problems(&path, &known);
            assert!(problems.is_empty(), "{} on Odoo {version}: {problems:#?}", path.display());
        }
    }
}

#[test]
fn every_starter_fits_the_schema_that_its_first_line_names() {
    for path in starters() {
        let text = std::fs::read_to_string(&path).unwrap();
        let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        let schema = std::fs::read_to_string(path.parent().unwrap().join(named)).unwrap();
        let map: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        jsonschema::validate(&serde_json::from_str(&schema).unwrap(), &map).unwrap();
    }
}

#[test]
fn every_role_of_a_starter_is_held_in_the_example_list_or_serves_as_a_base() {
    for path in starters() {
        let map = load(&path).unwrap().map;
        for role in &map.roles {
            let held = map.assignments.iter().any(|one| one.role.value == role.name.value);
            let base = map.roles.iter().flat_map(|other| &other.extends).any(|parent| parent.value == role.name.value);
            assert!(held || base, "{}: nobody holds `{}`", path.display(), role.name.value);
        }
    }
}

/// The starter with its lines for newer versions switched on.
fn with_options(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(format!("{ODOO}/trading.yaml")).unwrap();
    let whole = text.replace("# - ", "- ");
    assert_ne!(text, whole);
    std::fs::copy(format!("{ODOO}/staff.csv"), folder.join("staff.csv")).unwrap();
    let path = folder.join("trading.yaml");
    std::fs::write(&path, whole).unwrap();
    path
}

#[test]
fn the_lines_for_newer_versions_are_right_there_and_caught_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = with_options(folder.path());
    for (version, known) in stock() {
        let (_, problems) = problems(&path, &known);
        let lacking = problems.iter().any(|problem| problem.contains("`product.group_product_manager`"));
        match version.as_str() {
            "16.0" => assert!(lacking, "{problems:#?}"),
            _ => assert!(problems.is_empty(), "Odoo {version}: {problems:#?}"),
        }
    }
}

/// Odoo keeps the account of visitors inactive and serves every anonymous request with it.
#[test]
fn the_role_of_visitors_is_held_by_an_account_that_is_inactive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    let roles = "visitor: { groups: [base.group_public], users: [public] }\n  unheld: { groups: [base.group_portal] }";
    std::fs::write(&path, format!("roles:\n  {roles}\n")).unwrap();
    let map = load(&path).unwrap().map;

    let snapshot = rolecall::synth::company(1, "2026-01-01T00:00:00Z").snapshot;
    assert!(snapshot.users.iter().any(|user| user.login() == "public" && !user.active));
    let report = rolecall::audit::audit(&snapshot, Some((&map, "map.yaml")), rolecall::model::Severity::High, None);
    let unheld: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == "role-without-users").collect();
    assert_eq!(unheld.iter().map(|finding| finding.subject.id.as_str()).collect::<Vec<_>>(), ["unheld"]);
}

/// The examples between fences of a language, in order.
fn examples(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.strip_prefix(language)).map(str::to_owned).collect()
}

#[test]
fn every_example_of_the_documentation_is_read_without_a_problem() {
    let (yaml, csv) = (examples("docs/role-maps.md", "yaml\n"), examples("docs/role-maps.md", "csv\n"));
    let (staff, sheets): (Vec<_>, Vec<_>) = csv.iter().partition(|text| text.starts_with("login,"));
    assert!(yaml.len() > 5 && staff.len() == 1 && sheets.len() == 2);

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("staff.csv"), staff[0]).unwrap();
    let maps = yaml.iter().map(|text| ("map.yaml", text)).chain(sheets.into_iter().map(|text| ("map.csv", text)));
    for (name, text) in maps {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let problems = load(&path).unwrap().problems;
        assert!(problems.is_empty(), "{text}\n{problems:?}");
    }
}
