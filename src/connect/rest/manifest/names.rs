//! Reads resources, operations, fields and records.

use std::collections::BTreeMap;

use super::endpoint::Harm;
use super::templates::{self, Allowed, OF_FIELD, OF_LIST, OF_RECORD, OF_RESOURCE};
use super::{Fields, List, OfResource, Operation, Part, Records, Rules};
use crate::connect::rest::variables::Variable;
use crate::yaml::words::quote;
use crate::yaml::{Node, Object, Reader, Tree};

const OPERATION: &[(&str, bool)] = &[("resource", false), ("record", false), ("attempt", false), ("not_probed", false)];
const RESOURCE: &[(&str, bool)] = &[("path", false), ("not_probed", false), ("operations", false), ("fields", false)];
const LIST: &[(&str, bool)] = &[("rows", false), ("id", false), ("value", false), ("moment", false), ("by", false)];

impl Reader<'_> {
    /// Resources by their name in the snapshot: a path, or a mapping of what is different.
    pub(super) fn probed_resources(&mut self, tree: Option<&Tree>, usual: &Rules) -> BTreeMap<String, OfResource> {
        let mut resources = BTreeMap::new();
        for (name, tree) in tree.and_then(|tree| self.entries(tree, "resources")).unwrap_or_default() {
            let mut of = OfResource {
                at: name.at.clone(),
                path: None,
                not_probed: None,
                operations: BTreeMap::new(),
                fields: Fields::default(),
            };
            if matches!(tree.node, Node::Text(_)) {
                of.path = self.segments(tree);
            } else if let Some(object) = self.known(tree, RESOURCE, "resource") {
                of.path = object.get("path").and_then(|tree| self.segments(tree));
                of.not_probed = self.note(object.get("not_probed"), "not_probed");
                of.operations = self.asked_operations(object.get("operations"), usual);
                of.fields = self.asked_fields(object.get("fields"), usual);
            }
            resources.insert(name.value.clone(), of);
        }
        resources
    }

    /// What a resource is called in paths: segments that the author of the manifest wrote.
    fn segments(&mut self, tree: &Tree) -> Option<String> {
        let path = self.name(tree, "path")?.value;
        let path = path.trim_matches('/');
        let fine = |c: char| c.is_ascii_alphanumeric() || "-._~%$()',:;=@+!*&".contains(c);
        let is_segment = |part: &str| !part.is_empty() && !matches!(part, "." | "..") && part.chars().all(fine);
        if path.split('/').all(is_segment) {
            return Some(path.to_owned());
        }
        let help = "write it as it stands in an address: `sales/orders`".to_owned();
        self.problems.error(&tree.at, format!("{} is no part of a path", quote(path)), help);
        None
    }

    /// Operations by their name in the snapshot.
    pub(super) fn asked_operations(&mut self, tree: Option<&Tree>, usual: &Rules) -> BTreeMap<String, Operation> {
        let mut operations = BTreeMap::new();
        for (name, tree) in tree.and_then(|tree| self.entries(tree, "operations")).unwrap_or_default() {
            let Some(object) = self.known(tree, OPERATION, "operation") else { continue };
            let operation = Operation {
                at: name.at.clone(),
                not_probed: self.note(object.get("not_probed"), "not_probed"),
                resource: self.part(&object, "resource", OF_RESOURCE, usual),
                record: self.part(&object, "record", OF_RECORD, usual),
                attempt: self.part(&object, "attempt", OF_RECORD, usual),
            };
            operations.insert(name.value.clone(), operation);
        }
        operations
    }

    pub(super) fn asked_fields(&mut self, tree: Option<&Tree>, usual: &Rules) -> Fields {
        let Some(object) = tree.and_then(|tree| self.known(tree, &[("read", false), ("write", false)], "fields"))
        else {
            return Fields::default();
        };
        let (read, write) = (self.part(&object, "read", OF_FIELD, usual), self.part(&object, "write", OF_FIELD, usual));
        Fields { read, write }
    }

    /// How records are looked up.
    pub(super) fn looked_up(&mut self, tree: Option<&Tree>, usual: &Rules) -> Records {
        let keys = [("list", false), ("written", false), ("made", false)];
        let Some(object) = tree.and_then(|tree| self.known(tree, &keys, "records")) else {
            return Records::default();
        };
        let mut of = |name: &str| self.list(object.get(name)?, name, usual);
        Records { list: of("list"), written: of("written"), made: of("made") }
    }

    fn list(&mut self, tree: &Tree, name: &str, usual: &Rules) -> Option<List> {
        let (endpoint, object) = self.endpoint(tree, name, OF_LIST, usual, Harm::Told, LIST)?;
        let mut at = |name: &str| object.get(name).and_then(|tree| self.pointer(tree, OF_LIST));
        let (rows, id, value, moment, by) = (at("rows"), at("id"), at("value"), at("moment"), at("by"));
        if name != "list" && by.is_none() {
            let help = "add `by: /place` of the account in a row, so that nobody else is blamed".to_owned();
            self.problems.error(&tree.at, format!("{name} does not say who did it"), help);
        }
        Some(List {
            endpoint,
            rows: rows.unwrap_or_default(),
            id: id.unwrap_or_else(|| templates::literal("/id")),
            value: value.unwrap_or_else(|| templates::behind("/", Variable::Field)),
            moment,
            by,
        })
    }

    /// A request, or `not_probed` with the reason alone.
    fn part(&mut self, object: &Object<'_>, name: &str, allowed: Allowed, usual: &Rules) -> Option<Part> {
        let tree = object.get(name)?;
        if let Node::Map(entries) = &tree.node
            && let [(key, why)] = entries.as_slice()
            && key.value == "not_probed"
        {
            return self.note(Some(why), "not_probed").map(Err);
        }
        self.endpoint(tree, name, allowed, usual, Harm::Told, &[]).map(|(endpoint, _)| Ok(endpoint))
    }
}
