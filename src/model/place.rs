//! Where a person wrote a value: a line of a file or a cell of a sheet.

use std::fmt;
use std::sync::Arc;

/// A place inside a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// One-based line and column.
    Line(u64, u64),
    /// Sheet name and cell, such as `Access` and `C7`.
    Cell(Arc<str>, String),
    /// The whole file.
    File,
}

/// A file and a place in it; prints as `map.yaml:3:7` or `map.xlsx!Access!C7`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Where in it.
    pub place: Place,
}

impl Position {
    /// A line and a column, one-based.
    pub fn line(file: &Arc<str>, line: u64, column: u64) -> Self {
        Self { file: Arc::clone(file), place: Place::Line(line, column) }
    }

    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), place: Place::File }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line(line, column) => write!(f, "{}:{line}:{column}", self.file),
            Place::Cell(sheet, cell) => write!(f, "{}!{sheet}!{cell}", self.file),
            Place::File => f.write_str(&self.file),
        }
    }
}

/// A value and where it was written. Equality and order are the value's.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub at: Position,
}

impl<T> Located<T> {
    /// A value at a position.
    pub fn new(value: T, at: Position) -> Self {
        Self { value, at }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}
