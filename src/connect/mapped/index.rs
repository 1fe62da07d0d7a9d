//! How rows name rows of other entities.

use std::collections::{BTreeMap, BTreeSet};

use super::entities::Id;
use crate::yaml::words::{did_you_mean, quote};

/// The rows of an entity by the name that others call them.
#[derive(Debug)]
pub(super) struct Index {
    /// Of what.
    id: Id,
    /// By the name in use: the `id`, or the key where there is no such column.
    by_name: BTreeMap<String, u32>,
    /// Names that are not in use, because the entity has the column `id`.
    unused: BTreeSet<String>,
    by_id: bool,
}

impl Index {
    /// Without rows.
    pub(super) fn new(id: Id, by_id: bool) -> Self {
        Self { id, by_name: BTreeMap::new(), unused: BTreeSet::new(), by_id }
    }

    /// Adds a row; whether its name is new.
    pub(super) fn add(&mut self, id: Option<&str>, key: &str, at: usize) -> bool {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if self.by_id {
            self.unused.insert(key.to_owned());
        }
        let name = if self.by_id { id.unwrap_or_default() } else { key };
        self.by_name.insert(name.to_owned(), at).is_none()
    }

    /// The position of the row of this name.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The next step where there is no such row.
    pub(super) fn help(&self, name: &str) -> String {
        let (entity, word) = (self.id.name(), self.id.word());
        if self.by_id && self.unused.contains(name) {
            return format!("`{entity}` has the column `id`, so a {word} is named by that");
        }
        let candidates = self.by_name.keys().map(String::as_str);
        // A long list is not searched again for each of a million rows.
        let near = if self.by_name.len() <= 10_000 && !self.by_id { did_you_mean(name, candidates) } else { None };
        near.unwrap_or_else(|| {
            let how = if self.by_id { "id" } else { "key" };
            let example = self.by_name.keys().next().map(|first| format!(", such as {}", quote(first)));
            format!("`{entity}` has no row with that {how}{}", example.unwrap_or_default())
        })
    }
}
