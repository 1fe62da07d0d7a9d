//! The shared store as Frappe uses it: rows have names, and what is not there is null.

use std::ops::{Deref, DerefMut};

use serde_json::{Value, json};

use super::Flavour;
use crate::sample::store::{self, Traces, digest};

pub(super) use crate::sample::store::Row;

/// A row from its columns.
macro_rules! row {
    ($($column:literal: $value:expr),* $(,)?) => {
        $crate::sample::store::Row::from([$(($column.to_owned(), serde_json::json!($value))),*])
    };
}
pub(super) use row;

/// What logins and calls with a token leave behind (`tabActivity Log`, `tabSessions`, columns of `tabUser`).
const TRACES: Traces = Traces {
    tables: &["Activity Log", "Sessions", "Access Log"],
    columns: &[("User", "last_login"), ("User", "last_active"), ("User", "last_ip")],
};

/// Columns that every table has.
pub(super) const STANDARD: [&str; 7] = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"];

/// Columns that every table of rows of other documents has.
pub(super) const OF_CHILDREN: [&str; 3] = ["parent", "parenttype", "parentfield"];

/// All rows of a site, by doctype and name.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pub(super) flavour: Flavour,
    rows: store::Store<String>,
}

impl Deref for Store {
    type Target = store::Store<String>;

    fn deref(&self) -> &Self::Target {
        &self.rows
    }
}

impl DerefMut for Store {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.rows
    }
}

impl Store {
    pub(super) fn new(flavour: Flavour, now: &str) -> Self {
        Self { flavour, rows: store::Store::new(now, TRACES, Value::Null) }
    }

    /// The clock as Frappe writes it.
    pub(super) fn now(&self) -> String {
        self.moment().strftime("%Y-%m-%d %H:%M:%S.%6f").to_string()
    }

    /// One row.
    pub(super) fn row(&self, table: &str, name: &str) -> Option<&Row> {
        self.rows.row(table, &name.to_owned())
    }

    /// One value.
    pub(super) fn get(&self, table: &str, name: &str, column: &str) -> &Value {
        self.rows.get(table, &name.to_owned(), column)
    }

    /// One value as text; nothing is empty.
    pub(super) fn text(&self, table: &str, name: &str, column: &str) -> &str {
        self.get(table, name, column).as_str().unwrap_or_default()
    }

    /// Whether a check is set.
    pub(super) fn is(&self, table: &str, name: &str, column: &str) -> bool {
        is_set(self.get(table, name, column))
    }

    /// Sets one value.
    pub(super) fn set(&mut self, table: &str, name: &str, column: &str, value: Value) {
        self.rows.set(table, &name.to_owned(), column, value);
    }

    /// Makes a table, so that it is there without rows.
    pub(super) fn table(&mut self, table: &str) {
        self.make(table);
    }

    /// A name that nobody gave, as the framework draws ten letters and digits.
    pub(super) fn draw_name(&mut self, table: &str) -> String {
        let number = self.draw(table);
        digest(&format!("{table} {number}")).chars().take(10).collect()
    }

    /// Gives a row the columns that every row has, where it has none.
    pub(super) fn complete(&self, row: &mut Row) {
        let now = self.now();
        let standard = row! {
            "owner": "Administrator",
            "creation": now,
            "modified": now,
            "modified_by": "Administrator",
            "docstatus": 0,
            "idx": 0,
        };
        for (column, value) in standard {
            row.entry(column).or_insert(value);
        }
    }

    /// Adds a document; columns of its doctype that it does not name are empty.
    pub(super) fn add(&mut self, doctype: &str, name: &str, mut row: Row) {
        self.complete(&mut row);
        for (field, kind) in self.columns(doctype) {
            row.entry(field).or_insert_with(|| empty(&kind));
        }
        row.insert("name".to_owned(), json!(name));
        self.rows.put(doctype, &name.to_owned(), Some(row));
    }

    /// Adds a row of a document.
    pub(super) fn child(&mut self, doctype: &str, of: (&str, &str, &str), idx: i64, mut row: Row) {
        let (parenttype, parent, parentfield) = of;
        let name = self.draw_name(doctype);
        row.extend(row! {"parent": parent, "parenttype": parenttype, "parentfield": parentfield, "idx": idx});
        self.complete(&mut row);
        row.insert("name".to_owned(), json!(name));
        self.rows.put(doctype, &name, Some(row));
    }

    /// Replaces or removes a row.
    pub(super) fn put(&mut self, doctype: &str, name: &str, row: Option<Row>) {
        self.rows.put(doctype, &name.to_owned(), row);
    }

    /// The columns that a doctype's fields make, and their types.
    pub(super) fn columns(&self, doctype: &str) -> Vec<(String, String)> {
        let is = |row: &Row, column: &str| row.get(column).and_then(Value::as_str) == Some(doctype);
        let shipped = self.rows("DocField").filter(|(_, row)| is(row, "parent"));
        let added = self.rows("Custom Field").filter(|(_, row)| is(row, "dt"));
        let text = |row: &Row, column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let both = shipped.chain(added).map(|(_, row)| (text(row, "fieldname"), text(row, "fieldtype")));
        both.filter(|(_, kind)| kind != "Table").collect()
    }
}

/// Whether a value counts as yes.
pub(super) fn is_set(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0"),
        Value::Bool(yes) => *yes,
        _ => false,
    }
}

/// What an empty column of a type holds.
fn empty(kind: &str) -> Value {
    match kind {
        "Check" | "Int" => json!(0),
        "Currency" | "Float" | "Percent" => json!(0.0),
        _ => Value::Null,
    }
}
