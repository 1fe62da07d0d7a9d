//! Role maps for Frappe: names with blanks and operations beyond the usual four, in every format and every message.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::model::{Position, RecordScope};
use rolecall::rolemap::casbin::{Guardrails, export};
use rolecall::rolemap::cells::decide;
use rolecall::rolemap::{Known, Loaded, OpSelection, RoleMap, lint, load, load_casbin};
use rust_xlsxwriter::Workbook;

const OPERATIONS: [&str; 16] = [
    "select",
    "read",
    "write",
    "create",
    "delete",
    "submit",
    "cancel",
    "amend",
    "print",
    "email",
    "report",
    "import",
    "export",
    "share",
    "set_user_permissions",
    "mask",
];
const RESOURCES: [&str; 6] =
    ["Sales Invoice", "Sales Invoice Item", "Serial and Batch Bundle", "Note", "User", "Custom DocPerm"];

const YAML: &str = r"
system: frappe
scope: { resources: [Sales*, Serial and Batch Bundle, Note, User, Custom DocPerm] }
ambient: [Employee]
roles:
  sales rep:
    groups: [Sales User, Sales Master Manager]
    includes: [Sales User]
    grants:
      Sales Invoice: crw submit print email deny cancel amend
      Sales Invoice*: read select
      Serial and Batch Bundle: [r, report, export deny import, deny share]
      Note: all deny share
    must_not: [Custom DocPerm, User]
    records: { Sales Invoice: own, Note: restricted }
    fields: { Sales Invoice.base_net_rate: none, Sales Invoice Item.rate: r }
    users: [mara@acme.example]
  it-admin: { extends: [sales rep], groups: [System Manager] }
tokens:
  web shop: { owner: svc@acme.example, may: { Sales Invoice: r print, Serial and Batch Bundle: r } }
";

fn save(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> Loaded {
    std::fs::write(folder.join(name), bytes).unwrap();
    load(&folder.join(name)).unwrap()
}

/// A map that is read without a problem.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let loaded = save(folder.path(), name, bytes);
    assert_eq!(loaded.problems, []);
    loaded.map
}

/// What the map says of every role, resource and operation.
fn decisions(map: &RoleMap) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for role in ["sales rep", "it-admin"] {
        for resource in RESOURCES {
            for op in OPERATIONS {
                all.insert(format!("{role} {op} {resource}: {:?}", decide(map, role, resource, op)));
            }
        }
    }
    all
}

fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (r, row) in (0..).zip(*rows) {
            for (c, text) in (0..).zip(*row) {
                sheet.write(r, c, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

const CSV: &str = "DocType,sales rep,it-admin\n\
    groups,Sales User;Sales Master Manager,System Manager\n\
    includes,Sales User,\n\
    extends,,sales rep\n\
    users,mara@acme.example,\n\
    Sales Invoice,CRU- submit/print/email deny cancel amend,\n\
    Sales Invoice*,Read + Select,\n\
    Serial and Batch Bundle,\"R, Report, Export, deny Import, Share\",\n\
    Note,all deny share,\n\
    Custom DocPerm,none,\n\
    User,-,\n";

#[test]
fn the_same_design_is_read_from_yaml_csv_a_workbook_and_casbin() {
    let yaml = read("map.yaml", YAML);
    let csv = read("map.csv", CSV);
    let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(CSV.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let access: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let fields: &[&[&str]] =
        &[&["field", "sales rep"], &["Sales Invoice.base_net_rate", "-"], &["Sales Invoice Item.rate", "R"]];
    let records: &[&[&str]] = &[&["DocType", "sales rep"], &["Sales Invoice", "own"], &["Note", "restricted"]];
    let book = workbook(&[("Access", &access), ("Fields", fields), ("Records", records)]);
    let book = read("map.xlsx", book);

    let folder = tempfile::tempdir().unwrap();
    let policy = export(&yaml);
    std::fs::write(folder.path().join("policy.csv"), &policy).unwrap();
    let casbin = load_casbin(&folder.path().join("policy.csv")).unwrap();
    assert_eq!(casbin.problems, []);

    let expected = decisions(&yaml);
    for (format, map) in [("csv", &csv), ("xlsx", &book), ("casbin", &casbin.map)] {
        let other = decisions(map);
        assert_eq!(expected.symmetric_difference(&other).next(), None, "{format}");
    }
    assert!(policy.contains("p, sales rep, Serial and Batch Bundle, import, deny\n"), "{policy}");
    assert_eq!(export(&casbin.map).lines().collect::<BTreeSet<_>>(), policy.lines().collect::<BTreeSet<_>>());

    for map in [&yaml, &book] {
        let role = &map.roles[0];
        let groups: Vec<_> = role.groups.iter().map(|group| group.value.as_str()).collect();
        assert_eq!(groups, ["Sales User", "Sales Master Manager"]);
        let fields: Vec<_> =
            role.fields.iter().map(|rule| (rule.resource.value.as_str(), rule.field.as_str())).collect();
        assert_eq!(fields, [("Sales Invoice", "base_net_rate"), ("Sales Invoice Item", "rate")]);
        assert_eq!(role.fields[0].access.value.deny, OpSelection::All);
        let records: Vec<_> = role.records.iter().map(|one| (one.resource.value.as_str(), one.scope.value)).collect();
        assert_eq!(records, [("Sales Invoice", RecordScope::Own), ("Note", RecordScope::Restricted)]);
    }
}

#[test]
fn every_operation_of_frappe_can_be_allowed_and_denied_by_name() {
    for op in OPERATIONS {
        let map =
            read("map.yaml", format!("roles: {{ a: {{ groups: g, grants: {{ x: {op}, y: all deny {op} }} }} }}\n"));
        let mut words = OPERATIONS.map(|other| (decide(&map, "a", "x", other), other)).to_vec();
        words.retain(|(decision, _)| *decision == rolecall::rolemap::cells::Decision::Allow);
        assert_eq!(words.iter().map(|(_, word)| *word).collect::<Vec<_>>(), [op]);
        assert_eq!(decide(&map, "a", "y", op), rolecall::rolemap::cells::Decision::Deny);
    }
}

fn known() -> Known {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let groups = words(&["All", "Employee", "Sales User", "Sales Master Manager", "System Manager"]);
    Known {
        kind: "frappe".to_owned(),
        groups: groups.into_iter().map(|name| (name.clone(), name)).collect(),
        resources: words(&RESOURCES),
        operations: words(&OPERATIONS[..14]),
        verbs: Vec::new(),
        origins: true,
        fields: [
            ("Sales Invoice".to_owned(), words(&["base_net_rate", "customer"])),
            ("Sales Invoice Item".to_owned(), words(&["rate"])),
        ]
        .into(),
    }
}

fn told(map: &RoleMap) -> String {
    let place = |at: &Position| at.to_string().rsplit_once("map.").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let line = |problem: &rolecall::rolemap::Problem| {
        let help = problem.help.as_deref().unwrap_or_default();
        format!("{} {} / {help}", place(&problem.at), problem.message)
    };
    lint(map, Some(&known()), &Guardrails::load(None).unwrap()).iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_map_of_names_with_blanks_is_clean_against_a_site_that_has_them() {
    assert_eq!(told(&read("map.yaml", YAML)), "");
    assert_eq!(told(&read("map.csv", CSV)), "");
}

#[test]
fn a_misspelt_name_with_blanks_is_told_with_the_one_that_was_meant() {
    let map = read(
        "map.yaml",
        r"
system: frappe
ambient: [Employe]
roles:
  clerk:
    groups: [Sales Users, sales user]
    grants: { Sales Invoce: r, sales invoice: r, 'Purchase *': r, Sales Invoice: r mask }
    records: { Sales Invoice Items: own }
    fields: { Sales Invoice.base_net_rat: r, Sales Invoice Itm.rate: none }
tokens: { shop: { may: { Serial and Batch Bundel: r } } }
",
    );
    insta::assert_snapshot!(told(&map), @r"
    yaml:3:11 the system has no group `Employe` / did you mean `Employee`?
    yaml:6:14 the system has no group `Sales Users` / did you mean `Sales User`?
    yaml:6:27 the system has no group `sales user` / did you mean `Sales User`?
    yaml:7:15 the system has no resource `Sales Invoce` / did you mean `Sales Invoice`?
    yaml:7:32 the system has no resource `sales invoice` / did you mean `Sales Invoice`?
    yaml:7:50 the system has no resource like `Purchase *` / 
    yaml:7:82 the system has no operation `mask` / it has select, read, write, create, delete, submit, cancel, amend, print, email, report, import, export, share
    yaml:8:16 the system has no resource `Sales Invoice Items` / did you mean `Sales Invoice Item`?
    yaml:9:15 `Sales Invoice` has no field `base_net_rat` / did you mean `base_net_rate`?
    yaml:9:46 the system has no resource `Sales Invoice Itm` / did you mean `Sales Invoice Item`?
    yaml:10:26 the system has no resource `Serial and Batch Bundel` / did you mean `Serial and Batch Bundle`?
    ");
}

#[test]
fn guardrails_know_names_with_blanks() {
    let map = read(
        "map.yaml",
        "roles:\n  clerk: { groups: g, grants: { Custom DocPerm: crw, Server Script: all deny create write } }\n  it-admin: { groups: g, grants: { Custom*: all } }\n",
    );
    let problems = lint(&map, None, &Guardrails::load(None).unwrap());
    let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["a guardrail denies role `clerk` `create` on `Custom DocPerm`"]);
}
