//! The starters under `role-maps/` against the names of stock databases.
//!
//! `fixtures/odoo/stock-names-*.json`: groups (technical name and full name) and models of Odoo Community databases of
//! each version, as read from `res_groups` and `ir_model`, with the modules that the starters name and some more.
//! `fixtures/frappe/stock-names-15.json`: roles, doctypes by app, and the fields of the doctypes whose fields the starter
//! names, of a site with Frappe 15.101, ERPNext 15.99 and HRMS 15.58, as read from `tabRole`, `tabDocType` and `tabDocField`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolecall::rolemap::casbin::Guardrails;
use rolecall::rolemap::{Known, RoleMap, lint, load};
use serde::Deserialize;

const ODOO: &str = "role-maps/odoo";
const FRAPPE: &str = "role-maps/frappe";

#[derive(Deserialize)]
struct Names {
    kind: String,
    version: String,
    operations: Vec<String>,
    groups: BTreeMap<String, String>,
    resources: Vec<String>,
}

#[derive(Deserialize)]
struct FrappeNames {
    kind: String,
    operations: Vec<String>,
    groups: Vec<String>,
    resources: BTreeMap<String, Vec<String>>,
    fields: BTreeMap<String, Vec<String>>,
}

fn read<T: for<'t> Deserialize<'t>>(path: &str) -> T {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The names of every version of Odoo that the starters are made for.
fn odoo() -> Vec<(String, Known)> {
    ["16", "18", "19"]
        .map(|version| {
            let names: Names = read(&format!("tests/fixtures/odoo/stock-names-{version}.json"));
            let known = Known {
                kind: names.kind,
                groups: names.groups.into_iter().collect(),
                resources: names.resources,
                operations: names.operations,
                verbs: Vec::new(),
                origins: true,
                fields: BTreeMap::new(),
            };
            (names.version, known)
        })
        .into()
}

/// The names of a site of Frappe 15 with these apps.
fn site(apps: &[&str]) -> Known {
    let mut names: FrappeNames = read("tests/fixtures/frappe/stock-names-15.json");
    names.resources.retain(|app, _| apps.contains(&app.as_str()));
    let resources: Vec<String> = names.resources.into_values().flatten().collect();
    names.fields.retain(|resource, _| resources.contains(resource));
    Known {
        kind: names.kind,
        groups: names.groups.into_iter().map(|name| (name.clone(), name)).collect(),
        resources,
        operations: names.operations,
        verbs: Vec::new(),
        origins: true,
        fields: names.fields,
    }
}

/// The names of every version of Frappe that the starters are made for. Of 14 and 16 only what differs is known: 14 has no
/// role Desk User and the operation `set_user_permissions`, 16 has the operation `mask`.
fn frappe() -> Vec<(String, Known)> {
    let (mut older, known, mut newer) = (site(ALL_APPS), site(ALL_APPS), site(ALL_APPS));
    older.groups.retain(|(name, _)| name != "Desk User");
    older.operations.push("set_user_permissions".to_owned());
    newer.operations.push("mask".to_owned());
    vec![("14".to_owned(), older), ("15".to_owned(), known), ("16".to_owned(), newer)]
}

const ALL_APPS: &[&str] = &["frappe", "erpnext", "hrms"];

fn starters(folder: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    assert!(!found.is_empty());
    found
}

fn all_starters() -> impl Iterator<Item = PathBuf> {
    [ODOO, FRAPPE].into_iter().flat_map(starters)
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
    for (folder, versions) in [(ODOO, odoo()), (FRAPPE, frappe())] {
        for path in starters(folder) {
            for (version, known) in &versions {
                let (map, problems) = problems(&path, known);
                assert_eq!(map.system.unwrap().value, known.kind);
                assert!(problems.is_empty(), "{} on {version}: {problems:#?}", path.display());
            }
        }
    }
}

#[test]
fn every_starter_fits_the_schema_that_its_first_line_names() {
    for path in all_starters() {
        let text = std::fs::read_to_string(&path).unwrap();
        let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        let schema = std::fs::read_to_string(path.parent().unwrap().join(named)).unwrap();
        let map: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        jsonschema::validate(&serde_json::from_str(&schema).unwrap(), &map).unwrap();
    }
}

#[test]
fn every_role_of_a_starter_is_held_in_the_example_list_or_serves_as_a_base() {
    for path in all_starters() {
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
    for (version, known) in odoo() {
        let (_, problems) = problems(&path, &known);
        let lacking = problems.iter().any(|problem| problem.contains("`product.group_product_manager`"));
        match version.as_str() {
            "16.0" => assert!(lacking, "{problems:#?}"),
            _ => assert!(problems.is_empty(), "Odoo {version}: {problems:#?}"),
        }
    }
}

/// The starter with everything switched on that is commented out in its roles and below them.
fn tightened(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(format!("{FRAPPE}/erpnext.yaml")).unwrap();
    let (before, roles) = text.split_once("\nroles:\n").unwrap();
    let mut switched = 0;
    let lines: Vec<String> = roles
        .lines()
        .map(|line| match written(line) {
            Some(on) => {
                switched += 1;
                on
            }
            None => line.to_owned(),
        })
        .collect();
    assert!(switched > 25, "{switched}");
    std::fs::copy(format!("{FRAPPE}/staff.csv"), folder.join("staff.csv")).unwrap();
    let path = folder.join("erpnext.yaml");
    std::fs::write(&path, format!("{before}\nroles:\n{}\n", lines.join("\n"))).unwrap();
    path
}

/// A line of the map that is commented out, and not a sentence, as it is when it is switched on.
fn written(line: &str) -> Option<String> {
    let (margin, rest) = line.split_at(line.len() - line.trim_start().len());
    let bare = rest.strip_prefix("# ")?;
    let (key, value) = bare.split_once(':')?;
    let value = value.split('#').next()?.trim();
    let access =
        |word| ["r", "report", "none", "deny", "create", "write", "delete", "submit", "cancel"].contains(&word);
    let says = match key.trim() {
        "records" | "tokens" => value.is_empty(),
        "probe" | "API key" => value.starts_with('{'),
        _ => ["own", "restricted"].contains(&value) || !value.is_empty() && value.split(' ').all(access),
    };
    says.then(|| format!("{margin}{bare}"))
}

#[test]
fn the_lines_that_tighten_the_frappe_starter_name_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = tightened(folder.path());
    let (_, problems) = problems(&path, &site(ALL_APPS));
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The starter as its first lines tell how to use it without HRMS.
#[test]
fn without_hrms_the_marked_lines_of_the_frappe_starter_are_all_that_has_to_go() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(format!("{FRAPPE}/erpnext.yaml")).unwrap();
    let (before, rest) = text.split_once("  # ---- people: HRMS begins").unwrap();
    let (_, after) = rest.split_once("people: HRMS ends").unwrap();
    let kept = before.lines().chain(after.lines().skip(1)).filter(|line| !line.contains("# HRMS"));
    let path = folder.path().join("erpnext.yaml");
    std::fs::write(&path, kept.collect::<Vec<_>>().join("\n")).unwrap();
    let staff = std::fs::read_to_string(format!("{FRAPPE}/staff.csv")).unwrap();
    let staff = staff.replace(";approver", "");
    let staff: Vec<&str> = staff.lines().filter(|line| !line.contains(",hr-")).collect();
    std::fs::write(folder.path().join("staff.csv"), staff.join("\n")).unwrap();
    let (_, problems) = problems(&path, &site(&["frappe", "erpnext"]));
    assert!(problems.is_empty(), "{problems:#?}");
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
