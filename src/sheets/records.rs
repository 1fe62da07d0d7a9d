//! Sheets with one thing a row, whose first row names the columns.

use std::collections::HashMap;

use super::table::{Row, Table};
use crate::model::Located;
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// Hands over every row behind the first one by the names of its columns, which the first one has; `required` ones must be
/// there and filled in each row.
pub(crate) fn each_record<'t>(
    table: &'t Table,
    required: &[&'static str],
    optional: &[&'static str],
    problems: &mut Problems,
    mut put: impl FnMut(&HashMap<&'static str, &'t Located<String>>, &mut Problems),
) {
    let mut rows = table.rows();
    let Some(header) = rows.next() else {
        let columns = if required.is_empty() { optional } else { required };
        problems.error(&table.at, "the list is empty", format!("begin with a row `{}`", columns.join("`, `")));
        return;
    };
    // Nothing of a header that lacks these is quoted: it may be the first line of a file that is no such list.
    let missing: Vec<&str> =
        required.iter().copied().filter(|name| !header.values().any(|cell| is(cell, name))).collect();
    if !missing.is_empty() {
        let at = header.values().next().map_or(&table.at, |cell| &cell.at);
        let help = format!("the first row names the columns: {}", [required, optional].concat().join(", "));
        problems.error(at, format!("no column `{}`", missing.join("`, `")), help);
        return;
    }
    let columns = columns(header, required, optional, problems);
    for row in rows {
        let record = row.iter().filter_map(|(column, cell)| Some((*columns.get(column)?, cell))).collect();
        for missing in required.iter().filter(|name| !HashMap::contains_key(&record, *name)) {
            if let Some(cell) = row.values().next() {
                problems.error(&cell.at, format!("the row has no {missing}"), None);
            }
        }
        put(&record, problems);
    }
}

/// Whether the first row names a column.
pub(crate) fn has_column(table: &Table, name: &str) -> bool {
    table.rows().next().is_some_and(|header| header.values().any(|cell| is(cell, name)))
}

/// Whether a header's cell names a column, in singular or plural.
fn is(cell: &Located<String>, name: &str) -> bool {
    cell.value.to_lowercase().trim_end_matches('s') == name.trim_end_matches('s')
}

/// The columns that are known by name.
fn columns(
    header: &Row,
    required: &[&'static str],
    optional: &[&'static str],
    problems: &mut Problems,
) -> HashMap<u32, &'static str> {
    let known = || required.iter().chain(optional).copied();
    let mut columns = HashMap::new();
    for (column, cell) in header {
        match known().find(|name| is(cell, name)) {
            Some(name) if columns.values().any(|before| *before == name) => {
                problems.error(&cell.at, format!("column `{name}` is there twice"), None);
            }
            Some(name) => {
                columns.insert(*column, name);
            }
            None => {
                let help = did_you_mean(&cell.value, known());
                problems.warning(&cell.at, format!("column {} is not read", quote(&cell.value)), help);
            }
        }
    }
    columns
}
