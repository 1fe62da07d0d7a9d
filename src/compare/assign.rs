//! Who holds which role.

use std::collections::HashMap;

use super::names::folded;
use super::{Unknown, UnknownKind};
use crate::rolemap::RoleMap;
use crate::snapshot::Snapshot;

/// Gives each user the roles that the map assigns, and notes exact logins that nobody has.
pub(super) fn assign<'a>(map: &'a RoleMap, snapshot: &Snapshot, unknown: &mut Vec<Unknown<'a>>) -> Vec<Vec<u32>> {
    let position: HashMap<&str, u32> =
        (0u32..).zip(&map.roles).map(|(at, role)| (role.name.value.as_str(), at)).collect();
    let mut exact: HashMap<&str, Vec<(usize, u32)>> = HashMap::new();
    let mut families = Vec::new();
    for (at, assignment) in map.assignments.iter().enumerate() {
        let Some(role) = position.get(assignment.role.value.as_str()).copied() else { continue };
        if assignment.who.value.is_exact() {
            exact.entry(assignment.who.value.folded()).or_default().push((at, role));
        } else {
            families.push((&assignment.who.value, role));
        }
    }
    let mut matched = vec![false; map.assignments.len()];
    let mut roles_of = Vec::with_capacity(snapshot.users.len());
    for user in &snapshot.users {
        let mut roles: Vec<u32> = Vec::new();
        let login = folded(user.login());
        for (at, role) in exact.get(login.as_str()).map_or(&[][..], Vec::as_slice) {
            roles.push(*role);
            if let Some(matched) = matched.get_mut(*at) {
                *matched = true;
            }
        }
        roles.extend(families.iter().filter(|(family, _)| family.matches_folded(&login)).map(|(_, role)| *role));
        roles.sort_unstable();
        roles.dedup();
        roles_of.push(roles);
    }
    for (assignment, matched) in map.assignments.iter().zip(matched) {
        if !matched && assignment.who.value.is_exact() && position.contains_key(assignment.role.value.as_str()) {
            unknown.push(Unknown {
                kind: UnknownKind::Login,
                role: Some(&assignment.role.value),
                name: assignment.who.value.as_str(),
                of: None,
                at: &assignment.who.at,
            });
        }
    }
    roles_of
}
