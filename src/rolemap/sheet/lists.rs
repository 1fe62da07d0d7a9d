//! Sheets with one thing a row: users and roles.

use super::builder::Builder;
use crate::model::{Glob, Located};
use crate::rolemap::Assignment;
use crate::sheets::{Table, each_record as each, name, names};
use crate::yaml::Problems;
use crate::yaml::words::quote;

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
