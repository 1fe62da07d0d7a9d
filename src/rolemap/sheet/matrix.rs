//! A matrix: rows resources, columns roles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::builder::Builder;
use crate::model::{Glob, Located, Pattern, Position};
use crate::rolemap::{Assignment, CellRule, RecordDesign, Role, cell, fields};
use crate::sheets::{Row, Table, name, names};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// Columns that explain and name no role.
const REMARKS: &[&str] = &["description", "comment", "comments", "note", "notes", "remark", "remarks"];

/// The access sheet. Rows `groups`, `includes`, `extends` and `users` may stand directly under the roles' names.
pub(super) fn access(table: &Table, builder: &mut Builder, problems: &mut Problems) {
    let mut rows = table.rows().peekable();
    let Some(columns) = header(rows.next(), problems) else { return };
    for role in columns.roles.values() {
        builder.role(role);
    }
    while rows.next_if(|row| about_roles(row, &columns, builder, problems)).is_some() {}
    body(rows, columns, problems, |resource, role, value, problems| {
        let (access, warning) = match cell::parse_sheet(&value.value) {
            Ok(read) => read,
            Err(error) => return problems.error(&value.at, error.message, error.help),
        };
        if let Some(warning) = warning {
            problems.warning(&value.at, warning, None);
        }
        let resource = match Pattern::parse(&resource.value) {
            Ok(pattern) => Located::new(pattern, resource.at.clone()),
            Err(error) => return problems.error(&resource.at, error.to_string(), None),
        };
        if let Some(role) = builder.role(role) {
            role.grants.push(CellRule { resource, access: Located::new(access, value.at.clone()) });
        }
    });
}

/// The sheet of fields: rows `resource.field`.
pub(super) fn fields(table: &Table, builder: &mut Builder, problems: &mut Problems) {
    limits(table, builder, problems, |role, key, value, problems| match cell::parse_sheet(&value.value) {
        Ok((access, warning)) => {
            if let Some(warning) = warning {
                problems.warning(&value.at, warning, None);
            }
            let access = Located::new(access, value.at.clone());
            role.fields.extend(fields::rule(key.clone(), access, problems));
        }
        Err(error) => problems.error(&value.at, error.message, error.help),
    });
}

/// The sheet of record scopes: rows resources, cells `own`, `company` and the like.
pub(super) fn records(table: &Table, builder: &mut Builder, problems: &mut Problems) {
    limits(table, builder, problems, |role, key, value, problems| match fields::scope(&value.value) {
        Ok(scope) => {
            let scope = Located::new(scope, value.at.clone());
            role.records.push(RecordDesign { resource: key.clone(), scope });
        }
        Err((message, help)) => problems.error(&value.at, message, help),
    });
}

/// A sheet that limits roles of the access sheet, and so cannot bring new ones.
fn limits(
    table: &Table,
    builder: &mut Builder,
    problems: &mut Problems,
    mut put: impl FnMut(&mut Role, &Located<String>, &Located<String>, &mut Problems),
) {
    let mut rows = table.rows();
    let Some(mut columns) = header(rows.next(), problems) else { return };
    for (column, role) in &columns.roles {
        if !builder.knows(&role.value) {
            let help = did_you_mean(&role.value, builder.names());
            problems.error(&role.at, format!("unknown role {}", quote(&role.value)), help);
            columns.ignored.insert(*column);
        }
    }
    columns.roles.retain(|column, _| !columns.ignored.contains(column));
    body(rows, columns, problems, |key, role, value, problems| {
        if let Some(role) = builder.role(role) {
            put(role, key, value, problems);
        }
    });
}

/// What the first row says about the columns.
#[derive(Default)]
struct Columns {
    roles: BTreeMap<u32, Located<String>>,
    /// Remarks, and columns that have been refused.
    ignored: BTreeSet<u32>,
}

fn header(row: Option<&Row>, problems: &mut Problems) -> Option<Columns> {
    let mut columns = Columns::default();
    for (column, cell) in row?.range(1..) {
        let role =
            if REMARKS.contains(&cell.value.to_lowercase().as_str()) { None } else { name(cell, "role", problems) };
        match role {
            Some(role) => {
                columns.roles.insert(*column, role);
            }
            None => {
                columns.ignored.insert(*column);
            }
        }
    }
    Some(columns)
}

/// Reads one of the rows that describe the roles; whether it was one.
fn about_roles(row: &Row, columns: &Columns, builder: &mut Builder, problems: &mut Problems) -> bool {
    let Some(title) = row.get(&0).map(|title| title.value.to_lowercase()) else { return false };
    if !matches!(title.as_str(), "groups" | "includes" | "extends" | "users") {
        return false;
    }
    for (column, cell) in row.range(1..) {
        let Some(name) = columns.roles.get(column) else { continue };
        let list = names(cell, title.trim_end_matches('s'), problems);
        if title == "users" {
            builder.assignments.extend(list.into_iter().map(|who| Assignment {
                who: Located::new(Glob::new(&who.value), who.at),
                role: name.clone(),
                person: None,
                department: None,
            }));
        } else if let Some(role) = builder.role(name) {
            match title.as_str() {
                "groups" => role.groups.extend(list),
                "includes" => role.includes.extend(list),
                _ => role.extends.extend(list),
            }
        }
    }
    true
}

/// Hands over every filled cell once: resource, role, value. Cells that disagree are an error that names both.
fn body<'t>(
    rows: impl Iterator<Item = &'t Row>,
    mut columns: Columns,
    problems: &mut Problems,
    mut put: impl FnMut(&Located<String>, &Located<String>, &Located<String>, &mut Problems),
) {
    let mut seen: HashMap<(String, String), (String, Position)> = HashMap::new();
    let mut places: HashMap<String, Position> = HashMap::new();
    for row in rows {
        let Some(resource) = row.get(&0) else {
            if let Some(cell) = row.values().next() {
                problems.error(&cell.at, "the row has cells but no resource in its first column", None);
            }
            continue;
        };
        let Some(resource) = name(resource, "resource", problems) else { continue };
        let first = places.entry(resource.value.clone()).or_insert_with(|| resource.at.clone());
        if *first != resource.at {
            let message = format!("{} has another row", quote(&resource.value));
            problems.warning(&resource.at, message, format!("the first is at {first}"));
        }
        for (column, value) in row.range(1..) {
            let Some(role) = columns.roles.get(column) else {
                // Told once, at the first cell of the column.
                if columns.ignored.insert(*column) {
                    problems.error(&value.at, "the cell has no role above it in the first row", None);
                }
                continue;
            };
            let key = (resource.value.clone(), role.value.clone());
            match seen.get(&key) {
                None => {
                    seen.insert(key, (value.value.clone(), value.at.clone()));
                    put(&resource, role, value, problems);
                }
                Some((before, at)) if !before.eq_ignore_ascii_case(&value.value) => {
                    let (resource, role) = (quote(&resource.value), quote(&role.value));
                    let message = format!(
                        "{} here and {} at {at} disagree about {role} on {resource}",
                        quote(&value.value),
                        quote(before)
                    );
                    problems.error(&value.at, message, "keep one of them".to_owned());
                }
                Some(_) => {}
            }
        }
    }
}
