//! Who holds what: roles that are not there, rows that are there twice.

use std::collections::{HashMap, HashSet};

use super::repeated;
use crate::rolemap::RoleMap;
use crate::rolemap::cells::Roles;
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

pub(super) fn check(map: &RoleMap, roles: &Roles<'_>, problems: &mut Problems) {
    let mut seen = HashMap::new();
    for assignment in &map.assignments {
        let (who, role) = (&assignment.who, &assignment.role);
        if !roles.has(&role.value) {
            let help = did_you_mean(&role.value, map.roles.iter().map(|role| role.name.value.as_str()));
            problems.error(&role.at, format!("unknown role {}", quote(&role.value)), help);
        }
        if let Some(first) = seen.insert((who.value.as_str().to_lowercase(), role.value.as_str()), &who.at) {
            let message = format!("{} has role {} twice", quote(who.value.as_str()), quote(&role.value));
            problems.warning(&who.at, message, format!("the first is at {first}"));
        }
    }
    let sealed = map.admins.break_glass.iter().map(|entry| &entry.login);
    repeated(map.admins.allowed.iter().chain(sealed), |login| login.to_lowercase(), problems);
    repeated(map.shared_allowed.iter().map(|entry| &entry.login), |login| login.to_lowercase(), problems);
    let holders: HashSet<String> = map
        .assignments
        .iter()
        .filter(|one| one.who.value.is_exact())
        .map(|one| one.who.value.as_str().to_lowercase())
        .collect();
    let globs: Vec<_> = map.assignments.iter().map(|one| &one.who.value).filter(|who| !who.is_exact()).collect();
    for entry in &map.shared_allowed {
        let login = &entry.login;
        let has_role =
            holders.contains(&login.value.to_lowercase()) || globs.iter().any(|glob| glob.matches(&login.value));
        if !has_role && !map.assignments.is_empty() {
            let message = format!("shared login {} holds no role", quote(&login.value));
            problems.warning(&login.at, message, "everything that it can do is outside the design".to_owned());
        }
    }
}
