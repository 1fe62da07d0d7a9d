//! JSON Web Tokens in files, from the command line to the report: no token and no other claim is in anything that is written.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// In the signature and in a claim that nobody needs.
const MARKER: &str = "MARKER5123";

/// A token without an end, whose subject is in no list.
fn token() -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    let body =
        part(&format!(r#"{{"iss":"https://login.example","sub":"web shop","scope":"orders","note":"{MARKER}"}}"#));
    format!("{}.{body}.{MARKER}", part(r#"{"alg":"HS256"}"#))
}

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder with an application's lists and a file with a token.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("app")).unwrap();
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/mapped.in/good");
    for file in lists.read_dir().unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.path().join("app").join(file.file_name())).unwrap();
    }
    let line = format!("# for the web shop\nSHOP_TOKEN={}\neyJhbGciOi.garbage.x\n", token());
    std::fs::write(folder.path().join("shop.env"), line).unwrap();
    folder
}

/// Nothing that was written holds the token or a claim that nobody needs.
fn assert_kept(text: &str) {
    assert!(!text.contains(MARKER) && !text.contains("eyJ") && !text.contains(&token()), "{text}");
}

#[test]
fn a_token_is_told_with_its_key_and_never_shown() {
    let folder = folder();
    let collect = ["collect", "--kind", "files", "--files", "app", "--jwt-file", "shop.env", "-o", "app.snapshot"];
    let collected = rolecall(folder.path(), &collect);
    assert!(said(&collected).contains("shop.env: 1 JSON Web Token"), "{}", said(&collected));
    assert_kept(&said(&collected));
    let snapshot = rolecall::snapshot::read(&folder.path().join("app.snapshot")).unwrap();
    assert_kept(&format!("{snapshot:?}"));
    assert_eq!(snapshot.jwts.first().unwrap().at, "shop.env:SHOP_TOKEN");
    for format in ["json", "markdown", "sarif", "table"] {
        let report = rolecall(
            folder.path(),
            &["audit", "--snapshot", "app.snapshot", "--persona", "auditor", "--format", format],
        );
        assert_kept(&said(&report));
        assert!(
            said(&report).contains("jwt-unsafe") || said(&report).contains("TOK-014"),
            "{format}: {}",
            said(&report)
        );
    }
}

#[test]
fn files_of_the_configuration_start_at_its_folder_and_are_looked_at_beside_those_of_the_command_line() {
    let folder = folder();
    let config = "[systems.app]\nkind = \"files\"\nfiles = \"app\"\njwt_files = [\"shop.env\"]\n";
    std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    let collected = rolecall(folder.path(), &["collect", "app", "-o", "app.snapshot"]);
    assert!(said(&collected).contains("shop.env: 1 JSON Web Token"), "{}", said(&collected));
    std::fs::write(folder.path().join("other.txt"), "nothing").unwrap();
    let collected = rolecall(folder.path(), &["collect", "app", "--jwt-file", "other.txt", "-o", "app.snapshot"]);
    let said = said(&collected);
    assert!(said.contains("other.txt: 0 JSON Web Tokens") && said.contains("shop.env: 1 JSON Web Token"), "{said}");
}

#[test]
fn files_of_one_name_are_told_apart() {
    let folder = folder();
    for name in ["a", "b"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        std::fs::copy(folder.path().join("shop.env"), folder.path().join(name).join(".env")).unwrap();
    }
    let files = ["--jwt-file", "a/.env", "--jwt-file", "b/.env", "-o", "app.snapshot"];
    rolecall(folder.path(), &[&["collect", "--kind", "files", "--files", "app"][..], &files].concat());
    let snapshot = rolecall::snapshot::read(&folder.path().join("app.snapshot")).unwrap();
    let at: Vec<&str> = snapshot.jwts.iter().map(|jwt| jwt.at.as_str()).collect();
    assert_eq!(at, ["a/.env:SHOP_TOKEN", "b/.env:SHOP_TOKEN"]);
}

#[test]
fn a_file_that_cannot_be_read_ends_the_run_and_a_snapshot_takes_none() {
    let folder = folder();
    let gone = ["collect", "--kind", "files", "--files", "app", "--jwt-file", "gone.env", "-o", "app.snapshot"];
    let output = rolecall(folder.path(), &gone);
    assert!(output.status.code() == Some(2) && said(&output).contains("cannot read `gone.env`"), "{}", said(&output));
    let output = rolecall(folder.path(), &["audit", "--snapshot", "app.snapshot", "--jwt-file", "shop.env"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("cannot be used with"), "{}", said(&output));
}
