//! Values of a YAML tree as typed values, every wrong one noted. Who reads a format adds what only that format has.

use crate::model::{Located, Pattern, PatternError, Position};

use super::problem::Problems;
use super::tree::{Node, Tree};
use super::words::{bad_name, did_you_mean, quote};

/// A mapping whose keys have been checked against the format.
pub(crate) struct Object<'t> {
    entries: &'t [(Located<String>, Tree)],
}

impl<'t> Object<'t> {
    /// The value of a key; `key:` with nothing behind it is as if it were not there.
    pub(crate) fn get(&self, name: &str) -> Option<&'t Tree> {
        self.entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|(_, tree)| tree)
            .filter(|tree| !matches!(tree.node, Node::Null))
    }
}

/// Notes what is wrong while reading.
pub(crate) struct Reader<'p> {
    pub(crate) problems: &'p mut Problems,
}

impl Reader<'_> {
    /// A mapping with these keys, each with whether it must be there, and no others.
    pub(crate) fn known<'t>(
        &mut self,
        tree: &'t Tree,
        keys: &[(&'static str, bool)],
        what: &str,
    ) -> Option<Object<'t>> {
        let entries = self.entries(tree, what)?;
        for (key, _) in entries.iter().filter(|(key, _)| keys.iter().all(|(known, _)| *known != key.value)) {
            let names = || keys.iter().map(|(name, _)| *name);
            let help = did_you_mean(&key.value, names())
                .unwrap_or_else(|| format!("{what} has {}", names().collect::<Vec<_>>().join(", ")));
            self.problems.error(&key.at, format!("unknown key {} in {what}", quote(&key.value)), help);
        }
        let object = Object { entries };
        for (name, _) in keys.iter().filter(|(name, required)| *required && object.get(name).is_none()) {
            self.problems.error(&tree.at, format!("{what} has no `{name}`"), None);
        }
        Some(object)
    }

    /// A mapping from names of the user's own.
    pub(crate) fn entries<'t>(&mut self, tree: &'t Tree, what: &str) -> Option<&'t [(Located<String>, Tree)]> {
        match &tree.node {
            Node::Map(entries) => Some(entries),
            Node::Null => Some(&[]),
            _ => self.wrong(tree, what, "a mapping"),
        }
    }

    /// A list.
    pub(crate) fn items<'t>(&mut self, tree: &'t Tree, what: &str) -> &'t [Tree] {
        match &tree.node {
            Node::List(items) => items,
            _ => self.wrong(tree, what, "a list").unwrap_or_default(),
        }
    }

    /// One text that can be a name.
    pub(crate) fn name(&mut self, tree: &Tree, what: &str) -> Option<Located<String>> {
        match &tree.node {
            Node::Text(text) => self.checked(text, &tree.at, what),
            _ => self.wrong(tree, what, "text"),
        }
    }

    /// A key that can be a name.
    pub(crate) fn key(&mut self, key: &Located<String>, what: &str) -> Option<Located<String>> {
        self.checked(&key.value, &key.at, what)
    }

    fn checked(&mut self, text: &str, at: &Position, what: &str) -> Option<Located<String>> {
        let text = text.trim();
        match bad_name(text) {
            None => Some(Located::new(text.to_owned(), at.clone())),
            Some(why) => {
                self.problems.error(at, format!("{what} {} {why}", quote(text)), None);
                None
            }
        }
    }

    /// A list of names, or one.
    pub(crate) fn names(&mut self, tree: Option<&Tree>, what: &str) -> Vec<Located<String>> {
        let items = match tree.map(|tree| &tree.node) {
            None => return Vec::new(),
            Some(Node::List(items)) => items.as_slice(),
            Some(_) => tree.map(std::slice::from_ref).unwrap_or_default(),
        };
        items.iter().filter_map(|item| self.name(item, what)).collect()
    }

    /// A text that is nobody's name.
    pub(crate) fn note(&mut self, tree: Option<&Tree>, what: &str) -> Option<String> {
        self.name(tree?, what).map(|note| note.value)
    }

    /// Resource patterns.
    pub(crate) fn patterns(&mut self, tree: Option<&Tree>, what: &str) -> Vec<Located<Pattern>> {
        self.names(tree, what).into_iter().filter_map(|name| self.pattern(&name)).collect()
    }

    /// A resource pattern.
    pub(crate) fn pattern(&mut self, name: &Located<String>) -> Option<Located<Pattern>> {
        match Pattern::parse(&name.value) {
            Ok(pattern) => Some(Located::new(pattern, name.at.clone())),
            Err(error) => {
                let error = match error {
                    PatternError::Empty => error.to_string(),
                    PatternError::Star(text) => {
                        format!("{} has a `*` before its end; only a last one is understood", quote(&text))
                    }
                };
                self.problems.error(&name.at, error, None);
                None
            }
        }
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, tree: &Tree, what: &str) -> Option<bool> {
        match &tree.node {
            Node::Text(text) if text == "true" => Some(true),
            Node::Text(text) if text == "false" => Some(false),
            _ => self.wrong(tree, what, "true or false"),
        }
    }

    /// Notes a value of the wrong kind; the value itself is not repeated, it may be a secret.
    pub(crate) fn wrong<T>(&mut self, tree: &Tree, what: &str, wanted: &str) -> Option<T> {
        let found = match &tree.node {
            Node::Null => "nothing",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a mapping",
        };
        self.problems.error(&tree.at, format!("{what}: expected {wanted}, found {found}"), None);
        None
    }
}
