//! Tables in memory, with transactions.

use std::collections::BTreeMap;
use std::io;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::hex;

/// One row: column → value.
///
/// A column whose name begins with `#` is the sample's own and no field: a digest of a secret, or a second factor.
pub(super) type Row = BTreeMap<String, Value>;

/// Where logins leave rows and values behind, which is no change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traces {
    /// Tables that hold nothing else.
    pub(super) tables: &'static [&'static str],
    /// Columns of tables that hold other things too.
    pub(super) columns: &'static [(&'static str, &'static str)],
}

/// All rows of a database, by tables and the keys of their rows.
#[derive(Debug, Clone)]
pub(super) struct Store<K> {
    tables: BTreeMap<String, BTreeMap<K, Row>>,
    /// The last id that was drawn, by table; and the last number of a document, by its prefix.
    sequences: BTreeMap<String, i64>,
    drawn: u64,
    /// What the rows were before this transaction.
    journal: Vec<(String, K, Option<Row>)>,
    now: Timestamp,
    traces: Traces,
    nothing: Value,
}

impl<K: Ord + Clone + Serialize> Store<K> {
    /// An empty database whose clock shows `now`, ISO 8601; a value that is not there is `nothing`.
    pub(super) fn new(now: &str, traces: Traces, nothing: Value) -> Self {
        let now = now.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let (tables, sequences) = (BTreeMap::new(), BTreeMap::new());
        Self { tables, sequences, drawn: 0, journal: Vec::new(), now, traces, nothing }
    }

    /// The clock. It moves by a second with each transaction that changed something.
    pub(super) fn moment(&self) -> Timestamp {
        self.now
    }

    /// The rows of a table.
    pub(super) fn rows(&self, table: &str) -> impl Iterator<Item = (&K, &Row)> {
        self.tables.get(table).into_iter().flatten()
    }

    /// How many rows a table has.
    pub(super) fn count(&self, table: &str) -> usize {
        self.tables.get(table).map_or(0, BTreeMap::len)
    }

    /// One row.
    pub(super) fn row(&self, table: &str, key: &K) -> Option<&Row> {
        self.tables.get(table)?.get(key)
    }

    /// One stored value.
    pub(super) fn get(&self, table: &str, key: &K, column: &str) -> &Value {
        self.row(table, key).and_then(|row| row.get(column)).unwrap_or(&self.nothing)
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

    /// Sets one value of a row that is there.
    pub(super) fn set(&mut self, table: &str, key: &K, column: &str, value: Value) {
        if let Some(mut row) = self.row(table, key).cloned() {
            row.insert(column.to_owned(), value);
            self.put(table, key, Some(row));
        }
    }

    /// Sets a row, or removes it.
    pub(super) fn put(&mut self, table: &str, key: &K, row: Option<Row>) {
        let rows = self.tables.entry(table.to_owned()).or_default();
        let before = match row {
            Some(row) => rows.insert(key.clone(), row),
            None => rows.remove(key),
        };
        self.journal.push((table.to_owned(), key.clone(), before));
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
        while let Some((table, key, before)) = self.journal.pop() {
            let rows = self.tables.entry(table).or_default();
            match before {
                Some(row) => rows.insert(key, row),
                None => rows.remove(&key),
            };
        }
    }

    /// SHA-256 over every row but what logins leave behind, in the order of tables, keys and columns.
    pub(super) fn checksum(&self) -> String {
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
        for (name, rows) in self.tables.iter().filter(|(name, _)| !self.traces.tables.contains(&name.as_str())) {
            let is_trace = |column: &str| self.traces.columns.contains(&(name.as_str(), column));
            for (key, row) in rows {
                let row: Vec<_> = row.iter().filter(|(column, _)| !is_trace(column)).collect();
                if serde_json::to_writer(&mut sink, &(name, key, row)).is_err() {
                    return String::new();
                }
            }
        }
        hex(&sink.0.finalize())
    }
}

/// A secret as a store keeps it.
pub(super) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TRACES: Traces = Traces { tables: &["log"], columns: &[("a", "seen")] };

    fn row(x: i64) -> Row {
        Row::from([("x".to_owned(), json!(x))])
    }

    fn store() -> Store<i64> {
        let mut store = Store::new("2026-01-01T00:00:00Z", TRACES, Value::Null);
        store.put("a", &1, Some(row(1)));
        store.commit();
        store
    }

    #[test]
    fn a_rollback_gives_everything_back_but_the_ids() {
        let mut store = store();
        let (before, drawn) = (store.checksum(), store.drawn());
        store.set("a", &1, "x", json!(2));
        let id = store.draw("a");
        store.put("a", &id, Some(Row::new()));
        store.put("a", &1, None);
        assert_ne!(store.checksum(), before);
        store.roll_back();
        assert_eq!(store.checksum(), before);
        assert_eq!(store.drawn(), drawn + 1);
        assert_eq!(store.draw("a"), 2);
    }

    #[test]
    fn the_clock_moves_with_a_change_and_not_otherwise() {
        let mut store = store();
        let after: Timestamp = "2026-01-01T00:00:01Z".parse().unwrap();
        assert_eq!(store.moment(), after);
        store.commit();
        assert_eq!(store.moment(), after);
    }

    #[test]
    fn login_traces_are_outside_the_checksum() {
        let mut store = store();
        let before = store.checksum();
        store.put("log", &1, Some(Row::new()));
        store.set("a", &1, "seen", json!("today"));
        assert_eq!(store.checksum(), before);
        store.set("a", &1, "x", json!(2));
        assert_ne!(store.checksum(), before);
    }
}
