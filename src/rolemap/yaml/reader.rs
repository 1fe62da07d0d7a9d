//! The values that only role maps have.

use crate::model::{Located, RecordScope, SecretKind};
use crate::rolemap::{Access, CellRule, cell};
use crate::yaml::words::{bad_name, quote};

use super::keys::Key;
use crate::yaml::{Node, Object, Reader, Tree};

impl Reader<'_> {
    /// A mapping with these keys and no others.
    pub(super) fn object<'t>(&mut self, tree: &'t Tree, keys: &[Key], what: &str) -> Option<Object<'t>> {
        let keys: Vec<_> = keys.iter().map(|key| (key.name, key.required)).collect();
        self.known(tree, &keys, what)
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
}
