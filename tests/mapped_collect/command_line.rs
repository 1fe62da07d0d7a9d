//! Mapped applications through the program, as the page tells it.

use std::path::Path;
use std::process::{Command, Output};

use crate::sqlite;

const PAGE: &str = include_str!("../../docs/connecting-any-sql.md");

const TABLES: &str = "
create table users (id integer primary key, username text, enabled boolean, is_admin boolean, password text);
create table roles (id integer primary key, name text);
create table user_roles (user_id integer, role_id integer);
create table modules (name text);
create table permissions (role_id integer, module text, action text);
insert into users values (1, 'mara', 1, 0, 'PLANTED'), (2, 'root', 1, 1, 'PLANTED'), (3, 'left', 0, 0, 'PLANTED');
insert into roles values (1, 'clerks'), (2, 'chiefs');
insert into user_roles values (1, 1), (3, 2);
insert into modules values ('invoice'), ('payroll');
insert into permissions values (1, 'invoice', 'read'), (1, 'invoice', 'edit'), (2, 'payroll', 'read');
";

/// The manifest of the page's first steps.
fn manifest() -> String {
    let start = PAGE.find("       application: Shop\n").unwrap();
    let block = PAGE[start..].lines().take_while(|line| line.is_empty() || line.starts_with("       "));
    block.map(|line| line.strip_prefix("       ").unwrap_or_default().to_owned() + "\n").collect()
}

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall")).args(arguments).current_dir(folder).output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_first_steps_of_the_page_work() {
    let folder = tempfile::tempdir().unwrap();
    sqlite(folder.path(), TABLES);
    std::fs::write(folder.path().join("shop.yaml"), manifest()).unwrap();
    let from_file =
        ["collect", "--kind", "sql", "--manifest", "shop.yaml", "-o", "s", "--database-url", "sqlite:app.sqlite3"];
    let (code, _, said) = told(&rolecall(folder.path(), &from_file));
    // Tokens were left out, and every audit asks for them.
    assert_eq!(code, Some(3), "{said}");
    assert!(said.starts_with("s: sql Shop, 3 users, 2 groups, 2 grants, 0 record rules; sha256 "), "{said}");
    assert!(said.contains("not assessed: tokens: `tokens` is not given: add it, or say `tokens: none`"), "{said}");
    let (_, table, _) = told(&rolecall(folder.path(), &["access", "--snapshot", "s", "--format", "csv"]));
    let rows: Vec<&str> = table.lines().skip(1).collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
        left,payroll,read,unknown
        mara,invoice,"read, edit",unknown
        root,invoice,"read, edit, add, remove",all
        root,payroll,"read, edit, add, remove",all
        "#);
    let (_, why, _) = told(&rolecall(folder.path(), &["explain", "mara", "invoice", "edit", "--snapshot", "s"]));
    assert!(why.contains("clerks"), "{why}");

    // The same from a configuration, whose paths start at its own folder.
    std::fs::create_dir(folder.path().join("audit")).unwrap();
    let config = "[systems.prod]\nkind = \"sql\"\nmanifest = \"../shop.yaml\"\nsqlite = \"../app.sqlite3\"\n";
    std::fs::write(folder.path().join("audit/rolecall.toml"), config).unwrap();
    let (_, _, said) =
        told(&rolecall(folder.path(), &["collect", "prod", "--config", "audit/rolecall.toml", "-o", "t"]));
    assert!(said.starts_with("t: sql Shop, 3 users"), "{said}");
    let prod = rolecall::snapshot::read(&folder.path().join("t")).unwrap();
    assert_eq!((prod.system.name.as_str(), prod.system.source.split(' ').next()), ("prod", Some("sqlite")));
}

#[test]
fn what_is_missing_on_the_command_line_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.yaml"), manifest()).unwrap();
    let after = |arguments: &[&str]| {
        let (code, _, said) = told(&rolecall(folder.path(), &[&["collect", "-o", "s"], arguments].concat()));
        assert_eq!(code, Some(2), "{said}");
        assert!(!folder.path().join("s").exists());
        said
    };
    insta::assert_snapshot!(after(&["--kind", "sql"]), @"error: an application's database needs a manifest: give `--manifest FILE`, or `manifest` in the configuration");
    insta::assert_snapshot!(after(&["--kind", "sql", "--manifest", "m.yaml"]), @"error: nowhere to collect from: give `--database-url`, or one of `postgres`, `mariadb` and `sqlite` in the configuration");
    insta::assert_snapshot!(after(&["--kind", "sql", "--manifest", "no.yaml", "--database-url", "sqlite:x"]), @r"
        no.yaml: error: cannot be read: No such file or directory (os error 2)
        error: 1 error; nothing was collected
        ");
    insta::assert_snapshot!(after(&["--kind", "sql", "--manifest", "m.yaml", "--database-url", "sqlite:no.db"]), @"error: cannot use the SQLite database `no.db`: there is no such file");
    insta::assert_snapshot!(after(&["--kind", "files"]), @"error: nowhere to collect from: give `--files PATH`, or `files` in the configuration");
    insta::assert_snapshot!(after(&["--kind", "files", "--files", "no"]), @r"
        no: error: cannot be read: No such file or directory (os error 2)
        error: cannot collect from `no`: 1 error; nothing was collected
        ");
    sqlite(folder.path(), &TABLES.replace("is_admin", "admin"));
    insta::assert_snapshot!(after(&["--kind", "sql", "--manifest", "m.yaml", "--database-url", "sqlite:app.sqlite3"]), @r"
        m.yaml:5:5: error: users: the database refuses the query: no such column: is_admin
        error: 1 error; nothing was collected
        ");
}
