//! Where a person wrote a value: a line of a file or a cell of a sheet.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A place inside a file. The whole file stands before its lines and cells; cells are in the order of a reader: by sheet,
/// row and column (`C7` before `C10`, `Z1` before `AA1`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// One-based line and column.
    Line(u64, u64),
    /// Sheet name and cell, such as `Access` and `C7`.
    Cell(Arc<str>, String),
    /// The whole file.
    File,
}

impl Place {
    fn order(&self) -> (u8, &str, u64, u64, &str) {
        match self {
            Self::File => (0, "", 0, 0, ""),
            Self::Line(line, column) => (1, "", *line, *column, ""),
            Self::Cell(sheet, cell) => {
                let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit()).len();
                let row = cell.get(letters..).and_then(|row| row.parse().ok()).unwrap_or(0);
                (2, sheet, row, letters as u64, cell)
            }
        }
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_in_the_order_of_a_reader() {
        let cell = |sheet: &str, cell: &str| Place::Cell(sheet.into(), cell.to_owned());
        let ordered = [
            Place::File,
            Place::Line(7, 12),
            Place::Line(10, 1),
            cell("Access", "Z1"),
            cell("Access", "AA1"),
            cell("Access", "C7"),
            cell("Access", "D7"),
            cell("Access", "C10"),
            cell("Users", "A1"),
        ];
        assert!(ordered.is_sorted());
    }
}
