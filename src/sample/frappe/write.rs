//! Documents are made, saved and deleted: in the framework's order of checks, which is what a probe counts on.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document::Document;
use super::exception::{DOCSTATUS, DUPLICATE, Exception, LINK, Outcome, PERMISSION, TIMESTAMP, VALIDATION};
use super::load::label;
use super::meta::{Meta, MetaField, number, text};
use super::records;
use super::rights::Env;
use super::site::Site;
use super::table::{OF_CHILDREN, Row, STANDARD};

impl Site {
    /// Makes a document; gives it as the account sees it.
    pub(super) fn insert(&mut self, env: &Env, doctype: &str, values: &Map<String, Value>) -> Outcome {
        let Some(meta) = self.store.meta(doctype) else {
            let module = doctype.to_lowercase().replace(' ', "_");
            let text = format!("Module import failed for {doctype}: No module named 'frappe.core.doctype.{module}'");
            return Err(Exception::throw("ImportError", text));
        };
        if meta.child {
            let text = format!("Please specify a valid parent DocType for {doctype}");
            return Err(Exception::throw(PERMISSION, text).quietly());
        }
        let mut document = Document { doctype: doctype.to_owned(), row: Row::new(), children: BTreeMap::new() };
        document.row.insert("docstatus".to_owned(), json!(0));
        document.row.insert("owner".to_owned(), json!(env.user));
        assign(&mut document, &meta, values);
        let asked_first = self.flavour().create_is_asked_first();
        if asked_first {
            self.need(env, &meta, &document, "create")?;
        }
        match number(document.row.get("docstatus").unwrap_or(&Value::Null)) {
            0 => {}
            1 => self.need(env, &meta, &document, "submit")?,
            _ => {
                return Err(Exception::raise_with(
                    DOCSTATUS,
                    "Cannot change docstatus from 0 (Draft) to 2 (Cancelled)",
                ));
            }
        }
        self.check_links(&meta, &document)?;
        if !asked_first {
            self.need(env, &meta, &document, "create")?;
        }
        keep_levels(env, &meta, None, &mut document);
        check_mandatory(&meta, &document)?;
        let name = if meta.single {
            Some(doctype.to_owned())
        } else {
            records::new_name(&mut self.store, doctype, &document.row)
        };
        let name = name.ok_or_else(|| Exception::throw(VALIDATION, format!("Name of {doctype} is required")))?;
        if !meta.single && self.store.row(doctype, &name).is_some() {
            return Err(Exception::throw(DUPLICATE, format!("{doctype} {name} already exists")));
        }
        document.row.insert("name".to_owned(), json!(name));
        self.keep(env, &meta, &document);
        self.answered(env, &meta, &name)
    }

    /// Saves a document with changes; gives it as the account sees it.
    pub(super) fn save(&mut self, env: &Env, doctype: &str, name: &str, values: &Map<String, Value>) -> Outcome {
        let meta = self.doctype_or_refuse(env, doctype)?;
        let before = self.document(env, &meta, name)?;
        let mut document = before.clone();
        assign(&mut document, &meta, values);
        self.need(env, &meta, &document, "write")?;
        let stored = text(&before.row, "modified");
        if let Some(shown) = values.get("modified").and_then(Value::as_str).filter(|shown| *shown != stored) {
            let text = format!(
                "Error: Document has been modified after you have opened it ({stored}, {shown}). Please refresh to get the latest document."
            );
            return Err(Exception::throw(TIMESTAMP, text));
        }
        let status = |document: &Document| number(document.row.get("docstatus").unwrap_or(&Value::Null));
        let cancels = match (status(&before), status(&document)) {
            (0, 0) => false,
            (0 | 1, 1) => {
                self.need(env, &meta, &document, "submit")?;
                false
            }
            (1, 2) => {
                self.need(env, &meta, &document, "cancel")?;
                true
            }
            (0, _) => {
                let text = "Cannot change docstatus from 0 (Draft) to 2 (Cancelled)";
                return Err(Exception::raise_with(DOCSTATUS, text));
            }
            (1, _) => {
                let text = "Cannot change docstatus from 1 (Submitted) to 0 (Draft)";
                return Err(Exception::raise_with(DOCSTATUS, text));
            }
            _ => return Err(Exception::throw(VALIDATION, "Cannot edit cancelled document")),
        };
        keep_levels(env, &meta, Some(&before), &mut document);
        // The links of what is cancelled are not looked at.
        if !cancels {
            self.check_links(&meta, &document)?;
            check_mandatory(&meta, &document)?;
        }
        self.keep(env, &meta, &document);
        self.answered(env, &meta, name)
    }

    /// Deletes a document.
    pub(super) fn delete(&mut self, env: &Env, doctype: &str, name: &str) -> Outcome<()> {
        let meta = self.doctype_or_refuse(env, doctype)?;
        let document = self.document(env, &meta, name)?;
        if !self.may_with(env, &meta, &document, "delete") {
            return Err(Exception::throw(PERMISSION, format!("User not allowed to delete {doctype}: {name}")));
        }
        if let Some(linked) = self.linking_to(doctype, name) {
            let text = format!("Cannot delete or cancel because {doctype} {name} is linked with {linked}");
            return Err(Exception::throw("LinkExistsError", text));
        }
        if document.row.get("docstatus") == Some(&json!(1)) {
            let text = format!("{doctype} {name}: Submitted Record cannot be deleted. You must Cancel it first.");
            return Err(Exception::throw(VALIDATION, text));
        }
        for (field, rows) in &document.children {
            let Some(table) = meta.field(field) else { continue };
            for row in rows {
                self.store.put(&table.options, text(row, "name"), None);
            }
        }
        self.store.put(doctype, name, None);
        Ok(())
    }

    fn answered(&self, env: &Env, meta: &Meta, name: &str) -> Outcome {
        Ok(self.shown(env, meta, &self.document(env, meta, name)?))
    }

    /// `check_permission`: the framework hides the traceback.
    fn need(&self, env: &Env, meta: &Meta, document: &Document, operation: &str) -> Outcome<()> {
        let closed = operation == "submit" && !meta.submittable && !env.is_administrator();
        if !closed && self.may_with(env, meta, document, operation) {
            return Ok(());
        }
        Err(Exception::no_right(&env.user, &meta.name).quietly())
    }

    /// Fails with every link that leads nowhere.
    fn check_links(&self, meta: &Meta, document: &Document) -> Outcome<()> {
        let broken = |meta: &Meta, row: &Row, place: &str| -> Vec<String> {
            let target = |field: &MetaField| match field.kind.as_str() {
                "Link" => Some(field.options.clone()),
                "Dynamic Link" => Some(text(row, &field.options).to_owned()),
                _ => None,
            };
            let leads_nowhere = |field: &&MetaField| {
                let value = text(row, &field.name);
                let target = target(field).filter(|_| !value.is_empty());
                target.is_some_and(|target| self.store.row(&target, value).is_none())
            };
            let told = |field: &MetaField| format!("{place}{}: {}", label(&field.name), text(row, &field.name));
            meta.columns().filter(leads_nowhere).map(told).collect()
        };
        let mut odd = broken(meta, &document.row, "");
        for (field, rows) in &document.children {
            let Some(child) = meta.field(field).and_then(|field| self.store.meta(&field.options)) else { continue };
            for (idx, row) in (1..).zip(rows) {
                odd.extend(broken(&child, row, &format!("Row #{idx}: ")));
            }
        }
        if odd.is_empty() {
            return Ok(());
        }
        Err(Exception::throw(LINK, format!("Could not find {}", odd.join(", "))))
    }

    /// Puts a document and its rows into the tables.
    fn keep(&mut self, env: &Env, meta: &Meta, document: &Document) {
        let name = document.name().to_owned();
        let now = self.store.now();
        let mut row = document.row.clone();
        row.entry("creation".to_owned()).or_insert_with(|| json!(now));
        row.extend(super::table::row! {"modified": now, "modified_by": env.user});
        self.store.add(&meta.name, &name, row);
        for field in meta.tables() {
            let rows = document.children.get(&field.name).map(Vec::as_slice).unwrap_or_default();
            let names: Vec<&str> = rows.iter().map(|row| text(row, "name")).collect();
            let gone: Vec<String> = self
                .store
                .rows(&field.options)
                .filter(|(_, row)| {
                    text(row, "parent") == name
                        && text(row, "parenttype") == meta.name
                        && text(row, "parentfield") == field.name
                        && !names.contains(&text(row, "name"))
                })
                .map(|(name, _)| name.clone())
                .collect();
            for row in gone {
                self.store.put(&field.options, &row, None);
            }
            for (idx, row) in (1..).zip(rows) {
                match text(row, "name") {
                    "" => self.store.child(&field.options, (&meta.name, &name, &field.name), idx, row.clone()),
                    known => {
                        let known = known.to_owned();
                        self.store.add(&field.options, &known, row.clone());
                    }
                }
            }
        }
    }

    /// A document that links to another.
    fn linking_to(&self, doctype: &str, name: &str) -> Option<String> {
        let doctypes: Vec<&String> = self.store.rows("DocType").map(|(name, _)| name).collect();
        doctypes.into_iter().filter_map(|other| self.store.meta(other)).find_map(|meta| {
            meta.links().filter(|field| field.options == doctype).find_map(|field| {
                let mut rows = self.store.rows(&meta.name).map(|(_, row)| row);
                let row = rows.find(|row| text(row, &field.name) == name && text(row, "name") != name)?;
                Some(format!("{} {}", meta.name, text(row, "name")))
            })
        })
    }
}

/// Takes over what a client sends: fields that there are, and the state; the rest says nothing.
fn assign(document: &mut Document, meta: &Meta, values: &Map<String, Value>) {
    for (name, value) in values {
        match meta.field(name) {
            Some(field) if field.kind == "Table" => {
                let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let rows = rows.iter().filter_map(Value::as_object).map(|row| {
                    row.iter()
                        .filter(|(column, _)| *column != "doctype")
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect()
                });
                document.children.insert(name.clone(), rows.collect());
            }
            Some(field) if field.kind == "Password" => {}
            Some(_) if !STANDARD.contains(&name.as_str()) && !OF_CHILDREN.contains(&name.as_str()) => {
                document.row.insert(name.clone(), value.clone());
            }
            // The one doctype of rows of permissions whose parent is a field.
            Some(_) => drop(document.row.insert(name.clone(), value.clone())),
            None if name == "docstatus" => {
                document.row.insert(name.clone(), json!(number(value)));
            }
            None => {}
        }
    }
}

/// Fields whose level the account does not write keep what they had, without a word.
fn keep_levels(env: &Env, meta: &Meta, before: Option<&Document>, document: &mut Document) {
    if env.is_administrator() {
        return;
    }
    let levels = meta.levels(env, "write");
    let kept = |field: &&MetaField| !levels.contains(&field.level) || meta.is_masked(env, field);
    for field in meta.fields.iter().filter(kept) {
        if field.kind == "Table" {
            let rows = before.and_then(|before| before.children.get(&field.name)).cloned();
            document.children.insert(field.name.clone(), rows.unwrap_or_default());
        } else {
            let value = before.and_then(|before| before.row.get(&field.name)).cloned();
            document.row.insert(field.name.clone(), value.unwrap_or_default());
        }
    }
}

fn check_mandatory(meta: &Meta, document: &Document) -> Outcome<()> {
    let empty = |field: &&MetaField| match document.row.get(&field.name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(_) => false,
    };
    let missing: Vec<&str> =
        meta.columns().filter(|field| field.mandatory).filter(empty).map(|field| field.name.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let text = format!("[{}, {}]: {}", meta.name, document.name(), missing.join(", "));
    Err(Exception::raise_with("MandatoryError", text))
}
