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
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
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
    let clock = rolecall::snapshot::read(&folder.path().join("s")).unwrap().machine.unwrap();
    assert!(clock.before <= clock.after && clock.after <= jiff::Timestamp::now(), "{clock:?}");
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

#[test]
fn a_role_map_names_the_application_s_own_operations() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "\
application: Shop
operations: { view: read, edit: write, add: create, browse: look, manage: other, use: other }
entities:
  users: select 'mara' as login, 1 as active, 0 as superuser
  groups: select 'clerks' as \"key\"
  memberships: select 'mara' as \"user\", 'clerks' as \"group\"
  resources: select 'invoice' as \"key\" union all select 'payroll'
  grants: |
    select 'clerks' as \"group\", 'invoice' as resource, 'view edit browse use' as operation
    union all select 'clerks', 'payroll', 'browse'
  tokens: select 'mara' as \"user\", 'shop' as name
";
    std::fs::write(folder.path().join("shop.yaml"), manifest).unwrap();
    sqlite(folder.path(), "create table t (a)");
    let collect =
        ["collect", "--kind", "sql", "--manifest", "shop.yaml", "-o", "s", "--database-url", "sqlite:app.sqlite3"];
    assert_eq!(told(&rolecall(folder.path(), &collect)).0, Some(0));
    let after = |map: &str, arguments: &[&str]| {
        std::fs::write(folder.path().join("map.yaml"), map).unwrap();
        told(&rolecall(folder.path(), arguments))
    };
    let map = |grants: &str| {
        format!(
            "roles: {{clerk: {{groups: [clerks], includes: [clerks], grants: {{{grants}}}, users: [mara]}}}}\nsystem: sql\n"
        )
    };
    let good = map("invoice: VIEW write browse use, payroll: deny manage view");
    assert_eq!(after(&good, &["lint", "map.yaml"]).2, "map.yaml: 0 errors, 0 warnings\n");
    insta::assert_snapshot!(after(&good, &["lint", "map.yaml", "--snapshot", "s"]).2, @r"
        map.yaml:1:46: warning: the snapshot holds no origins: `includes` accepts nothing (help: write into `grants` what the roles may do, or collect who made each right (`origin`))
        map.yaml: 0 errors, 1 warning
        ");
    let bad = map("invoice: vieww fly, payroll: deny manag");
    insta::assert_snapshot!(after(&bad, &["lint", "map.yaml", "--snapshot", "s"]).2, @r"
        map.yaml:1:46: warning: the snapshot holds no origins: `includes` accepts nothing (help: write into `grants` what the roles may do, or collect who made each right (`origin`))
        map.yaml:1:73: error: the system has no operation `fly` (help: it has view, edit, add, browse, manage, use)
        map.yaml:1:73: error: the system has no operation `vieww` (help: did you mean `view`? it has view, edit, add, browse, manage, use)
        map.yaml:1:93: error: the system has no operation `manag` (help: did you mean `manage`? it has view, edit, add, browse, manage, use)
        map.yaml: 3 errors, 1 warning
        ");
    insta::assert_snapshot!(after(&bad.replace("system: sql\n", ""), &["lint", "map.yaml"]).2, @r"
        map.yaml:1:73: warning: unknown operation `fly` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`; an application's own are known with `system: sql` or `system: files`)
        map.yaml:1:73: warning: unknown operation `vieww` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`; an application's own are known with `system: sql` or `system: files`)
        map.yaml:1:93: warning: unknown operation `manag` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`; an application's own are known with `system: sql` or `system: files`)
        map.yaml: 0 errors, 3 warnings
        ");
    insta::assert_snapshot!(after(&bad.replace("system: sql", "system: odoo"), &["lint", "map.yaml"]).2, @r"
        map.yaml:1:73: error: unknown operation `fly` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`)
        map.yaml:1:73: error: unknown operation `vieww` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`)
        map.yaml:1:93: error: unknown operation `manag` (help: write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`)
        map.yaml: 3 errors, 0 warnings
        ");
    let lines = |report: &str| {
        let kept = |line: &&str| {
            ["names operation", "payroll (browse)  ", "`includes`", "end of 1 API key"]
                .iter()
                .any(|word| line.contains(word))
        };
        report.lines().filter(kept).collect::<Vec<_>>().join("\n")
    };
    let audit = ["audit", "--snapshot", "s", "--map", "map.yaml"];
    insta::assert_snapshot!(lines(&after(&good, &audit).1), @"
    medium    RM-001   group clerks  payroll (browse)         1  `clerks` gives browse on payroll, beyond the design
      `includes` of the role map                                  the snapshot holds no origins: `includes` accepts nothing;
      the end of 1 API key                                        `tokens` has no column `expires`: add it, empty where a
    ");
    insta::assert_snapshot!(lines(&after(&bad, &audit).1), @"
    medium    RM-001   group clerks  payroll (browse)                          1  `clerks` gives browse on payroll, beyond
    medium    RM-014   role clerk    (fly)                                     0  the design names operation `fly`, which
    medium    RM-014   role clerk    (manag)                                   0  the design names operation `manag`, which
    medium    RM-014   role clerk    (vieww)                                   0  the design names operation `vieww`, which
    the design names operation `fly`, which the system does not have
    the design names operation `manag`, which the system does not have
      `includes` of the role map                                  the snapshot holds no origins: `includes` accepts nothing;
      the end of 1 API key                                        `tokens` has no column `expires`: add it, empty where a
    ");
    let (_, _, said) = told(&rolecall(folder.path(), &["explain", "mara", "invoice", "write", "--snapshot", "s"]));
    assert_eq!(said, "error: the snapshot has no operation `write`; it has view, edit, add, browse, manage, use\n");
}

#[test]
fn what_the_kind_does_not_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let after = |config: &str| {
        std::fs::write(folder.path().join("rolecall.toml"), format!("[systems.prod]\n{config}\n")).unwrap();
        let (code, _, said) = told(&rolecall(folder.path(), &["collect", "prod", "-o", "s"]));
        assert_eq!(code, Some(2), "{said}");
        said.trim().to_owned()
    };
    let configs = [
        "kind = \"sql\"\nfiles = \"export\"",
        "kind = \"odoo\"\nmanifest = \"m.yaml\"",
        "kind = \"sql\"\nmodules = [\"m\"]",
        "kind = \"frappe\"\nsqlite = \"a.db\"",
        "kind = \"tryton\"\nsite_config = \"s.json\"",
        "kind = \"files\"\nnames = { \"User.groups\" = \"x\" }",
        "kind = \"sql\"\nsqlite = \"a.db\"\npostgres = \"env:X\"",
        "kind = \"fullfinity\"\nmodules = [\"modules\"]",
    ];
    insta::assert_snapshot!(configs.map(after).join("\n"), @r"
        error: `rolecall.toml`, system `prod`: the key `files` is for the kind `files`; this system is `sql`
        error: `rolecall.toml`, system `prod`: the key `manifest` is for the kinds `sql` and `files`; this system is `odoo`
        error: `rolecall.toml`, system `prod`: the key `modules` is for the kind `fullfinity`; this system is `sql`
        error: `rolecall.toml`, system `prod`: the key `sqlite` is for the kinds `sql` and `tryton`; this system is `frappe`
        error: `rolecall.toml`, system `prod`: the key `site_config` is for the kind `frappe`; this system is `tryton`
        error: `rolecall.toml`, system `prod`: the key `names` is for the kind `fullfinity`; this system is `files`
        error: `rolecall.toml`, system `prod`: it has `postgres` and `sqlite`: a system has one database, keep one of them
        error: there is no folder `modules`: `modules`, or `--modules`, names the folder with the instance's modules
        ");
    let flags: [&[&str]; 4] = [
        &["--kind", "odoo", "--files", "x"],
        &["--kind", "tryton", "--manifest", "x"],
        &["--kind", "files", "--modules", "x"],
        &["--kind", "sql", "--site-config", "x"],
    ];
    let flags = flags.map(|flags| told(&rolecall(folder.path(), &[&["collect", "-o", "s"], flags].concat())).2);
    insta::assert_snapshot!(flags.join(""), @r"
        error: `--files` is for the kind `files`; this system is `odoo`
        error: `--manifest` is for the kinds `sql` and `files`; this system is `tryton`
        error: `--modules` is for the kind `fullfinity`; this system is `files`
        error: `--site-config` is for the kind `frappe`; this system is `sql`
        ");
}
