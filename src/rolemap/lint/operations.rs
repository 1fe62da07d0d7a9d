//! Operations that are none of ours, where no snapshot tells whether they are the application's own.

use std::collections::BTreeSet;

use crate::rolemap::cell::{OPERATIONS, help_for};
use crate::rolemap::{OpSelection, RoleMap};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// Kinds of systems whose operations a manifest names.
const OWN: [&str; 2] = ["sql", "files"];

/// Refuses them for an ERP whose operations are known, and warns where the map does not say what it is for. Each is told once.
pub(super) fn check(map: &RoleMap, problems: &mut Problems) {
    let system = map.system.as_ref().map(|system| system.value.as_str());
    if system.is_some_and(|system| OWN.contains(&system)) {
        return;
    }
    let mut told = BTreeSet::new();
    let cells = map.roles.iter().flat_map(|role| &role.grants).chain(map.tokens.iter().flat_map(|token| &token.may));
    for cell in cells {
        for selection in [&cell.access.value.allow, &cell.access.value.deny] {
            let OpSelection::Named(names) = selection else { continue };
            for op in names.iter().filter(|op| !OPERATIONS.contains(&op.0.as_str())) {
                let (message, help) = (format!("unknown operation {}", quote(&op.0)), help_for(&op.0));
                if system.is_some() {
                    problems.error(&cell.access.at, message, help);
                } else if told.insert(&op.0) {
                    let own = "an application's own are known with `system: sql` or `system: files`";
                    problems.warning(&cell.access.at, message, format!("{help}; {own}"));
                }
            }
        }
    }
}
