//! The roles themselves: empty, doubled, hanging on nothing, hanging on themselves.

use std::collections::{HashMap, HashSet};

use super::{KINDS, repeated};
use crate::model::Position;
use crate::rolemap::casbin::LOGIN;
use crate::rolemap::cells::Roles;
use crate::rolemap::{Role, RoleMap};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

pub(super) fn check(map: &RoleMap, roles: &Roles<'_>, problems: &mut Problems) {
    if let Some(system) = map.system.as_ref().filter(|system| !KINDS.contains(&system.value.as_str())) {
        let help = did_you_mean(&system.value, KINDS.iter().copied())
            .unwrap_or_else(|| format!("known kinds are {}", KINDS.join(", ")));
        problems.error(&system.at, format!("unknown kind of system {}", quote(&system.value)), help);
    }
    if map.roles.iter().all(says_nothing) {
        let at = map.files.first().map_or_else(|| Position::file(&"role map".into()), Position::file);
        let what = if map.roles.is_empty() { "has no role" } else { "has no role with a group or a cell" };
        problems.error(&at, format!("the role map is empty: it {what}"), "nothing can be compared with it".to_owned());
    }
    let parents: HashSet<&str> =
        map.roles.iter().flat_map(|role| &role.extends).map(|parent| parent.value.as_str()).collect();
    let mut seen = HashMap::new();
    for role in &map.roles {
        let name = &role.name;
        if let Some(first) = seen.insert(name.value.as_str(), &name.at) {
            let message = format!("role {} is written twice", quote(&name.value));
            problems.error(&name.at, message, format!("the first is at {first}"));
        }
        if name.value.starts_with(LOGIN) {
            let message =
                format!("role {} begins with `{LOGIN}`, which marks logins in casbin policies", quote(&name.value));
            problems.error(&name.at, message, "choose another name".to_owned());
        }
        extends(role, roles, map, problems);
        // A role that others extend may be there for them only.
        let grouped = roles.lineage(&name.value).iter().any(|role| !role.groups.is_empty());
        if !grouped && !parents.contains(name.value.as_str()) {
            let message = format!("role {} has no group of the ERP", quote(&name.value));
            problems.warning(&name.at, message, "without `groups` nobody is known to have it".to_owned());
        }
        for list in [&role.extends, &role.groups, &role.includes] {
            repeated(list, String::as_str, problems);
        }
        repeated(&role.must_not, |pattern| pattern, problems);
    }
    repeated(&map.ambient, String::as_str, problems);
    repeated(&map.scope, |pattern| pattern, problems);
}

fn says_nothing(role: &Role) -> bool {
    role.groups.is_empty() && role.includes.is_empty() && role.grants.is_empty() && role.must_not.is_empty()
}

fn extends(role: &Role, roles: &Roles<'_>, map: &RoleMap, problems: &mut Problems) {
    for parent in &role.extends {
        if !roles.has(&parent.value) {
            let help = did_you_mean(&parent.value, map.roles.iter().map(|role| role.name.value.as_str()));
            problems.error(&parent.at, format!("unknown role {}", quote(&parent.value)), help);
        } else if roles.lineage(&parent.value).iter().any(|above| above.name == role.name) {
            let (name, parent_name) = (quote(&role.name.value), quote(&parent.value));
            let message = format!("role {name} extends {parent_name}, which leads back to {name}");
            problems.error(&parent.at, message, None);
        }
    }
}
