//! `rolecall init` through the program: a workspace that works at once, and nobody's file lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rolecall::config::{Config, FILE};

const MAP: &str = "role-maps/odoo/trading.yaml";

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_rolecall");
    Command::new(program).args(arguments).current_dir(folder).env_remove("ROLECALL_PROD_PG").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every file below a folder with what is in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_new_workspace_is_complete_and_its_role_map_is_clean() {
    let home = tempfile::tempdir().unwrap();
    let made = rolecall(home.path(), &["init", "new/audit"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(said(&made).contains("rolecall collect prod -o prod.snapshot"), "{}", said(&made));

    let audit = home.path().join("new/audit");
    let names: Vec<String> = files(&audit).keys().map(|path| path.display().to_string()).collect();
    assert_eq!(
        names,
        [
            ".gitignore",
            "policies/guardrails.csv",
            "policies/model.conf",
            "policies/settings.yaml",
            "reports/.gitkeep",
            "role-maps/odoo/staff.csv",
            MAP,
            "role-maps/rolemap.schema.json",
            "rolecall.toml",
        ]
    );
    let map = std::fs::read_to_string(audit.join(MAP)).unwrap();
    let schema = map.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    assert!(audit.join(MAP).parent().unwrap().join(schema).is_file(), "{schema}");

    let lint = rolecall(&audit, &["lint", MAP]);
    assert_eq!(lint.status.code(), Some(0));
    assert_eq!(said(&lint), format!("{MAP}: 0 errors, 0 warnings\n"));
}

#[test]
fn the_configuration_names_a_system_with_its_map_and_no_password() {
    let home = tempfile::tempdir().unwrap();
    rolecall(home.path(), &["init", ".", "--kind", "odoo"]);
    let config = Config::read(&home.path().join(FILE)).unwrap();
    assert_eq!(config.systems["prod"].postgres.as_deref(), Some("env:ROLECALL_PROD_PG"));
    assert!(home.path().join(config.systems["prod"].map.as_ref().unwrap()).is_file());

    let collect = rolecall(home.path(), &["collect", "prod", "-o", "prod.snapshot"]);
    assert_eq!(collect.status.code(), Some(2));
    assert!(said(&collect).contains("`ROLECALL_PROD_PG` is not set"), "{}", said(&collect));
}

#[test]
fn the_example_that_is_commented_out_is_a_configuration_too() {
    let home = tempfile::tempdir().unwrap();
    rolecall(home.path(), &["init", "."]);
    let text = std::fs::read_to_string(home.path().join(FILE)).unwrap();
    let whole = ["[", "kind =", "postgres =", "map ="]
        .iter()
        .fold(text, |text, start| text.replace(&format!("\n# {start}"), &format!("\n{start}")));
    std::fs::write(home.path().join(FILE), whole).unwrap();
    let config = Config::read(&home.path().join(FILE)).unwrap();
    assert_eq!(config.systems.keys().collect::<Vec<_>>(), ["prod", "staging"]);
}

#[test]
fn a_file_that_is_there_already_is_named_and_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let mine = home.path().join(MAP);
    std::fs::create_dir_all(mine.parent().unwrap()).unwrap();
    std::fs::write(&mine, "roles: {}\n").unwrap();
    let before = files(home.path());

    let made = rolecall(home.path(), &["init", "."]);
    assert_eq!(made.status.code(), Some(2));
    assert!(said(&made).contains(MAP) && said(&made).contains("nothing was written"), "{}", said(&made));
    assert_eq!(files(home.path()), before);
}

#[test]
fn a_workspace_is_not_made_twice() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(rolecall(home.path(), &["init", "audit"]).status.code(), Some(0));
    let before = files(home.path());
    assert_eq!(rolecall(home.path(), &["init", "audit"]).status.code(), Some(2));
    assert_eq!(files(home.path()), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("taken"), "").unwrap();
    let made = rolecall(home.path(), &["init", "taken"]);
    assert_eq!(made.status.code(), Some(2));
    assert!(said(&made).contains("`taken`"), "{}", said(&made));
    assert_eq!(said(&made).lines().count(), 1);
}
