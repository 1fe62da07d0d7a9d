//! The table of `rolecall access`.

use super::grid::grid;
use super::{RenderOptions, escape};

/// Longest name shown in a cell.
const NAME: usize = 120;

/// Effective access as a table: user, resource, operations, record scope.
pub fn access_rows(rows: impl Iterator<Item = [String; 4]>, options: &RenderOptions) -> String {
    let rows = rows.map(|row| row.iter().map(|cell| escape::terminal(cell, NAME)).collect());
    grid(&["user", "resource", "operations", "scope"], rows, None, *options)
}
