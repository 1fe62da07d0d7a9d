//! The plain reading of a design, one cell at a time: what comparison and casbin must agree with.

use std::collections::HashMap;

use super::{OpName, OpSelection, Role, RoleMap};

/// What a design says about one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Designed.
    Allow,
    /// Designed never to be.
    Deny,
    /// Not designed.
    Unspecified,
}

impl OpSelection {
    /// Whether an operation is selected.
    pub fn selects(&self, op: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.contains(&OpName(op.to_owned())),
        }
    }
}

/// Roles by name, to walk `extends`.
#[derive(Debug)]
pub struct Roles<'m> {
    by_name: HashMap<&'m str, Vec<&'m Role>>,
}

impl<'m> Roles<'m> {
    /// The roles of a map.
    pub fn of(map: &'m RoleMap) -> Self {
        let mut by_name: HashMap<&str, Vec<&Role>> = HashMap::new();
        for role in &map.roles {
            by_name.entry(role.name.value.as_str()).or_default().push(role);
        }
        Self { by_name }
    }

    /// Whether a role of that name exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// A role and everything it extends, each once, however the map is knotted; nearest first.
    pub fn lineage(&self, name: &str) -> Vec<&'m Role> {
        let mut found: Vec<&Role> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut next = self.by_name.get_key_value(name).map(|(name, _)| *name).into_iter().collect::<Vec<_>>();
        while !next.is_empty() {
            next.retain(|name| seen.insert(*name));
            let roles: Vec<&Role> = next.iter().filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
            next = roles.iter().flat_map(|role| &role.extends).map(|parent| parent.value.as_str()).collect();
            found.extend(roles);
        }
        found
    }
}

/// What the map says about a role doing an operation (in the words of role maps) on a resource: a denial of the role or
/// of anything it extends, else a permission, else nothing.
pub fn decide(map: &RoleMap, role: &str, resource: &str, op: &str) -> Decision {
    let mut decision = Decision::Unspecified;
    for role in Roles::of(map).lineage(role) {
        if role.must_not.iter().any(|pattern| pattern.value.matches(resource)) {
            return Decision::Deny;
        }
        for cell in role.grants.iter().filter(|cell| cell.resource.value.matches(resource)) {
            if cell.access.value.deny.selects(op) {
                return Decision::Deny;
            }
            if cell.access.value.allow.selects(op) {
                decision = Decision::Allow;
            }
        }
    }
    decision
}
