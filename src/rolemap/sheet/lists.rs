//! Sheets with one thing a row: users and roles.

use std::collections::HashMap;

use super::builder::Builder;
use crate::model::{Glob, Located};
use crate::rolemap::Assignment;
use crate::sheets::{Row, Table, name, names};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// A list of users: `login`, `role` and, if known, `person` and `department`.
pub(super) fn users(table: &Table, problems: &mut Problems) -> Vec<Assignment> {
    let mut list = Vec::new();
    each(table, &["login", "role"], &["person", "department"], problems, |record, problems| {
        let login = record.get("login").and_then(|cell| name(cell, "login", problems));
        let roles = record.get("role").map(|cell| names(cell, "role", problems)).unwrap_or_default();
        let Some(login) = login else { return };
        let mut note = |key| record.get(key).and_then(|cell| name(cell, key, problems)).map(|cell| cell.value);
        let (person, department) = (note("person"), note("department"));
        for role in roles {
            let who = Located::new(Glob::new(&login.value), login.at.clone());
            list.push(Assignment { who, role, person: person.clone(), department: department.clone() });
        }
    });
    list
}

/// A list of roles: `role`, `groups`, `includes`, `extends`.
pub(super) fn roles(table: &Table, builder: &mut Builder, problems: &mut Problems) {
    each(table, &["role"], &["groups", "includes", "extends"], problems, |record, problems| {
        let Some(role) = record.get("role").and_then(|cell| name(cell, "role", problems)) else { return };
        if builder.knows(&role.value) {
            problems.error(&role.at, format!("role {} is written twice", quote(&role.value)), None);
            return;
        }
        let mut list = |key, what| record.get(key).map(|cell| names(cell, what, problems)).unwrap_or_default();
        let (groups, includes, extends) = (list("groups", "group"), list("includes", "group"), list("extends", "role"));
        if let Some(role) = builder.role(&role) {
            (role.groups, role.includes, role.extends) = (groups, includes, extends);
        }
    });
}

/// Hands over every row by the names of its columns.
fn each<'t>(
    table: &'t Table,
    required: &[&'static str],
    optional: &[&'static str],
    problems: &mut Problems,
    mut put: impl FnMut(&HashMap<&'static str, &'t Located<String>>, &mut Problems),
) {
    let mut rows = table.rows();
    let Some(header) = rows.next() else {
        problems.error(&table.at, "the list is empty", format!("begin with a row `{}`", required.join("`, `")));
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
