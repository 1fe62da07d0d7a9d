//! Through the program: collect, access, audit, lint, init.

use std::path::Path;
use std::process::{Command, Output};

use crate::{Tree, shipped};

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const MAP: &str = "\
system: fullfinity
scope: { resources: [CrmLead, Contact, FinancialDocument] }
roles:
  seller:
    groups: [crm_user]
    grants: { CrmLead: rw, Contact: r }
    fields: { CrmLead.cost: none, CrmLead.salesperson: rw }
  bookkeeper:
    groups: [invoicing_bookkeeper]
    grants: { FinancialDocument: all, Contact: r }
    must_not: [CrmLead]
";

#[test]
fn modules_are_collected_and_audited_without_a_server() {
    let home = tempfile::tempdir().unwrap();
    let modules = shipped().display().to_string();
    let made = rolecall(home.path(), &["collect", "--kind", "fullfinity", "--modules", &modules, "-o", "m.snapshot"]);
    assert_eq!(made.status.code(), Some(3), "{}", said(&made));
    for part in
        ["8 groups", "8 grants", "2 record rules", "as shipped, not as configured", "not yet run against an instance"]
    {
        assert!(said(&made).contains(part), "{part}: {}", said(&made));
    }
    let access = rolecall(home.path(), &["access", "--snapshot", "m.snapshot", "--format", "jsonl"]);
    assert_eq!(access.status.code(), Some(3), "{}", said(&access));
    assert!(
        out(&access).contains(r#""resource":"Company","ops":["read"],"scope":{"read":"unknown"}"#),
        "{}",
        out(&access)
    );
    std::fs::write(home.path().join("map.yaml"), MAP).unwrap();
    let lint = rolecall(home.path(), &["lint", "map.yaml", "--snapshot", "m.snapshot"]);
    assert_eq!(lint.status.code(), Some(0), "{}{}", out(&lint), said(&lint));
    let audit = rolecall(home.path(), &["audit", "--snapshot", "m.snapshot", "--map", "map.yaml", "--format", "json"]);
    assert_eq!(audit.status.code(), Some(3), "{}", said(&audit));
    let told: serde_json::Value = serde_json::from_slice(&audit.stdout).unwrap();
    let mut found: Vec<String> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| format!("{} {}", finding["check_id"].as_str().unwrap(), finding["title"].as_str().unwrap()))
        .collect();
    found.sort();
    insta::assert_snapshot!(found.join("\n"), @"
    ESC-002 route (auth public) `crm /lead/new` runs for callers without a login at `POST /lead/new`
    ESC-006 calculated field `CrmLead.margin` passes over the rights of whoever runs it
    RM-001 `crm_user` gives create on CrmLead, beyond the design
    RM-002 role `bookkeeper` should have delete on FinancialDocument and has not
    ");
    assert_ne!(told["verdict"], "GO");
}

#[test]
fn a_configuration_names_modules_beside_itself() {
    let tree = Tree::of(&[
        ("rolecall.toml", "[systems.shop]\nkind = \"fullfinity\"\nmodules = [\"ours\", \"theirs\"]\n"),
        ("ours/a/manifest.yaml", "identifier: a\n"),
        ("theirs/b/manifest.json", "{\"identifier\": \"b\", \"dependencies\": [\"gone\"]}"),
    ]);
    let made = rolecall(&tree.path(), &["collect", "shop", "-o", "m.snapshot"]);
    assert_eq!(made.status.code(), Some(3), "{}", said(&made));
    let audit = rolecall(&tree.path(), &["audit", "--snapshot", "m.snapshot"]);
    let told = out(&audit);
    assert!(told.contains("INF-009") && told.contains("module b needs the module `gone`"), "{told}");
    assert!(told.contains("shop"), "the system is called as configured");
}

#[test]
fn what_is_missing_or_wrong_is_told_with_the_next_step() {
    let tree = Tree::of(&[
        (
            "rolecall.toml",
            "[systems.shop]\nkind = \"fullfinity\"\n\n[systems.odd]\nkind = \"fullfinity\"\nmodules = [\"m\"]\n\n[systems.odd.names]\n\"User.group\" = \"x\"\n",
        ),
        ("m/a/manifest.yaml", "identifier: a\n"),
        ("empty/x.txt", ""),
    ]);
    let told = |arguments: &[&str]| {
        let made = rolecall(&tree.path(), arguments);
        assert_eq!(made.status.code(), Some(2), "{}", said(&made));
        said(&made)
    };
    assert!(told(&["collect", "shop", "-o", "x"]).contains("`modules` and `url`"));
    assert!(told(&["collect", "odd", "-o", "x"]).contains("did you mean `User.groups`?"));
    let empty = ["collect", "--kind", "fullfinity", "--modules", "empty", "-o", "x"];
    assert!(told(&empty).contains("cannot read modules in `empty`: no module in it"));
    assert!(told(&["collect", "--modules", "m", "-o", "x"]).contains("--kind"));
    assert!(!tree.path().join("x").exists(), "a failed run leaves nothing behind");
}

#[test]
fn hostile_names_stay_harmless_on_the_way_out() {
    let text = "- data_type: ModelAccess\n  identifier: \"x\\e[31m\\u202e\"\n  name: X\n  model: \"M<script>\"\n  group: \"gone\\u0007\"\n  read_perm: true\n";
    let tree = Tree::crm(&[("security/x.yaml", text)]);
    let root = tree.path().display().to_string();
    for format in ["table", "json", "markdown"] {
        let audit = rolecall(&tree.path(), &["audit", "--kind", "fullfinity", "--modules", &root, "--format", format]);
        let told = out(&audit);
        assert!(told.contains("INF-009"), "{format}: {told}{}", said(&audit));
        assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}') && !told.contains('\u{7}'), "{format}");
    }
}

#[test]
fn a_workspace_for_fullfinity_says_what_it_is_built_from() {
    let home = tempfile::tempdir().unwrap();
    let made = rolecall(home.path(), &["init", "audit", "--kind", "fullfinity"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let folder = home.path().join("audit");
    let text = std::fs::read_to_string(folder.join("rolecall.toml")).unwrap();
    assert!(text.contains("was not yet run against an instance"));
    let config = rolecall::config::Config::read(&folder.join("rolecall.toml")).unwrap();
    assert_eq!(config.systems["prod"].modules, [Path::new("modules")]);
    std::fs::create_dir(folder.join("modules")).unwrap();
    for module in ["core", "invoicing"] {
        for part in ["manifest.yaml", "manifest.json", "security/groups.yaml", "security/security.json"] {
            let from = shipped().join(module).join(part);
            if from.exists() {
                let to = folder.join("modules").join(module).join(part);
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::copy(from, to).unwrap();
            }
        }
    }
    let collected = rolecall(&folder, &["collect", "prod", "-o", "prod.snapshot"]);
    assert_eq!(collected.status.code(), Some(3), "{}", said(&collected));
    let lint = rolecall(&folder, &["lint", "role-maps/fullfinity/starter.yaml", "--snapshot", "prod.snapshot"]);
    assert_eq!(lint.status.code(), Some(0), "{}{}", out(&lint), said(&lint));
}

#[test]
fn help_says_what_the_connector_is_built_from() {
    let help = rolecall(Path::new("."), &["collect", "--help"]);
    let told = out(&help).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("built from public documentation, not yet run against an instance"), "{told}");
}
