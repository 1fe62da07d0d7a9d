//! Sheets: the matrix that most companies already have, from CSV or XLSX.

mod builder;
mod lists;
mod matrix;

use std::sync::Arc;

use super::{Assignment, RoleMap};
use crate::sheets::{self, WorkbookError};
use crate::yaml::Problems;

pub(super) use builder::empty as empty_role;

/// Reads a matrix from delimited text.
pub(super) fn read_csv(text: &str, file: &Arc<str>, problems: &mut Problems) -> RoleMap {
    let mut builder = builder::Builder::default();
    matrix::access(&sheets::csv(text, file, problems), &mut builder, problems);
    builder.finish(file, problems)
}

/// Reads a workbook.
pub(super) fn read_xlsx(bytes: &[u8], file: &Arc<str>, problems: &mut Problems) -> Result<RoleMap, WorkbookError> {
    let sheets = sheets::workbook(bytes, file, problems)?;
    let mut builder = builder::Builder::default();
    let (named, others): (Vec<_>, Vec<_>) = sheets.iter().partition(|(name, _)| is_known(name));
    let find = |names: &[&str]| named.iter().find(|(name, _)| names.contains(&name.trim().to_lowercase().as_str()));
    let mut others = others.into_iter();
    if let Some((_, table)) = find(ROLES) {
        lists::roles(table, &mut builder, problems);
    }
    match find(ACCESS) {
        Some((_, table)) => matrix::access(table, &mut builder, problems),
        None => {
            if let Some((_, table)) = others.next() {
                matrix::access(table, &mut builder, problems);
            }
        }
    }
    if let Some((_, table)) = find(FIELDS) {
        matrix::fields(table, &mut builder, problems);
    }
    if let Some((_, table)) = find(RECORDS) {
        matrix::records(table, &mut builder, problems);
    }
    if let Some((_, table)) = find(USERS) {
        builder.assignments.extend(lists::users(table, problems));
    }
    for (name, table) in others.filter(|(_, table)| !table.is_empty()) {
        let message = format!("sheet {} is not read", crate::yaml::words::quote(name));
        let help = "sheets are named Access, Fields, Records, Users and Roles".to_owned();
        problems.warning(&table.at, message, help);
    }
    Ok(builder.finish(file, problems))
}

const ACCESS: &[&str] = &["access", "matrix", "models"];
const FIELDS: &[&str] = &["fields"];
const RECORDS: &[&str] = &["records"];
const USERS: &[&str] = &["users"];
const ROLES: &[&str] = &["roles"];

fn is_known(sheet: &str) -> bool {
    let sheet = sheet.trim().to_lowercase();
    [ACCESS, FIELDS, RECORDS, USERS, ROLES].iter().any(|names| names.contains(&sheet.as_str()))
}

/// Reads a list of users from delimited text.
pub(super) fn read_users(text: &str, file: &Arc<str>, problems: &mut Problems) -> Vec<Assignment> {
    lists::users(&sheets::csv(text, file, problems), problems)
}
