//! The table of `rolecall access`.

use super::grid::grid;
use super::{RenderOptions, escape};

/// Longest name shown in a cell.
const NAME: usize = 120;

/// Effective access as a table.
pub fn access_rows(header: &[&str], rows: impl Iterator<Item = Vec<String>>, options: &RenderOptions) -> String {
    let rows = rows.map(|row| row.iter().map(|cell| escape::terminal(cell, NAME)).collect());
    grid(header, rows, None, *options)
}
