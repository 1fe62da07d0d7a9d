//! Files and folders of the server, through the program: what is told of them, and that no value of theirs is.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use rolecall::snapshot::{Domain, ServerFile, State, read};

use crate::sqlite;

const TABLES: &str = "create table users (id int, username text); create table modules (name text); \
                      create table rights (who int, module text); insert into users values (1, 'mara'); \
                      insert into modules values ('invoice'); insert into rights values (1, 'invoice');";

const MANIFEST: &str = "
application: Shop
entities:
  users: select id, username as login, 1 as active, 0 as superuser from users
  groups: none
  memberships: none
  tokens: none
  resources: select name as \"key\" from modules
  grants: select who as \"user\", module as resource, 'read' as operation from rights
";

/// A folder that everybody may enter, with an application in it.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    mode(folder.path(), 0o755);
    sqlite(folder.path(), TABLES);
    fs::write(folder.path().join("shop.yaml"), MANIFEST).unwrap();
    folder
}

fn mode(path: &Path, bits: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
}

fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>, bits: u32) {
    fs::write(folder.join(name), bytes).unwrap();
    mode(&folder.join(name), bits);
}

/// Everything that the program writes, and how it ended.
fn rolecall(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

fn collect(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let plain =
        ["collect", "--kind", "sql", "--manifest", "shop.yaml", "--database-url", "sqlite:app.sqlite3", "-o", "s"];
    rolecall(folder, &[&plain, more].concat())
}

fn in_words(file: &ServerFile) -> String {
    let notes = file.notes.iter().map(|note| format!("{}:{} {:?}", note.key, note.line, note.says));
    let marks = format!(
        "{}{}",
        if file.sheltered { " sheltered" } else { "" },
        if file.through_link { " through a link" } else { "" }
    );
    let notes = notes.collect::<Vec<_>>().join(", ");
    format!("{} ({}, {}{marks}): {notes}", file.name, file.kind, file.mode.as_deref().unwrap())
}

#[test]
fn files_and_folders_are_told_by_their_keys_and_permissions_alone() {
    let folder = workspace();
    let at = folder.path();
    put(at, "odoo.conf", "[options]\nadmin_passwd = PLANTED\ndb_password = PLANTED\ndev_mode = all\n", 0o644);
    put(at, "site_config.json", "{\n\"db_password\": \"PLANTED\",\n\"allow_tests\": true\n}", 0o600);
    put(at, "prod.env", "\u{feff}API_TOKEN=PLANTED\r\nDB_URL=postgres://u:PLANTED@h/d\r\n", 0o640);
    put(at, "trytond.conf", "[database]\nlist = False\n[session]\nmax_attempt = 50\n", 0o600);
    put(at, "notes.txt", "PLANTED secret PLANTED\n", 0o666);
    fs::create_dir(at.join("inner")).unwrap();
    put(&at.join("inner"), "odoo.conf", "[options]\nadmin_passwd = $pbkdf2-sha512$PLANTED\nlist_db = False\n", 0o644);
    mode(&at.join("inner"), 0o700);
    symlink("site_config.json", at.join("link.json")).unwrap();
    for (name, bits) in [("backups", 0o755), ("filestore", 0o700)] {
        fs::create_dir(at.join(name)).unwrap();
        put(&at.join(name), "acme.dump", "PLANTED", 0o644);
        put(&at.join(name), "old.dump", "PLANTED", 0o600);
        mode(&at.join(name), bits);
    }
    let files = [
        "odoo.conf",
        "site_config.json",
        "prod.env",
        "trytond.conf",
        "notes.txt",
        "inner/odoo.conf",
        "link.json",
        "odoo.conf",
    ];
    let mut arguments: Vec<&str> = files.iter().flat_map(|file| ["--server-file", file]).collect();
    arguments.extend(["--server-folder", "backups", "--server-folder", "filestore"]);
    let (code, said) = collect(at, &arguments);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("`notes.txt`: its format is not known"), "{said}");
    let snapshot = read(&at.join("s")).unwrap();
    let seen: Vec<String> = snapshot.server_files.iter().map(in_words).collect();
    let seen = seen.join("\n").replace(&format!("{}/", at.file_name().unwrap().to_string_lossy()), "HERE/");
    insta::assert_snapshot!(seen, @"
    HERE/odoo.conf (odoo.conf, 644): admin_passwd:2 Secret, db_password:3 Secret, dev_mode:4 DeveloperMode, list_db:0 DatabaseList
    backups (folder, 755): acme.dump:0 OpenFile
    filestore (folder, 700): 
    inner/odoo.conf (odoo.conf, 644 sheltered): 
    link.json (site_config.json, 600 through a link): allow_tests:3 DeveloperMode, db_password:2 Secret
    notes.txt (file, 666): 
    prod.env (.env, 640): API_TOKEN:1 Secret, DB_URL:2 Secret
    site_config.json (site_config.json, 600): allow_tests:3 DeveloperMode, db_password:2 Secret
    trytond.conf (trytond.conf, 600):
    ");
    let coverage = snapshot.coverage_of(Domain::ServerFiles);
    assert_eq!(coverage.state, State::Incomplete);
    // A Tryton's file says nothing of another system's settings.
    assert!(snapshot.settings.iter().all(|setting| !setting.key.contains("max_attempt")));

    let (_, report) = rolecall(at, &["audit", "--snapshot", "s", "--persona", "auditor", "--format", "json"]);
    for name in ["database-list-exposed", "developer-mode", "secret-in-open-file"] {
        assert!(report.contains(name), "{name}");
    }
    for text in [said, report, serde_json::to_string(&snapshot).unwrap()] {
        assert!(!text.contains("PLANTED"), "{text}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_one_clear_line_before_anything_is_collected() {
    let folder = workspace();
    let at = folder.path();
    put(at, "large.conf", vec![b'x'; 10 << 20], 0o600);
    put(at, "binary.conf", b"[options]\nadmin_passwd = PLANTED\0", 0o600);
    put(at, "latin.conf", b"[options]\nadmin_passwd = PLANTED\xff\n", 0o600);
    put(at, "line.env", format!("A=1\nPASSWORD={}", "PLANTED".repeat(20_000)), 0o600);
    put(at, "site_config.json", "{\"db_password\": \"PLANTED\"", 0o600);
    symlink("nowhere", at.join("dangling.conf")).unwrap();
    let told: Vec<String> =
        ["large.conf", "binary.conf", "latin.conf", "line.env", "site_config.json", "dangling.conf", "gone.conf", "."]
            .into_iter()
            .map(|file| {
                let (code, said) = collect(at, &["--server-file", file]);
                assert_eq!(code, Some(2), "{file}: {said}");
                assert!(!said.contains("PLANTED") && !at.join("s").exists(), "{said}");
                said
            })
            .collect();
    insta::assert_snapshot!(told.concat(), @"
    error: cannot look at `large.conf`: it is larger than 1 MiB, which no configuration is
    error: cannot look at `binary.conf`: it is not text: it holds zero bytes
    error: cannot look at `latin.conf`: it is not UTF-8 (line 2)
    error: cannot look at `line.env`: line 2 is longer than 64 KiB
    error: cannot look at `site_config.json`: it is no JSON object (line 1, column 25)
    error: cannot look at `dangling.conf`: No such file or directory (os error 2)
    error: cannot look at `gone.conf`: No such file or directory (os error 2)
    error: cannot look at `.`: it is a folder: name it with `--server-folder`
    ");
    let (code, said) = collect(at, &["--server-folder", "shop.yaml"]);
    assert!(code == Some(2) && said.contains("it is no folder"), "{said}");
    let (code, said) = rolecall(at, &["audit", "--snapshot", "s", "--server-file", "large.conf"]);
    assert!(code == Some(2) && said.contains("--server-file"), "a snapshot has what it has: {said}");
}

#[test]
fn the_configuration_names_them_from_its_own_folder() {
    let folder = workspace();
    let at = folder.path();
    fs::create_dir(at.join("audit")).unwrap();
    put(at, ".env", "SECRET_KEY=PLANTED\n", 0o600);
    let config = "[systems.prod]\nkind = \"sql\"\nmanifest = \"../shop.yaml\"\nsqlite = \"../app.sqlite3\"\n\
                  server_files = [\"../.env\"]\nserver_folders = [\"../audit\"]\n";
    fs::write(at.join("audit/rolecall.toml"), config).unwrap();
    mode(&at.join("audit"), 0o750);
    let (code, said) = rolecall(at, &["collect", "prod", "--config", "audit/rolecall.toml", "-o", "t"]);
    assert_eq!(code, Some(0), "{said}");
    let seen: Vec<String> = read(&at.join("t")).unwrap().server_files.iter().map(in_words).collect();
    assert_eq!(seen, [".env (.env, 600): SECRET_KEY:1 Secret", "audit (folder, 750): "]);
}
