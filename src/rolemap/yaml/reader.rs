//! Values of a YAML tree as typed values, every wrong one noted.

use crate::model::{Located, Pattern, PatternError, Position, RecordScope, SecretKind};
use crate::rolemap::problem::Problems;
use crate::rolemap::words::{bad_name, did_you_mean, quote};
use crate::rolemap::{Access, CellRule, cell};

use super::keys::Key;
use super::tree::{Node, Tree};

/// A mapping whose keys have been checked against the format.
pub(super) struct Object<'t> {
    entries: &'t [(Located<String>, Tree)],
}

impl<'t> Object<'t> {
    /// The value of a key; `key:` with nothing behind it is as if it were not there.
    pub(super) fn get(&self, name: &str) -> Option<&'t Tree> {
        self.entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|(_, tree)| tree)
            .filter(|tree| !matches!(tree.node, Node::Null))
    }
}

/// Notes what is wrong while reading.
pub(super) struct Reader<'p> {
    pub(super) problems: &'p mut Problems,
}

impl Reader<'_> {
    /// A mapping with these keys and no others.
    pub(super) fn object<'t>(&mut self, tree: &'t Tree, keys: &[Key], what: &str) -> Option<Object<'t>> {
        let entries = self.entries(tree, what)?;
        for (key, _) in entries.iter().filter(|(key, _)| keys.iter().all(|known| known.name != key.value)) {
            let names = || keys.iter().map(|key| key.name);
            let help = did_you_mean(&key.value, names())
                .unwrap_or_else(|| format!("{what} has {}", names().collect::<Vec<_>>().join(", ")));
            self.problems.error(&key.at, format!("unknown key {} in {what}", quote(&key.value)), help);
        }
        let object = Object { entries };
        for key in keys.iter().filter(|key| key.required && object.get(key.name).is_none()) {
            self.problems.error(&tree.at, format!("{what} has no `{}`", key.name), None);
        }
        Some(object)
    }

    /// A mapping from names of the user's own.
    pub(super) fn entries<'t>(&mut self, tree: &'t Tree, what: &str) -> Option<&'t [(Located<String>, Tree)]> {
        match &tree.node {
            Node::Map(entries) => Some(entries),
            Node::Null => Some(&[]),
            _ => self.wrong(tree, what, "a mapping"),
        }
    }

    /// A list.
    pub(super) fn items<'t>(&mut self, tree: &'t Tree, what: &str) -> &'t [Tree] {
        match &tree.node {
            Node::List(items) => items,
            _ => self.wrong(tree, what, "a list").unwrap_or_default(),
        }
    }

    /// One text that can be a name.
    pub(super) fn name(&mut self, tree: &Tree, what: &str) -> Option<Located<String>> {
        match &tree.node {
            Node::Text(text) => self.checked(text, &tree.at, what),
            _ => self.wrong(tree, what, "text"),
        }
    }

    /// A key that can be a name.
    pub(super) fn key(&mut self, key: &Located<String>, what: &str) -> Option<Located<String>> {
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
    pub(super) fn names(&mut self, tree: Option<&Tree>, what: &str) -> Vec<Located<String>> {
        let items = match tree.map(|tree| &tree.node) {
            None => return Vec::new(),
            Some(Node::List(items)) => items.as_slice(),
            Some(_) => tree.map(std::slice::from_ref).unwrap_or_default(),
        };
        items.iter().filter_map(|item| self.name(item, what)).collect()
    }

    /// A text that is nobody's name.
    pub(super) fn note(&mut self, tree: Option<&Tree>, what: &str) -> Option<String> {
        self.name(tree?, what).map(|note| note.value)
    }

    /// Resource patterns.
    pub(super) fn patterns(&mut self, tree: Option<&Tree>, what: &str) -> Vec<Located<Pattern>> {
        self.names(tree, what).into_iter().filter_map(|name| self.pattern(&name)).collect()
    }

    fn pattern(&mut self, name: &Located<String>) -> Option<Located<Pattern>> {
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

    /// Cells by resource pattern.
    pub(super) fn cells(&mut self, tree: Option<&Tree>, what: &str) -> Vec<CellRule> {
        let Some(entries) = tree.and_then(|tree| self.entries(tree, what)) else { return Vec::new() };
        let mut rules = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let resource = self.key(key, "resource").and_then(|name| self.pattern(&name));
            if let (Some(resource), Some(access)) = (resource, self.cell(value)) {
                rules.push(CellRule { resource, access });
            }
        }
        rules
    }

    /// The words of a cell, or a list of them.
    pub(super) fn cell(&mut self, tree: &Tree) -> Option<Located<Access>> {
        let texts = match &tree.node {
            Node::Text(_) => std::slice::from_ref(tree),
            Node::List(items) if !items.is_empty() => items.as_slice(),
            _ => return self.wrong(tree, "cell", "operations such as `crw`"),
        };
        let mut joined = Access::default();
        for item in texts {
            let Node::Text(text) = &item.node else { return self.wrong(item, "cell", "text") };
            match cell::parse(text).and_then(|access| cell::join(joined, &access)) {
                Ok(access) => joined = access,
                Err(error) => {
                    self.problems.error(&item.at, error.message, error.help);
                    return None;
                }
            }
        }
        Some(Located::new(joined, tree.at.clone()))
    }

    /// A record scope.
    pub(super) fn scope(&mut self, tree: &Tree) -> Option<Located<RecordScope>> {
        let word = self.name(tree, "record scope")?;
        match crate::rolemap::fields::scope(&word.value) {
            Ok(scope) => Some(Located::new(scope, word.at)),
            Err((message, help)) => {
                self.problems.error(&word.at, message, help);
                None
            }
        }
    }

    /// `password`, `key` or `bearer`.
    pub(super) fn secret_kind(&mut self, tree: &Tree) -> Option<SecretKind> {
        let word = self.name(tree, "kind of secret")?;
        let kind = SecretKind::named(&word.value);
        if kind.is_none() {
            let help = "a probe's secret is a `password`, a `key` or a `bearer` token".to_owned();
            self.problems.error(&word.at, format!("unknown kind of secret {}", quote(&word.value)), help);
        }
        kind
    }

    /// A duration in days: `90d`, `12w`, `1y` (365 days).
    pub(super) fn days(&mut self, tree: &Tree) -> Option<Located<u32>> {
        let text = self.name(tree, "duration")?;
        let days = text.value.strip_suffix(['d', 'w', 'y']).and_then(|number| {
            let unit = match text.value.chars().last()? {
                'w' => 7,
                'y' => 365,
                _ => 1,
            };
            number.trim().parse::<u32>().ok()?.checked_mul(unit).filter(|days| *days > 0)
        });
        if days.is_none() {
            let help = "write days, weeks or years: `90d`, `12w`, `1y`".to_owned();
            self.problems.error(&text.at, format!("{} is no duration", quote(&text.value)), help);
        }
        days.map(|days| Located::new(days, text.at))
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, tree: &Tree, what: &str) -> Option<bool> {
        match &tree.node {
            Node::Text(text) if text == "true" => Some(true),
            Node::Text(text) if text == "false" => Some(false),
            _ => self.wrong(tree, what, "true or false"),
        }
    }

    /// Where a secret is. A literal is refused and never repeated.
    pub(super) fn secret(&mut self, tree: &Tree) -> Option<Located<String>> {
        let Node::Text(text) = &tree.node else { return self.wrong(tree, "secret", "a reference") };
        let text = text.trim();
        let named = ["env:", "file:"].iter().any(|kind| text.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
        if (named || text == "stdin") && bad_name(text).is_none() {
            return Some(Located::new(text.to_owned(), tree.at.clone()));
        }
        let help = "write `env:NAME`, `file:PATH` or `stdin`, and change the secret if this was one".to_owned();
        self.problems.error(&tree.at, "the secret is not a reference", help);
        None
    }

    /// Notes a value of the wrong kind; the value itself is not repeated, it may be a secret.
    pub(super) fn wrong<T>(&mut self, tree: &Tree, what: &str, wanted: &str) -> Option<T> {
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
