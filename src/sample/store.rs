//! Tables in memory, with transactions.

use std::collections::BTreeMap;
use std::io;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One row: field → value as Odoo writes it in JSON; nothing is `false`, a link is an id, several links are a list of ids.
///
/// A column whose name begins with `#` is the sample's own and no field: a digest of a secret, or a second factor.
pub(super) type Row = BTreeMap<String, Value>;

/// The rows of a table by their ids.
pub(super) type Table = BTreeMap<i64, Row>;

/// Rows that every login by password leaves behind, which is no change.
pub(super) const LOGIN_TRACES: &str = "res.users.log";

/// All rows of a database.
#[derive(Debug)]
pub(super) struct Store {
    tables: BTreeMap<String, Table>,
    /// The last id that was drawn, by table; and the last number of a document, by its prefix.
    sequences: BTreeMap<String, i64>,
    drawn: u64,
    /// What the rows were before this transaction.
    journal: Vec<(String, i64, Option<Row>)>,
    now: Timestamp,
}

impl Store {
    /// An empty database whose clock shows `now`, ISO 8601.
    pub(super) fn new(now: &str) -> Self {
        let now = now.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        Self { tables: BTreeMap::new(), sequences: BTreeMap::new(), drawn: 0, journal: Vec::new(), now }
    }

    /// The clock as Odoo writes it. It moves by a second with each transaction that changed something.
    pub(super) fn now(&self) -> String {
        odoo_time(self.now)
    }

    /// The rows of a table.
    pub(super) fn rows(&self, table: &str) -> impl Iterator<Item = (i64, &Row)> {
        self.tables.get(table).into_iter().flatten().map(|(id, row)| (*id, row))
    }

    /// How many rows a table has.
    pub(super) fn count(&self, table: &str) -> usize {
        self.tables.get(table).map_or(0, BTreeMap::len)
    }

    /// One row.
    pub(super) fn row(&self, table: &str, id: i64) -> Option<&Row> {
        self.tables.get(table)?.get(&id)
    }

    /// One stored value.
    pub(super) fn get(&self, table: &str, id: i64, column: &str) -> &Value {
        self.row(table, id).and_then(|row| row.get(column)).unwrap_or(&Value::Bool(false))
    }

    /// Makes a table, so that it is there without rows.
    pub(super) fn make(&mut self, table: &str) {
        self.tables.entry(table.to_owned()).or_default();
    }

    /// The next id of a table, or the next number of a kind of document. No transaction gives it back.
    pub(super) fn draw(&mut self, sequence: &str) -> i64 {
        let last = self.sequences.entry(sequence.to_owned()).or_default();
        *last += 1;
        self.drawn += 1;
        *last
    }

    /// How often a sequence was advanced.
    pub(super) fn drawn(&self) -> u64 {
        self.drawn
    }

    /// Adds a row and gives its id.
    pub(super) fn insert(&mut self, table: &str, row: Row) -> i64 {
        let id = self.draw(table);
        self.put(table, id, Some(row));
        id
    }

    /// Sets one value of a row that is there.
    pub(super) fn set(&mut self, table: &str, id: i64, column: &str, value: Value) {
        if let Some(mut row) = self.row(table, id).cloned() {
            row.insert(column.to_owned(), value);
            self.put(table, id, Some(row));
        }
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, table: &str, id: i64) {
        self.put(table, id, None);
    }

    fn put(&mut self, table: &str, id: i64, row: Option<Row>) {
        let rows = self.tables.entry(table.to_owned()).or_default();
        let before = match row {
            Some(row) => rows.insert(id, row),
            None => rows.remove(&id),
        };
        self.journal.push((table.to_owned(), id, before));
    }

    /// Keeps what was changed.
    pub(super) fn commit(&mut self) {
        if !self.journal.is_empty() {
            self.journal.clear();
            self.now = self.now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(self.now);
        }
    }

    /// Undoes what was changed, newest first.
    pub(super) fn roll_back(&mut self) {
        while let Some((table, id, before)) = self.journal.pop() {
            let rows = self.tables.entry(table).or_default();
            match before {
                Some(row) => rows.insert(id, row),
                None => rows.remove(&id),
            };
        }
    }

    /// SHA-256 over every row but the login traces, in the order of tables, ids and columns.
    pub(super) fn checksum(&self) -> String {
        use std::fmt::Write as _;

        struct Sink(Sha256);
        impl io::Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.update(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut sink = Sink(Sha256::new());
        let tables: BTreeMap<&String, &Table> = self.tables.iter().filter(|(name, _)| *name != LOGIN_TRACES).collect();
        if serde_json::to_writer(&mut sink, &tables).is_err() {
            return String::new();
        }
        sink.0.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> Store {
        let mut store = Store::new("2026-01-01T00:00:00Z");
        store.insert("a", Row::from([("x".to_owned(), json!(1))]));
        store.commit();
        store
    }

    #[test]
    fn a_rollback_gives_everything_back_but_the_ids() {
        let mut store = store();
        let (before, drawn) = (store.checksum(), store.drawn());
        store.set("a", 1, "x", json!(2));
        store.insert("a", Row::new());
        store.remove("a", 1);
        assert_ne!(store.checksum(), before);
        store.roll_back();
        assert_eq!(store.checksum(), before);
        assert_eq!(store.drawn(), drawn + 1);
        assert_eq!(store.insert("a", Row::new()), 3);
    }

    #[test]
    fn the_clock_moves_with_a_change_and_not_otherwise() {
        let mut store = store();
        assert_eq!(store.now(), "2026-01-01 00:00:01");
        store.commit();
        assert_eq!(store.now(), "2026-01-01 00:00:01");
    }

    #[test]
    fn login_traces_are_outside_the_checksum() {
        let mut store = store();
        let before = store.checksum();
        store.insert(LOGIN_TRACES, Row::new());
        assert_eq!(store.checksum(), before);
    }
}
