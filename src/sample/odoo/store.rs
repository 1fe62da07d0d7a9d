//! The shared store as Odoo uses it: rows have numbers, and what is not there is `false`.

use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sample::store::{self, Traces};

/// One row: field → value as Odoo writes it in JSON; nothing is `false`, a link is an id, several links are a list of ids.
pub(super) type Row = store::Row;

/// Rows that every login by password leaves behind, which is no change.
pub(super) const LOGIN_TRACES: &str = "res.users.log";

/// All rows of a database.
#[derive(Debug)]
pub(super) struct Store(store::Store<i64>);

impl Deref for Store {
    type Target = store::Store<i64>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Store {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Store {
    /// An empty database whose clock shows `now`, ISO 8601.
    pub(super) fn new(now: &str) -> Self {
        Self(store::Store::new(now, Traces { tables: &[LOGIN_TRACES], columns: &[] }, json!(false)))
    }

    /// The clock as Odoo writes it.
    pub(super) fn now(&self) -> String {
        odoo_time(self.moment())
    }

    /// The rows of a table.
    pub(super) fn rows(&self, table: &str) -> impl Iterator<Item = (i64, &Row)> {
        self.0.rows(table).map(|(id, row)| (*id, row))
    }

    /// One row.
    pub(super) fn row(&self, table: &str, id: i64) -> Option<&Row> {
        self.0.row(table, &id)
    }

    /// One stored value.
    pub(super) fn get(&self, table: &str, id: i64, column: &str) -> &Value {
        self.0.get(table, &id, column)
    }

    /// Adds a row and gives its id.
    pub(super) fn insert(&mut self, table: &str, row: Row) -> i64 {
        let id = self.draw(table);
        self.put(table, &id, Some(row));
        id
    }

    /// Sets one value of a row that is there.
    pub(super) fn set(&mut self, table: &str, id: i64, column: &str, value: Value) {
        self.0.set(table, &id, column, value);
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, table: &str, id: i64) {
        self.put(table, &id, None);
    }
}

/// A moment as Odoo writes it.
fn odoo_time(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A moment of a snapshot, ISO 8601, as Odoo writes it; nothing where there is none.
pub(super) fn odoo_moment(text: Option<&str>) -> Value {
    text.and_then(|text| text.parse().ok()).map_or(Value::Bool(false), |moment| json!(odoo_time(moment)))
}

/// The id behind a link.
pub(super) fn link(value: &Value) -> Option<i64> {
    value.as_i64()
}

/// The ids behind several links; one link counts as one of several.
pub(super) fn links(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(values) => values.iter().filter_map(link).collect(),
        value => link(value).into_iter().collect(),
    }
}
