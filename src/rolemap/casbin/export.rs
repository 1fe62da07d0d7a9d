//! Role map → policy.

use std::collections::BTreeSet;

use super::{LOGIN, NOTHING};
use crate::rolemap::{OpSelection, RoleMap};

/// The cells, limits, parents and users of a map as policy rows for [`MODEL`](super::MODEL), in the order of the map.
///
/// Parents that the map does not have are left out. Groups, records, fields and tokens have no place in a policy of this model. A role without cells gets a row that
/// denies nothing (`p, ROLE, -, -, deny`), so that it is known to be a role.
pub fn export(map: &RoleMap) -> String {
    let mut out = String::new();
    let roles: BTreeSet<&str> = map.roles.iter().map(|role| role.name.value.as_str()).collect();
    for role in &map.roles {
        let name = role.name.value.as_str();
        let before = out.len();
        for cell in &role.grants {
            for (selection, effect) in [(&cell.access.value.allow, "allow"), (&cell.access.value.deny, "deny")] {
                for op in operations(selection) {
                    row(&mut out, &["p", name, cell.resource.value.as_str(), op, effect]);
                }
            }
        }
        for pattern in &role.must_not {
            row(&mut out, &["p", name, pattern.value.as_str(), "*", "deny"]);
        }
        if out.len() == before {
            row(&mut out, &["p", name, NOTHING, NOTHING, "deny"]);
        }
    }
    for role in &map.roles {
        for parent in role.extends.iter().filter(|parent| roles.contains(parent.value.as_str())) {
            row(&mut out, &["g", &role.name.value, &parent.value]);
        }
    }
    let held = map.assignments.iter().map(|assignment| assignment.role.value.as_str());
    let taken: BTreeSet<&str> = roles.iter().copied().chain(held).collect();
    for assignment in &map.assignments {
        let login = assignment.who.value.as_str();
        let marked = if taken.contains(login) || login.starts_with(LOGIN) { LOGIN } else { "" };
        row(&mut out, &["g", &format!("{marked}{login}"), &assignment.role.value]);
    }
    out
}

pub(super) fn operations(selection: &OpSelection) -> Vec<&str> {
    match selection {
        OpSelection::All => vec!["*"],
        OpSelection::Named(names) => names.iter().map(|name| name.0.as_str()).collect(),
    }
}

pub(super) fn row(out: &mut String, fields: &[&str]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        if field.contains([',', '"', '#']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push('\n');
}
