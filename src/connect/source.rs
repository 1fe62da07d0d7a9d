//! Where answers come from: the collector's questions are the same over SQL and over the API, and so are the rows.

use serde_json::Value;

use super::ConnectError;
use super::questions::{Ledger, Query};
use super::sql::row;
use crate::snapshot::{Domain, State};

/// Answers questions.
pub(in crate::connect) trait Source {
    /// Asks a question and hands over its rows. `false` means that it could not be asked, and that this is noted.
    async fn each(
        &mut self,
        query: &'static Query,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError>;

    /// Whether a question can be asked, as far as that is known without asking it.
    fn can_ask(&self, query: &Query) -> bool;

    /// The account of what was answered and what was not.
    fn ledger(&self) -> &Ledger;

    /// The same, to write in.
    fn ledger_mut(&mut self) -> &mut Ledger;

    /// Notes what a domain lacks.
    fn note(&mut self, domain: Domain, state: State, reason: String) {
        self.ledger_mut().note(domain, state, reason);
    }
}

/// A row of an answer; its columns are those of the question's SQL text, whichever way it came.
pub(in crate::connect) enum Row<'r> {
    /// Of the database.
    Table(&'r row::Row<'r>),
    /// Of the API.
    Cells(&'r [Value]),
}

impl Row<'_> {
    /// A text; nothing where it is NULL or empty, between which no ERP that is read so makes a difference.
    pub(in crate::connect) fn text(&self, at: usize) -> Result<Option<String>, sqlx::Error> {
        let text = match self {
            Self::Table(row) => row.text(at)?,
            Self::Cells(cells) => match cell(cells, at)? {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            },
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// A text that is there, or an empty one.
    pub(in crate::connect) fn word(&self, at: usize) -> Result<String, sqlx::Error> {
        Ok(self.text(at)?.unwrap_or_default())
    }

    /// A whole number; 0 where it is NULL.
    pub(in crate::connect) fn number(&self, at: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Table(row) => Ok(row.number(at)?.unwrap_or(0)),
            Self::Cells(cells) => match cell(cells, at)? {
                Value::Null => Ok(0),
                Value::Bool(yes) => Ok(i64::from(*yes)),
                Value::String(text) if text.is_empty() => Ok(0),
                Value::String(text) => text.parse().map_err(|_| not_a_number(at)),
                other => other.as_i64().ok_or_else(|| not_a_number(at)),
            },
        }
    }

    /// Whether a box is ticked.
    pub(in crate::connect) fn tick(&self, at: usize) -> Result<bool, sqlx::Error> {
        Ok(self.number(at)? != 0)
    }
}

fn cell(cells: &[Value], at: usize) -> Result<&Value, sqlx::Error> {
    cells.get(at).ok_or(sqlx::Error::ColumnIndexOutOfBounds { index: at, len: cells.len() })
}

fn not_a_number(at: usize) -> sqlx::Error {
    sqlx::Error::Decode(format!("column {at} holds no whole number").into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_read_leniently_and_never_wrongly() {
        let cells = [json!(null), json!(""), json!("3"), json!(1), json!(true), json!("x"), json!(1.5)];
        let row = Row::Cells(&cells);
        let texts: Vec<Option<String>> = (0..4).map(|at| row.text(at).unwrap()).collect();
        assert_eq!(texts, [None, None, Some("3".to_owned()), Some("1".to_owned())]);
        let numbers: Vec<Option<i64>> = (0..8).map(|at| row.number(at).ok()).collect();
        assert_eq!(numbers, [Some(0), Some(0), Some(3), Some(1), Some(1), None, None, None]);
        assert!(row.tick(3).unwrap() && !row.tick(0).unwrap());
    }
}
