//! Roles gathered from several sheets.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Located;
use crate::rolemap::{Assignment, Role, RoleMap};
use crate::yaml::Problems;

/// A role map in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) roles: Vec<Role>,
    pub(super) assignments: Vec<Assignment>,
    by_name: BTreeMap<String, usize>,
}

impl Builder {
    /// The role of this name, made when it is new.
    pub(super) fn role(&mut self, name: &Located<String>) -> Option<&mut Role> {
        let index = *self.by_name.entry(name.value.clone()).or_insert_with(|| {
            self.roles.push(empty(name.clone()));
            self.roles.len() - 1
        });
        self.roles.get_mut(index)
    }

    /// Whether a role of this name has been seen.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The names seen so far.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The role map.
    pub(super) fn finish(self, file: &Arc<str>, problems: &mut Problems) -> RoleMap {
        if self.roles.is_empty() {
            let help = "put resources into the rows and roles into the columns, with the roles' names in the first row";
            let at = crate::model::Position::file(file);
            problems.error(&at, "the sheet has no role", help.to_owned());
        }
        RoleMap {
            files: vec![Arc::clone(file)],
            roles: self.roles,
            assignments: self.assignments,
            ..RoleMap::default()
        }
    }
}

/// A role that says nothing yet.
pub(in crate::rolemap) fn empty(name: Located<String>) -> Role {
    Role {
        name,
        extends: Vec::new(),
        groups: Vec::new(),
        includes: Vec::new(),
        grants: Vec::new(),
        must_not: Vec::new(),
        records: Vec::new(),
        fields: Vec::new(),
        probe: None,
    }
}
