//! Applications that rolecall does not know: their users, groups and rights as tables with columns of known names, from the
//! queries of a manifest ([`sql`]) or from files ([`files`]).

mod definition;
mod entities;
pub mod files;
mod index;
mod manifest;
mod mapper;
mod people;
mod rights;
mod row;
mod secrets;
pub mod sql;
mod table;

use std::collections::HashMap;
use std::path::Path;

use super::ConnectError;
use crate::model::Position;
use crate::sheets::{self, FileError};
use crate::snapshot::Snapshot;
use crate::yaml::{Level, Problem, Problems};

/// The text of a manifest.
fn read_text(path: &Path) -> Result<String, ConnectError> {
    sheets::text(path, None).map_err(|error| {
        let mut problems = Problems::default();
        unreadable(&error, &Position::file(&path.display().to_string().into()), &mut problems);
        ConnectError::Mapping { problems: problems.finish() }
    })
}

/// Notes why a file cannot be used.
fn unreadable(error: &FileError, at: &Position, problems: &mut Problems) {
    let (message, help) = match error {
        FileError::Read(why) => (format!("cannot be read: {why}"), None),
        FileError::NotAFile => ("is not a file".to_owned(), None),
        FileError::TooLarge => (format!("is larger than {} MiB", sheets::MAX_BYTES >> 20), None),
        FileError::Encoding => ("is neither UTF-8 nor UTF-16".to_owned(), Some("save it as UTF-8".to_owned())),
        FileError::Binary(line) => (format!("is not text: line {line} has control characters"), None),
    };
    problems.error(at, message, help);
}

/// Problems that say the same of several rows, as one.
fn folded(problems: Vec<Problem>) -> Vec<Problem> {
    let mut folded: Vec<(Problem, usize)> = Vec::new();
    let mut known: HashMap<(Level, String, Option<String>), usize> = HashMap::new();
    for problem in problems {
        let same = (problem.level, problem.message.clone(), problem.help.clone());
        if let Some((_, rows)) = known.get(&same).and_then(|at| folded.get_mut(*at)) {
            *rows += 1;
        } else {
            known.insert(same, folded.len());
            folded.push((problem, 1));
        }
    }
    let told = |(mut problem, rows): (Problem, usize)| {
        if rows > 1 {
            problem.message = format!("{} ({rows} times, first here)", problem.message);
        }
        problem
    };
    folded.into_iter().map(told).collect()
}

/// The snapshot, unless something is wrong.
fn done(snapshot: Snapshot, problems: Vec<Problem>) -> Result<Snapshot, ConnectError> {
    if problems.iter().any(|problem| problem.level == Level::Error) {
        return Err(ConnectError::Mapping { problems });
    }
    Ok(snapshot)
}

/// `1 row`, `2 rows`.
fn plural_rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}
