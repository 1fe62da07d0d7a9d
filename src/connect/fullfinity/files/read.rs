//! Records of data files.

use std::sync::Arc;

use super::links;
use super::tree::{Node, Tree};
use crate::connect::fullfinity::names::PERMS;
use crate::connect::fullfinity::records::{AccessRow, GroupRow, Perms, Records, RuleRow, Source, SurfaceRow};
use crate::model::Ops;
use crate::snapshot::{Broken, SurfaceKind};

/// Attributes that every record may have.
const COMMON: [&str; 4] = ["data_type", "identifier", "name", "apply_once"];
const GROUP: [&str; 3] = ["category", "exclusive", "implied_groups"];
const ACCESS: [&str; 2] = ["model", "group"];
const RULE: [&str; 3] = ["model", "groups", "rule"];

/// What was counted on the way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    /// Records of the kinds that are read.
    pub(super) read: usize,
    /// Those among them that are made only where they are not there yet.
    pub(super) apply_once: usize,
    /// Accounts that data files ship.
    pub(super) users: usize,
    /// Menus, views and windows that name no groups under a name that is understood.
    pub(super) open_surfaces: usize,
}

/// Reads the records of one file.
pub(super) struct Reader<'r> {
    pub(super) records: &'r mut Records,
    pub(super) counts: &'r mut Counts,
    /// The file, as messages call it.
    pub(super) file: &'r str,
    pub(super) module: &'r Arc<str>,
    pub(super) partial: bool,
}

impl Reader<'_> {
    /// A list of records; one record alone is taken for a list of one.
    pub(super) fn file(&mut self, tree: &Tree) {
        match &tree.node {
            Node::Null => {}
            Node::List(items) => items.iter().for_each(|item| self.record(item)),
            Node::Map(_) if tree.get("data_type").is_some() => self.record(tree),
            _ => {
                let what = format!("a list of records was expected, and it holds {}", tree.kind());
                self.strange(tree, self.file, &what);
            }
        }
    }

    fn source(&self, tree: &Tree) -> Source {
        let place = format!("{}:{}:{}", self.file, tree.line, tree.column);
        Source { module: Some(Arc::clone(self.module)), place: Some(place), partial: self.partial }
    }

    fn strange(&mut self, tree: &Tree, from: &str, what: &str) {
        let source = self.source(tree);
        self.records.dangles(Broken::Value, from, what, &source);
    }

    fn record(&mut self, tree: &Tree) {
        let Some(word) = tree.get("data_type").and_then(Tree::text) else {
            let what = match tree.node {
                Node::Map(_) => "a record without `data_type`".to_owned(),
                _ => format!("a record was expected, and it is {}", tree.kind()),
            };
            self.strange(tree, self.file, &what);
            return;
        };
        match word {
            "Group" => self.group(tree),
            "ModelAccess" => self.access(tree),
            "RecordRule" => self.rule(tree),
            "UiMenu" => self.surface(tree, "UiMenu", SurfaceKind::Menu),
            "UiView" => self.surface(tree, "UiView", SurfaceKind::Window),
            "WindowAction" => self.surface(tree, "WindowAction", SurfaceKind::Window),
            "User" => {
                self.counts.users += 1;
                return;
            }
            // Records of the business.
            _ => return,
        }
        self.counts.read += 1;
        if tree.get("apply_once").and_then(Tree::flag) == Some(true) {
            self.counts.apply_once += 1;
        }
    }

    /// The name that a record is known by, and the words for it.
    fn identity(&mut self, tree: &Tree, word: &str) -> (String, String) {
        let text = |key: &str| tree.get(key).and_then(Tree::text).map(str::trim).filter(|text| !text.is_empty());
        if let Some(key) = text("identifier") {
            return (key.to_owned(), format!("{word} {key}"));
        }
        let key = text("name").map_or_else(|| format!("{}:{}", self.file, tree.line), str::to_owned);
        let from = format!("{word} {key}");
        self.strange(tree, &from, "it has no `identifier`");
        (key, from)
    }

    fn attributes(&mut self, tree: &Tree, from: &str, known: &[&str], perms: bool) {
        let Node::Map(entries) = &tree.node else { return };
        for (key, value) in entries {
            let is_perm = perms && PERMS.iter().any(|(perm, _)| perm == key);
            if !(is_perm || COMMON.contains(&key.as_str()) || known.contains(&key.as_str())) {
                let source = self.source(value);
                self.records.dangles(Broken::Attribute, from, key, &source);
            }
        }
    }

    fn perms(&mut self, tree: &Tree, from: &str) -> Perms {
        let mut perms = Perms::default();
        for (name, op) in PERMS {
            let Some(value) = tree.get(name) else { continue };
            match &value.node {
                Node::Bool(true) => perms.yes = perms.yes.with(Ops::one(op)),
                Node::Bool(false) => perms.no = perms.no.with(Ops::one(op)),
                Node::Null => {}
                _ => {
                    let said = value.text().unwrap_or(value.kind());
                    self.strange(value, from, &format!("`{name}: {said}` is neither true nor false"));
                }
            }
        }
        perms
    }

    /// A text that a record cannot do without.
    fn needed(&mut self, tree: &Tree, from: &str, key: &str) -> Option<String> {
        let text = tree.get(key).and_then(Tree::text).map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            let what = match tree.get(key) {
                Some(other) if !matches!(other.node, Node::Null) => format!("`{key}` is {}", other.kind()),
                _ => format!("it has no `{key}`"),
            };
            self.strange(tree, from, &what);
        }
        text.map(str::to_owned)
    }

    /// The names of a relation; none where nobody can tell them.
    fn links(&mut self, tree: &Tree, from: &str, key: &str) -> Option<Vec<String>> {
        let Some(value) = tree.get(key) else { return Some(Vec::new()) };
        match links::names(value) {
            Ok(names) => Some(names),
            Err(why) => {
                self.strange(value, from, &format!("`{key}` holds {why}"));
                None
            }
        }
    }

    fn group(&mut self, tree: &Tree) {
        let (key, from) = self.identity(tree, "Group");
        self.attributes(tree, &from, &GROUP, false);
        let name = self.needed(tree, &from, "name").unwrap_or_else(|| key.clone());
        let category = tree.get("category").and_then(Tree::text).map(|text| text.trim().to_owned());
        let implied = self.links(tree, &from, "implied_groups").unwrap_or_default();
        let category = category.filter(|text| !text.is_empty());
        let (id, source) = (key.clone(), self.source(tree));
        self.records.groups.push(GroupRow { key, id, name, category, implied, source });
    }

    fn access(&mut self, tree: &Tree) {
        let (key, from) = self.identity(tree, "ModelAccess");
        self.attributes(tree, &from, &ACCESS, true);
        if tree.get("name").is_none() {
            self.strange(tree, &from, "it has no `name`");
        }
        let perms = self.perms(tree, &from);
        let Some(model) = self.needed(tree, &from, "model") else { return };
        let named = self.links(tree, &from, "group");
        let group = match named.as_deref() {
            Some([only]) => Some(only.clone()),
            Some([]) => {
                self.strange(tree, &from, "it names no group, which every row does");
                None
            }
            Some(_) => {
                self.strange(tree, &from, "it names several groups, where a row names one");
                None
            }
            None => None,
        };
        let source = self.source(tree);
        self.records.access.push(AccessRow { key, model, group, perms, source });
    }

    fn rule(&mut self, tree: &Tree) {
        let (key, from) = self.identity(tree, "RecordRule");
        self.attributes(tree, &from, &RULE, true);
        let perms = self.perms(tree, &from);
        let rule = self.needed(tree, &from, "rule").unwrap_or_default();
        let groups = self.links(tree, &from, "groups");
        let Some(model) = self.needed(tree, &from, "model") else { return };
        // Without its groups it would be one for everybody.
        let Some(groups) = groups else { return };
        let source = self.source(tree);
        self.records.rules.push(RuleRow { key, model, groups, rule, perms, source });
    }

    /// The attribute that holds the groups of a menu or view is not documented; `groups` is what every other record says.
    fn surface(&mut self, tree: &Tree, word: &'static str, kind: SurfaceKind) {
        let (key, from) = self.identity(tree, word);
        let Some(groups) = self.links(tree, &from, "groups") else { return };
        if groups.is_empty() {
            self.counts.open_surfaces += 1;
            return;
        }
        let model = tree.get("model").and_then(Tree::text).map(|text| text.trim().to_owned());
        let source = self.source(tree);
        self.records.surfaces.push(SurfaceRow { kind, word, key, model, groups, source });
    }
}
