//! `rolecall init` through the program: a workspace that works at once, and nobody's file lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rolecall::config::{Config, FILE, Kind};

const MAP: &str = "role-maps/odoo/trading.yaml";
const FRAPPE_MAP: &str = "role-maps/frappe/erpnext.yaml";

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_rolecall");
    Command::new(program)
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .env_remove("ROLECALL_PROD_PG")
        .env_remove("ROLECALL_PROD_DB")
        .output()
        .unwrap()
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
fn a_new_workspace_is_complete_and_its_role_map_has_no_mistake() {
    for (kind, map, place) in [("odoo", MAP, "your database"), ("frappe", FRAPPE_MAP, "your site")] {
        let home = tempfile::tempdir().unwrap();
        let made = rolecall(home.path(), &["init", "new/audit", "--kind", kind]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        let staff = map.rsplit_once('/').unwrap().0.to_owned() + "/staff.csv";
        for step in ["rolecall collect prod -o prod.snapshot", map, &staff, place] {
            assert!(said(&made).contains(step), "{step}: {}", said(&made));
        }

        let audit = home.path().join("new/audit");
        let names: Vec<String> = files(&audit).keys().map(|path| path.display().to_string()).collect();
        let (policies, names): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| name.starts_with("policies/"));
        assert_eq!(policies, shipped_policies());
        assert_eq!(
            names,
            [
                ".gitignore",
                "reports/.gitkeep",
                // In the order of their names, as the maps of the two kinds happen to have it.
                map.min(&staff),
                map.max(&staff),
                "role-maps/rolemap.schema.json",
                "rolecall.toml",
            ]
        );
        let text = std::fs::read_to_string(audit.join(map)).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        assert!(audit.join(map).parent().unwrap().join(schema).is_file(), "{schema}");

        let lint = rolecall(&audit, &["lint", map]);
        assert_eq!(lint.status.code(), Some(0));
        // What a vendor's groups bring together is no mistake of the map, and worth a warning.
        let told = said(&lint);
        assert!(told.contains(&format!("{map}: 0 errors, ")), "{told}");
        let others = told.lines().filter(|line| line.contains("warning: ") && !line.contains("(SOD-"));
        assert_eq!(others.count(), 0, "{told}");
    }
}

/// What a workspace for an application of one's own has, beside what every workspace has.
const OWN: [(&str, &[&str]); 2] = [
    ("sql", &["examples/django.yaml", "examples/dolibarr.yaml", "manifest.yaml"]),
    (
        "files",
        &[
            "export/grants.csv",
            "export/groups.csv",
            "export/manifest.yaml",
            "export/memberships.csv",
            "export/resources.csv",
            "export/tokens.csv",
            "export/users.csv",
        ],
    ),
];

#[test]
fn a_workspace_for_any_application_has_what_to_fill_in() {
    for (kind, own) in OWN {
        let home = tempfile::tempdir().unwrap();
        let made = rolecall(home.path(), &["init", ".", "--kind", kind]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        let names: Vec<String> = files(home.path()).keys().map(|path| path.display().to_string()).collect();
        for name in own.iter().chain(&["rolecall.toml", "role-maps/roles.yaml", "role-maps/staff.csv"]) {
            assert!(names.iter().any(|found| found == name), "{kind}: {name}: {names:?}");
        }
        // The map and its people are filled in before they are checked, and the manifest before anything is collected.
        let places = |word: &str| said(&made).find(word);
        assert!(places("$EDITOR role-maps/staff.csv") < places("rolecall lint"), "{}", said(&made));
        assert_eq!(places("$EDITOR manifest.yaml").is_some(), kind == "sql");
        let map = std::fs::read_to_string(home.path().join("role-maps/roles.yaml")).unwrap();
        assert!(map.ends_with(&format!("\nsystem: {kind}\n")), "{map}");
        let lint = rolecall(home.path(), &["lint", "role-maps/roles.yaml"]);
        assert_eq!(
            (lint.status.code(), said(&lint)),
            (Some(0), "role-maps/roles.yaml: 0 errors, 0 warnings\n".to_owned())
        );
        let config = Config::read(&home.path().join(FILE)).unwrap();
        assert!(Kind::ALL.contains(&(kind, config.systems["prod"].kind)));
    }
}

#[test]
fn the_small_export_is_collected_and_audited_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    rolecall(home.path(), &["init", ".", "--kind", "files"]);
    let collect = rolecall(home.path(), &["collect", "prod", "-o", "prod.snapshot"]);
    assert_eq!(collect.status.code(), Some(0), "{}", said(&collect));
    assert!(said(&collect).starts_with("prod.snapshot: files My application 1.0, 5 users, 4 groups, 5 grants"));
    let map = "role-maps/roles.yaml";
    let lint = rolecall(home.path(), &["lint", map, "--snapshot", "prod.snapshot"]);
    assert_eq!(said(&lint), format!("{map}: 0 errors, 0 warnings\n"));
    let audit = rolecall(home.path(), &["audit", "--snapshot", "prod.snapshot", "--map", map]);
    let report = String::from_utf8(audit.stdout.clone()).unwrap();
    assert_eq!(audit.status.code(), Some(1), "{report}");
    assert!(report.contains("`mara` in role `clerk` holds `user:mara`"), "{report}");
}

#[test]
fn a_manifest_that_is_not_yet_filled_in_is_read_and_its_database_asked_for() {
    let home = tempfile::tempdir().unwrap();
    rolecall(home.path(), &["init", ".", "--kind", "sql"]);
    let collect = rolecall(home.path(), &["collect", "prod", "-o", "prod.snapshot"]);
    assert_eq!(collect.status.code(), Some(2));
    assert!(said(&collect).contains("`ROLECALL_PROD_DB` is not set"), "{}", said(&collect));
    let text = std::fs::read_to_string(home.path().join(FILE)).unwrap();
    let text = text.replace("postgres = ", "# postgres = ").replace("# sqlite = ", "sqlite = ");
    std::fs::write(home.path().join(FILE), text).unwrap();
    let collect = rolecall(home.path(), &["collect", "prod", "-o", "prod.snapshot"]);
    assert!(said(&collect).contains("app.sqlite3`: there is no such file"), "{}", said(&collect));
}

#[test]
fn without_a_kind_the_workspace_is_for_odoo() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(rolecall(home.path(), &["init", "."]).status.code(), Some(0));
    assert!(home.path().join(MAP).is_file() && !home.path().join(FRAPPE_MAP).exists());
}

#[test]
fn the_configuration_names_a_system_with_its_map_and_no_password() {
    for (kind, variable) in [("odoo", "ROLECALL_PROD_PG"), ("frappe", "ROLECALL_PROD_DB")] {
        let home = tempfile::tempdir().unwrap();
        rolecall(home.path(), &["init", ".", "--kind", kind]);
        let config = Config::read(&home.path().join(FILE)).unwrap();
        let prod = &config.systems["prod"];
        let database = prod.postgres.as_deref().or(prod.mariadb.as_deref());
        assert_eq!(database, Some(format!("env:{variable}").as_str()));
        assert!(Kind::ALL.contains(&(kind, prod.kind)));
        assert!(home.path().join(prod.map.as_ref().unwrap()).is_file());

        let collect = rolecall(home.path(), &["collect", "prod", "-o", "prod.snapshot"]);
        assert_eq!(collect.status.code(), Some(2));
        assert!(said(&collect).contains(&format!("`{variable}` is not set")), "{}", said(&collect));
    }
}

#[test]
fn the_example_that_is_commented_out_is_a_configuration_too() {
    for kind in ["odoo", "frappe"] {
        let home = tempfile::tempdir().unwrap();
        rolecall(home.path(), &["init", ".", "--kind", kind]);
        let text = std::fs::read_to_string(home.path().join(FILE)).unwrap();
        let whole =
            ["[", "kind =", "postgres =", "mariadb =", "site_config =", "url =", "login =", "secret =", "database ="]
                .into_iter()
                .chain(["staging =", "map =", "per_role =", "never ="])
                .fold(text, |text, start| text.replace(&format!("\n# {start}"), &format!("\n{start}")));
        std::fs::write(home.path().join(FILE), whole).unwrap();
        let config = Config::read(&home.path().join(FILE)).unwrap();
        assert_eq!(config.systems.keys().collect::<Vec<_>>(), ["prod", "staging"]);
        assert!(config.systems["staging"].staging && config.probe.per_role.is_some());
    }
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

#[test]
fn a_fullfinity_without_modules_is_told_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    rolecall(home.path(), &["init", ".", "--kind", "fullfinity"]);
    let config = Config::read(&home.path().join(FILE)).unwrap();
    assert!(home.path().join(config.systems["prod"].map.as_ref().unwrap()).is_file());
    let collect = rolecall(home.path(), &["collect", "prod", "-o", "s"]);
    assert!(said(&collect).starts_with("error: there is no folder `modules`"), "{}", said(&collect));
}

/// The policies that this repository has, as a workspace gets them.
fn shipped_policies() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join("policies")).keys().map(|path| format!("policies/{}", path.display())).collect()
}
