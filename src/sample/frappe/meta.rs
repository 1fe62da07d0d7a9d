//! What the rows say about a doctype: its fields with their levels, and the rows of permissions that count.

use serde_json::Value;

use super::Flavour;
use super::table::{Row, Store, is_set};

/// Doctypes that the framework needs before it can read anybody's changes to doctypes: custom permissions and Property
/// Setters do not count for them.
const SPECIAL: [&str; 7] =
    ["DocType", "DocField", "DocPerm", "Module Def", "DocType Action", "DocType Link", "DocType State"];

/// A doctype as it stands, changes included.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of `tabDocType`")]
pub(super) struct Meta {
    pub(super) name: String,
    pub(super) single: bool,
    pub(super) child: bool,
    pub(super) submittable: bool,
    pub(super) importable: bool,
    /// The link to the document above, where documents stand in a tree.
    pub(super) tree: Option<String>,
    pub(super) fields: Vec<MetaField>,
    /// Rows of permissions: the custom ones if there is any, else the shipped ones.
    pub(super) perms: Vec<Row>,
    /// Fields that somebody sees who may only select.
    pub(super) search: Vec<String>,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct MetaField {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) options: String,
    pub(super) level: i64,
    pub(super) ignores_user_permissions: bool,
    pub(super) mandatory: bool,
    pub(super) masked: bool,
}

impl MetaField {
    fn read(row: &Row) -> Self {
        let is = |column: &str| row.get(column).is_some_and(is_set);
        Self {
            name: text(row, "fieldname").to_owned(),
            kind: text(row, "fieldtype").to_owned(),
            options: text(row, "options").to_owned(),
            level: number(row.get("permlevel").unwrap_or(&Value::Null)),
            ignores_user_permissions: is("ignore_user_permissions"),
            mandatory: is("reqd"),
            masked: is("mask"),
        }
    }
}

impl Meta {
    pub(super) fn field(&self, name: &str) -> Option<&MetaField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Fields that hold rows, with the doctypes of the rows.
    pub(super) fn tables(&self) -> impl Iterator<Item = &MetaField> {
        self.fields.iter().filter(|field| field.kind == "Table")
    }

    /// Fields that are columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &MetaField> {
        self.fields.iter().filter(|field| field.kind != "Table")
    }

    pub(super) fn links(&self) -> impl Iterator<Item = &MetaField> {
        self.fields.iter().filter(|field| field.kind == "Link")
    }
}

impl Store {
    /// A doctype, if there is one of this name.
    pub(super) fn meta(&self, doctype: &str) -> Option<Meta> {
        let about = self.row("DocType", doctype)?;
        let is = |column: &str| about.get(column).is_some_and(is_set);
        let special = SPECIAL.contains(&doctype);
        let rows = |table: &'static str, column: &'static str| {
            self.rows(table).map(|(_, row)| row).filter(move |row| text(row, column) == doctype)
        };
        let mut shipped: Vec<&Row> = rows("DocField", "parent").collect();
        shipped.sort_by_key(|row| number(row.get("idx").unwrap_or(&Value::Null)));
        let mut fields: Vec<MetaField> = shipped.into_iter().map(MetaField::read).collect();
        let mut meta = Meta {
            name: doctype.to_owned(),
            single: is("issingle"),
            child: is("istable"),
            submittable: is("is_submittable"),
            importable: is("allow_import"),
            tree: Some(text(about, "nsm_parent_field"))
                .filter(|field| is("is_tree") && !field.is_empty())
                .map(str::to_owned),
            fields: Vec::new(),
            perms: Vec::new(),
            search: text(about, "search_fields").split(',').map(|field| field.trim().to_owned()).collect(),
        };
        if !special {
            fields.extend(rows("Custom Field", "dt").map(MetaField::read));
            for setter in rows("Property Setter", "doc_type") {
                let value = setter.get("value").unwrap_or(&Value::Null);
                let field = fields.iter_mut().find(|field| field.name == text(setter, "field_name"));
                match (text(setter, "doctype_or_field"), text(setter, "property"), field) {
                    ("DocType", "is_submittable", _) => meta.submittable = is_set(value),
                    ("DocType", "allow_import", _) => meta.importable = is_set(value),
                    ("DocField", "permlevel", Some(field)) => field.level = number(value),
                    ("DocField", "ignore_user_permissions", Some(field)) => {
                        field.ignores_user_permissions = is_set(value);
                    }
                    ("DocField", "mask", Some(field)) => field.masked = is_set(value),
                    _ => {}
                }
            }
        }
        if self.flavour < Flavour::V17 {
            for field in &mut fields {
                field.masked = false;
            }
        }
        meta.fields = fields;
        if !special && !meta.child && doctype != "Custom DocPerm" {
            meta.perms = rows("Custom DocPerm", "parent").cloned().collect();
        }
        if meta.perms.is_empty() {
            meta.perms = rows("DocPerm", "parent").cloned().collect();
        }
        meta.perms.sort_by_key(|row| number(row.get("idx").unwrap_or(&Value::Null)));
        Some(meta)
    }
}

/// A text column; nothing is empty.
pub(super) fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

/// A number, also one that is written as text.
pub(super) fn number(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or_default()
}
