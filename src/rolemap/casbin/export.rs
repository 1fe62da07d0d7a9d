//! Role map → policy.

use std::collections::BTreeSet;

use super::{LOGIN, NOTHING};
use crate::rolemap::{OpSelection, RoleMap};

/// The cells, limits, parents and users of a map as policy rows for [`MODEL`](super::MODEL), in the order of the map.
///
/// Groups, records, fields and tokens have no place in a policy of this model. A role without cells gets a row that
/// denies nothing (`p, ROLE, -, -, deny`), so that it is known to be a role.
pub fn export(map: &RoleMap) -> String {
    let mut out = String::new();
    let roles: BTreeSet<&str> = map.roles.iter().map(|role| role.name.value.as_str()).collect();
    for role in &map.roles {
        let name = role.name.value.as_str();
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
        if role.grants.is_empty() && role.must_not.is_empty() {
            row(&mut out, &["p", name, NOTHING, NOTHING, "deny"]);
        }
    }
    for role in &map.roles {
        for parent in &role.extends {
            row(&mut out, &["g", &role.name.value, &parent.value]);
        }
    }
    for assignment in &map.assignments {
        let login = assignment.who.value.as_str();
        let marked = if roles.contains(login) || login.starts_with(LOGIN) { LOGIN } else { "" };
        row(&mut out, &["g", &format!("{marked}{login}"), &assignment.role.value]);
    }
    out
}

fn operations(selection: &OpSelection) -> Vec<&str> {
    match selection {
        OpSelection::All => vec!["*"],
        OpSelection::Named(names) => names.iter().map(|name| name.0.as_str()).collect(),
    }
}

fn row(out: &mut String, fields: &[&str]) {
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
