//! The program itself, and what it writes.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Exit code and output; what it says on the side goes to the test's own output.
pub(crate) fn rolecall(arguments: &[&str], secrets: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.env("ROLECALL_NO_ARCHIVE", "1");
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").env_remove("ROLECALL_CONFIG");
    for (name, value) in secrets {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    eprintln!("rolecall {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// A snapshot of the database at a URL.
pub(crate) fn collected(url: &str, folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(format!("{name}.snapshot"));
    let path = file.display().to_string();
    let arguments = ["collect", "--kind", "tryton", "--database-url", "env:DATABASE", "-o", &path];
    assert_eq!(rolecall(&arguments, &[("DATABASE", url)]).0, 0);
    file
}

/// What a SQLite file is called as a database.
pub(crate) fn sqlite(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// The lines of `access` about a snapshot.
pub(crate) fn access(snapshot: &Path) -> Vec<Value> {
    let snapshot = snapshot.display().to_string();
    let arguments = ["access", "--snapshot", &snapshot, "--format", "jsonl", "--extra", "--fields"];
    let (code, lines) = rolecall(&arguments, &[]);
    assert_eq!(code, 0);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What an audit of a snapshot against the design says, and its exit code.
pub(crate) fn audit(snapshot: &Path) -> (i32, Value) {
    let snapshot = snapshot.display().to_string();
    let arguments = ["audit", "--snapshot", &snapshot, "--map", "tests/tryton/roles.yaml", "--format", "json"];
    let (code, answer) = rolecall(&arguments, &[]);
    (code, serde_json::from_str(&answer).unwrap())
}
