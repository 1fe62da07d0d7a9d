//! `roles:`.

use crate::model::Glob;
use crate::rolemap::{Assignment, FieldRule, Probe, RecordDesign, Role, RoleMap, fields};

use super::keys::{PROBE, ROLE};
use crate::yaml::Reader;
use crate::yaml::Tree;

impl Reader<'_> {
    /// Reads the roles and the users written inside them.
    pub(super) fn roles(&mut self, tree: Option<&Tree>, map: &mut RoleMap) {
        let entries = tree.and_then(|tree| self.entries(tree, "roles")).unwrap_or_default();
        for (name, tree) in entries {
            let (Some(name), Some(role)) = (self.key(name, "role"), self.object(tree, ROLE, "role")) else { continue };
            for who in self.names(role.get("users"), "login") {
                let who = crate::model::Located::new(Glob::new(&who.value), who.at);
                map.assignments.push(Assignment { who, role: name.clone(), person: None, department: None });
            }
            map.roles.push(Role {
                name,
                extends: self.names(role.get("extends"), "role"),
                groups: self.names(role.get("groups"), "group"),
                includes: self.names(role.get("includes"), "group"),
                grants: self.cells(role.get("grants"), "grants"),
                must_not: self.patterns(role.get("must_not"), "resource"),
                records: self.records(role.get("records")),
                fields: self.fields(role.get("fields")),
                probe: role.get("probe").and_then(|tree| self.probe(tree)),
            });
        }
    }

    fn records(&mut self, tree: Option<&Tree>) -> Vec<RecordDesign> {
        let entries = tree.and_then(|tree| self.entries(tree, "records")).unwrap_or_default();
        let mut records = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if let (Some(resource), Some(scope)) = (self.key(key, "resource"), self.scope(value)) {
                records.push(RecordDesign { resource, scope });
            }
        }
        records
    }

    fn fields(&mut self, tree: Option<&Tree>) -> Vec<FieldRule> {
        let entries = tree.and_then(|tree| self.entries(tree, "fields")).unwrap_or_default();
        let mut rules = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if let (Some(key), Some(access)) = (self.key(key, "field"), self.cell(value)) {
                rules.extend(fields::rule(key, access, self.problems));
            }
        }
        rules
    }

    fn probe(&mut self, tree: &Tree) -> Option<Probe> {
        let probe = self.object(tree, PROBE, "probe")?;
        let login = probe.get("login").and_then(|tree| self.name(tree, "login"));
        let secret = probe.get("secret").and_then(|tree| self.secret(tree));
        let kind = probe.get("kind").map(|tree| self.secret_kind(tree));
        Some(Probe { login: login?, secret: secret?, kind: kind.flatten() })
    }
}
