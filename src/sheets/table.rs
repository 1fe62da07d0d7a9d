//! A grid of texts that know where they were written.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Located, Position};
use crate::yaml::Problems;
use crate::yaml::words::{bad_name, quote};

/// The most cells that a sheet may have where nothing else is said.
pub(super) const MAX_CELLS: usize = 1_000_000;

/// One row: its cells by column; blank ones are not there.
pub(crate) type Row = BTreeMap<u32, Located<String>>;

/// A sheet.
#[derive(Debug)]
pub(crate) struct Table {
    /// The sheet as a whole.
    pub(crate) at: Position,
    rows: BTreeMap<u32, Row>,
    cells: usize,
    room: usize,
}

impl Table {
    /// A sheet without cells, for so many of them.
    pub(crate) fn with_room(at: Position, room: usize) -> Self {
        Self { at, rows: BTreeMap::new(), cells: 0, room }
    }

    /// The most cells that it may have.
    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// Puts a text into a cell unless it is blank or the cell is taken; whether there was room.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: &str, at: Position) -> bool {
        let text = text.trim();
        if text.is_empty() {
            return true;
        }
        if self.cells >= self.room {
            return false;
        }
        self.rows.entry(row).or_default().entry(column).or_insert_with(|| {
            self.cells += 1;
            Located::new(text.to_owned(), at)
        });
        true
    }

    /// One cell.
    pub(crate) fn get(&self, row: u32, column: u32) -> Option<&Located<String>> {
        self.rows.get(&row)?.get(&column)
    }

    /// The rows that have a cell, in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The last row and column that have a cell.
    pub(crate) fn extent(&self) -> Option<(u32, u32)> {
        let last = *self.rows.keys().next_back()?;
        let widest = self.rows.values().filter_map(|row| row.keys().next_back()).max()?;
        Some((last, *widest))
    }

    /// Whether a row has a cell.
    pub(crate) fn has_row(&self, row: u32) -> bool {
        self.rows.contains_key(&row)
    }

    /// The columns that have a cell.
    pub(crate) fn columns(&self) -> BTreeSet<u32> {
        self.rows.values().flat_map(BTreeMap::keys).copied().collect()
    }

    /// Whether there is no cell.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A cell that can be a name.
pub(crate) fn name(cell: &Located<String>, what: &str, problems: &mut Problems) -> Option<Located<String>> {
    match bad_name(&cell.value) {
        None => Some(cell.clone()),
        Some(why) => {
            problems.error(&cell.at, format!("{what} {} {why}", quote(&cell.value)), None);
            None
        }
    }
}

/// The names in a cell, one a line or with semicolons between them.
pub(crate) fn names(cell: &Located<String>, what: &str, problems: &mut Problems) -> Vec<Located<String>> {
    cell.value
        .split([';', '\n'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .filter_map(|text| name(&Located::new(text.to_owned(), cell.at.clone()), what, problems))
        .collect()
}
