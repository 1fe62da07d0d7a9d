//! What changed in a database between two moments, by table and row.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::install::run;
use super::script;

/// A database as it was at one moment.
pub(crate) struct Copy {
    python: PathBuf,
    file: tempfile::NamedTempFile,
}

/// What differs between two moments, a line for each table: `res_user: 1 changed (7)`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// In tables that every sign-in and every request may write to: sessions, attempts, caches.
    pub(crate) traces: Vec<String>,
    /// In all others.
    pub(crate) changes: Vec<String>,
}

impl Copy {
    pub(super) fn of(python: &Path, file: &Path) -> Self {
        let copy = tempfile::Builder::new().suffix(".sqlite").tempfile().unwrap();
        run(Command::new(python).arg(script("tables.py")).arg("copy").arg(file).arg(copy.path())).unwrap();
        Self { python: python.to_owned(), file: copy }
    }
}

/// What happened from one moment to another.
pub(crate) fn difference(before: &Copy, after: &Copy) -> Difference {
    let mut command = Command::new(&before.python);
    command.arg(script("tables.py")).arg("compare").arg(before.file.path()).arg(after.file.path());
    let mut difference = Difference { traces: Vec::new(), changes: Vec::new() };
    for line in run(&mut command).unwrap().lines() {
        match line.split_once(' ').unwrap() {
            ("trace", told) => difference.traces.push(told.to_owned()),
            (_, told) => difference.changes.push(told.to_owned()),
        }
    }
    difference
}
