//! Documents: a row with the rows of its tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::levels::masked;
use super::meta::{Meta, number, text};
use super::rights::Env;
use super::site::Site;
use super::table::{OF_CHILDREN, Row, STANDARD, Store};

/// A document as it stands in the database, or as it is about to.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) doctype: String,
    pub(super) row: Row,
    /// Rows by the table fields.
    pub(super) children: BTreeMap<String, Vec<Row>>,
}

impl Document {
    /// The document of a name.
    pub(super) fn of(store: &Store, meta: &Meta, name: &str) -> Option<Self> {
        let row = store.row(&meta.name, name)?.clone();
        let children = meta.tables().map(|field| {
            let mut rows: Vec<Row> = store
                .rows(&field.options)
                .map(|(_, row)| row)
                .filter(|row| {
                    text(row, "parent") == name
                        && text(row, "parenttype") == meta.name
                        && text(row, "parentfield") == field.name
                })
                .cloned()
                .collect();
            rows.sort_by_key(|row| number(row.get("idx").unwrap_or(&Value::Null)));
            (field.name.clone(), rows)
        });
        Some(Self { doctype: meta.name.clone(), row, children: children.collect() })
    }

    pub(super) fn name(&self) -> &str {
        text(&self.row, "name")
    }
}

impl Site {
    /// A document as an account sees it: nothing that is empty, and no field that it may not read.
    pub(super) fn shown(&self, env: &Env, meta: &Meta, document: &Document) -> Value {
        let levels = meta.levels(env, "read");
        let mut shown = self.shown_row(env, (meta, meta), &levels, &document.row);
        for field in meta.tables().filter(|field| self.reads_field(env, meta, &levels, field)) {
            let Some(child) = self.store.meta(&field.options) else { continue };
            let rows = document.children.get(&field.name).map(Vec::as_slice).unwrap_or_default();
            let rows: Vec<Value> =
                rows.iter().map(|row| Value::Object(self.shown_row(env, (meta, &child), &levels, row))).collect();
            shown.insert(field.name.clone(), json!(rows));
        }
        Value::Object(shown)
    }

    fn shown_row(
        &self,
        env: &Env,
        (parent, meta): (&Meta, &Meta),
        levels: &std::collections::BTreeSet<i64>,
        row: &Row,
    ) -> Map<String, Value> {
        let standard = STANDARD.iter().chain(if meta.child { &OF_CHILDREN[..] } else { &[] });
        let standard = standard.filter_map(|column| Some(((*column).to_owned(), row.get(*column)?.clone())));
        let fields = meta.columns().filter(|field| self.reads_field(env, parent, levels, field)).filter_map(|field| {
            let value = row.get(&field.name)?;
            let value = if parent.is_masked(env, field) { masked(field, value) } else { value.clone() };
            Some((field.name.clone(), value))
        });
        let mut shown: Map<String, Value> = standard.chain(fields).filter(|(_, value)| !value.is_null()).collect();
        shown.insert("doctype".to_owned(), json!(meta.name));
        shown
    }
}
