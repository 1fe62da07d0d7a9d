//! The rows of a company's security: those of its snapshot, and those that every database has beside them.

/// Makes a row of pairs; the moments and the makers come by themselves.
macro_rules! row {
    ($($column:literal: $value:expr),* $(,)?) => {
        Row::from([$(($column.to_owned(), json!($value))),*])
    };
}

mod people;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::erp::Erp;
use super::shape;
use super::store::{Row, odoo_moment};
use crate::model::Origin;
use crate::snapshot::Snapshot;

/// When the modules were installed.
const INSTALLED: &str = "2025-01-15 08:00:00";

/// Fills a database from a snapshot.
pub(super) fn load(erp: &mut Erp, snapshot: &Snapshot) {
    let mut loader = Loader { erp, snapshot, companies: Vec::new(), groups: Vec::new(), users: BTreeMap::new() };
    loader.models();
    loader.companies();
    loader.groups();
    loader.users();
    loader.accesses();
    loader.rules();
    loader.keys();
    loader.settings();
    loader.fields();
}

struct Loader<'a> {
    erp: &'a mut Erp,
    snapshot: &'a Snapshot,
    /// Ids by position in the snapshot.
    companies: Vec<i64>,
    groups: Vec<i64>,
    /// Ids by login.
    users: BTreeMap<&'a str, i64>,
}

impl Loader<'_> {
    /// Adds a row as installed.
    fn add(&mut self, table: &str, mut row: Row) -> i64 {
        for (column, value) in [("create_uid", json!(1)), ("write_uid", json!(1))] {
            row.insert(column.to_owned(), value);
        }
        for column in ["create_date", "write_date"] {
            row.insert(column.to_owned(), json!(INSTALLED));
        }
        self.erp.store.insert(table, row)
    }

    /// Gives a row a technical name.
    fn name(&mut self, key: &str, model: &str, id: i64) {
        let (module, name) = key.split_once('.').unwrap_or(("base", key));
        self.add(
            "ir.model.data",
            row! {"module": module, "name": name, "model": model, "res_id": id, "noupdate": false},
        );
    }

    /// What a row's origin says: a technical name, and who made or changed it when.
    fn signed(&mut self, key: &str, origin: &Origin, table: &str, id: i64) {
        let uid = |users: &BTreeMap<&str, i64>, by: &Option<String>| {
            by.as_deref().and_then(|login| users.get(login)).copied().unwrap_or(2)
        };
        let shipped = match origin {
            Origin::Vendor { .. } => true,
            Origin::VendorChanged { by, at, .. } => {
                let by = uid(&self.users, by);
                self.erp.store.set(table, id, "write_uid", json!(by));
                self.erp.store.set(table, id, "write_date", odoo_moment(at.as_deref()));
                true
            }
            Origin::Custom { by, at } => {
                let by = uid(&self.users, by);
                for column in ["create_uid", "write_uid"] {
                    self.erp.store.set(table, id, column, json!(by));
                }
                for column in ["create_date", "write_date"].into_iter().filter(|_| at.is_some()) {
                    self.erp.store.set(table, id, column, odoo_moment(at.as_deref()));
                }
                false
            }
            Origin::Unknown => false,
        };
        if shipped && key.contains('.') {
            self.name(key, table, id);
        }
    }

    fn models(&mut self) {
        let flavour = self.erp.flavour;
        let snapshot = self.snapshot;
        let own = snapshot.resources.iter().map(|resource| resource.key.clone());
        let names: BTreeSet<String> = own.chain(shape::standard(flavour).map(str::to_owned)).collect();
        for model in &names {
            let shape = shape::shape(model, flavour);
            let resource = snapshot.resources.iter().find(|resource| resource.key == *model);
            let module = match resource.map(|resource| &resource.origin) {
                Some(Origin::Vendor { module } | Origin::VendorChanged { module, .. }) => module.as_str(),
                _ => "base",
            };
            let row = row! {
                "name": shape.label, "model": model, "state": "base", "modules": module,
                "transient": resource.is_some_and(|resource| resource.transient),
            };
            let id = self.add("ir.model", row);
            self.name(&format!("{module}.model_{}", model.replace('.', "_")), "ir.model", id);
            self.erp.store.make(model);
            self.erp.model_ids.insert(model.clone(), id);
            self.erp.shapes.insert(model.clone(), shape);
        }
    }
}
