//! What is wrong with a file that a person wrote: every problem at once, each with the place where it was written.

use std::fmt;

use crate::model::Position;

/// At most so many problems are told; the rest is counted, so that a hostile file cannot fill a terminal.
const MAX_PROBLEMS: usize = 1000;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The file does not say what it means; nothing is done by it.
    Error,
    /// The file is read, but somebody should look.
    Warning,
}

/// One problem of a file.
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

impl Problem {
    /// Brings problems into the order of the text; at the same place errors come first.
    pub fn sort(problems: &mut [Self]) {
        problems.sort_by(|a, b| (&a.at, a.level).cmp(&(&b.at, b.level)));
    }
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
pub(crate) struct Problems {
    list: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Notes an error.
    pub(crate) fn error(&mut self, at: &Position, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.push(Level::Error, at, message.into(), help.into());
    }

    /// Notes a warning.
    pub(crate) fn warning(&mut self, at: &Position, message: impl Into<String>, help: impl Into<Option<String>>) {
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
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MAX_PROBLEMS
    }

    /// Whether there is an error so far.
    pub(crate) fn has_errors(&self) -> bool {
        self.untold > 0 || self.list.iter().any(|problem| problem.level == Level::Error)
    }

    /// The problems in the order of the text.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        Problem::sort(&mut self.list);
        if let (Some(last), true) = (self.list.last(), self.untold > 0) {
            let at = last.at.clone();
            let message = format!("{} more problems are not shown", self.untold);
            let help = Some("correct the first ones and look again".to_owned());
            self.list.push(Problem { at, level: Level::Error, message, help });
        }
        self.list
    }
}
