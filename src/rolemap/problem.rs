//! What is wrong with a role map: every problem at once, each with the place where it was written.

use std::fmt;

use crate::model::{Place, Position};

/// At most so many problems are told; the rest is counted, so that a hostile file cannot fill a terminal.
const MAX_PROBLEMS: usize = 1000;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The map does not say what it means; nothing is audited against it.
    Error,
    /// The map is read, but somebody should look.
    Warning,
}

/// One problem of a role map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it was written.
    pub at: Position,
    /// How much it weighs.
    pub level: Level,
    /// What is wrong, in one line.
    pub message: String,
    /// The next step.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{}: {level}: {}", self.at, self.message)?;
        match &self.help {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }
}

/// Collects problems.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Notes an error.
    pub(super) fn error(&mut self, at: &Position, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.push(Level::Error, at, message.into(), help.into());
    }

    /// Notes a warning.
    pub(super) fn warning(&mut self, at: &Position, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.push(Level::Warning, at, message.into(), help.into());
    }

    fn push(&mut self, level: Level, at: &Position, message: String, help: Option<String>) {
        if self.list.len() < MAX_PROBLEMS {
            self.list.push(Problem { at: at.clone(), level, message, help });
        } else {
            self.untold += 1;
        }
    }

    /// Whether enough is known to stop looking for suggestions.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MAX_PROBLEMS
    }

    /// The problems in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.list.sort_by_cached_key(|problem| (order(&problem.at), problem.level));
        if let (Some(last), true) = (self.list.last(), self.untold > 0) {
            let at = Position::file(&last.at.file);
            let message = format!("{} more problems are not shown", self.untold);
            let help = Some("correct the first ones and look again".to_owned());
            self.list.push(Problem { at, level: Level::Error, message, help });
        }
        self.list
    }
}

/// Files by name, lines by number, cells by sheet, row and column (`C7` before `C10`, `Z1` before `AA1`).
fn order(at: &Position) -> (String, String, u64, u64, String) {
    let file = at.file.to_string();
    match &at.place {
        Place::File => (file, String::new(), 0, 0, String::new()),
        Place::Line(line, column) => (file, String::new(), *line, *column, String::new()),
        Place::Cell(sheet, cell) => {
            let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
            let row = cell.get(letters.len()..).and_then(|row| row.parse().ok()).unwrap_or(0);
            (file, sheet.to_string(), row, letters.len() as u64, letters.to_owned())
        }
    }
}
