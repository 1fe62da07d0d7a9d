//! Django's own answers against ours: a real Django from `PyPI` makes a database, and is asked about every user, model and
//! operation.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The version is a fact of the test.
const DJANGO: &str = "django==5.2.*";

/// A Python with Django, made once and kept below `target/`. None where `PyPI` cannot be reached, which fails in CI.
fn python() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("django");
    let python = home.join("venv/bin/python");
    let has_django = || Command::new(&python).args(["-c", "import django"]).output().is_ok_and(|o| o.status.success());
    if has_django() {
        return Some(python);
    }
    let _ = std::fs::remove_dir_all(&home);
    let made = Command::new("python3").args(["-m", "venv"]).arg(home.join("venv")).output();
    let installed = made.is_ok_and(|output| output.status.success())
        && Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", DJANGO])
            .output()
            .is_ok_and(|output| output.status.success());
    if installed && has_django() {
        return Some(python);
    }
    assert!(std::env::var_os("CI").is_none(), "no Django from PyPI (python3 -m venv, pip install), which CI must have");
    eprintln!("SKIPPED: no Django from PyPI on this machine (python3 -m venv, pip install), so nothing was tested");
    None
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn word(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap().to_owned()
}

#[test]
fn every_cell_is_what_django_says() {
    let Some(python) = python() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("app.sqlite3");
    let oracle = root.join("tests/mapped_django/oracle.py");
    // No bytecode beside the sources.
    let told = output(Command::new(python).arg("-B").arg(oracle).arg(&database));

    let snapshot = folder.path().join("app.snapshot");
    let rolecall = || Command::new(env!("CARGO_BIN_EXE_rolecall"));
    let url = format!("sqlite:{}", database.display());
    output(
        rolecall()
            .args(["collect", "--kind", "sql", "--database-url", &url, "--manifest"])
            .arg(root.join("docs/examples/django.yaml"))
            .arg("-o")
            .arg(&snapshot),
    );
    let found = output(rolecall().args(["access", "--format", "jsonl", "--snapshot"]).arg(&snapshot));
    let mut ours: BTreeSet<(String, String, String)> = BTreeSet::new();
    for line in lines(&found).filter(|line| line.get("inactive") != Some(&Value::Bool(true))) {
        for op in line["ops"].as_array().unwrap() {
            ours.insert((word(&line, "user"), word(&line, "resource"), op.as_str().unwrap().to_owned()));
        }
    }
    let (mut cells, mut allowed) = (0, 0);
    let mut wrong: BTreeMap<(String, String, String), bool> = BTreeMap::new();
    for line in lines(&told) {
        let cell = (word(&line, "user"), word(&line, "resource"), word(&line, "op"));
        let theirs = line["allowed"].as_bool().unwrap();
        cells += 1;
        allowed += usize::from(theirs);
        if ours.contains(&cell) != theirs {
            wrong.insert(cell, theirs);
        }
    }
    eprintln!("{cells} cells, {allowed} allowed, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {cells} cells are wrong: {wrong:#?}", wrong.len());
    assert!(cells > 1_000 && allowed > 100, "{cells} cells, {allowed} allowed: that proves little");
}
