//! User Permissions: which documents an account is kept to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Flavour;
use super::document::Document;
use super::meta::{Meta, text};
use super::rights::Env;
use super::site::Site;
use super::table::{Row, is_set};

/// Doctype → the documents that are allowed, each with the doctype for which alone it counts.
pub(super) type Limits = BTreeMap<String, Vec<(String, Option<String>)>>;

impl Site {
    /// The limits of an account; in 14, whoever may write User Permissions has none.
    pub(super) fn limits(&self, env: &Env) -> Limits {
        let mut limits = Limits::new();
        if env.is_administrator() || env.is_guest() {
            return limits;
        }
        if self.flavour() == Flavour::V14 {
            let meta = self.store.meta("User Permission");
            if meta.is_some_and(|meta| self.role_perms(env, &meta, false).has("write")) {
                return limits;
            }
        }
        for (_, row) in self.store.rows("User Permission").filter(|(_, row)| text(row, "user") == env.user) {
            let (doctype, value) = (text(row, "allow"), text(row, "for_value"));
            let only = Some(text(row, "applicable_for")).filter(|only| !only.is_empty()).map(str::to_owned);
            let mut values = BTreeSet::from([value.to_owned()]);
            if !row.get("hide_descendants").is_some_and(is_set) {
                self.below(doctype, value, &mut values);
            }
            limits.entry(doctype.to_owned()).or_default().extend(values.into_iter().map(|value| (value, only.clone())));
        }
        limits
    }

    /// Adds what stands below a document of a tree.
    fn below(&self, doctype: &str, above: &str, found: &mut BTreeSet<String>) {
        let Some(link) = self.store.meta(doctype).and_then(|meta| meta.tree) else { return };
        let children: Vec<String> = self
            .store
            .rows(doctype)
            .filter(|(_, row)| text(row, &link) == above)
            .map(|(name, _)| name.clone())
            .collect();
        for child in children {
            if found.insert(child.clone()) {
                self.below(doctype, &child, found);
            }
        }
    }

    /// Whether User Permissions let an account at a document, its rows included.
    pub(super) fn within_limits(&self, env: &Env, meta: &Meta, document: &Document) -> bool {
        let limits = self.limits(env);
        if limits.is_empty() || self.faults.ignores_limits(&meta.name, &|role| env.holds(role)) {
            return true;
        }
        let named = allowed(&limits, &meta.name, &meta.name).is_none_or(|names| names.contains(document.name()));
        let rows_within = || {
            document.children.iter().all(|(field, rows)| {
                let child = meta.field(field).and_then(|field| self.store.meta(&field.options));
                child.is_none_or(|child| rows.iter().all(|row| self.links_within(&limits, &child, &meta.name, row)))
            })
        };
        named && self.links_within(&limits, meta, &meta.name, &document.row) && rows_within()
    }

    /// Whether the links of a row lead to what is allowed. An empty link passes unless the site is strict.
    pub(super) fn links_within(&self, limits: &Limits, meta: &Meta, of: &str, row: &Row) -> bool {
        let strict =
            self.store.is("System Settings", "System Settings", "apply_strict_user_permissions") && !meta.single;
        meta.links().filter(|field| !field.ignores_user_permissions).all(|field| {
            let value = row.get(&field.name).and_then(Value::as_str).unwrap_or_default();
            if value.is_empty() && !strict {
                return true;
            }
            allowed(limits, &field.options, of).is_none_or(|names| names.contains(value))
        })
    }
}

/// The documents of a doctype that are allowed in documents of another; nothing where no limit counts.
pub(super) fn allowed<'a>(limits: &'a Limits, doctype: &str, of: &str) -> Option<BTreeSet<&'a str>> {
    let counts = limits.get(doctype)?.iter().filter(|(_, only)| only.as_deref().is_none_or(|only| only == of));
    let names: BTreeSet<&str> = counts.map(|(name, _)| name.as_str()).collect();
    (!names.is_empty()).then_some(names)
}
