//! One connection to either database, asked with the same words: `$1` stands for a value in both, and a column is a text or a
//! whole number.

use sqlx::database::HasStatementCache;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection as _, Database, Encode, Postgres, Row as _, SqlSafeStr, Sqlite, Type};

/// An open connection.
pub(super) enum Db {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a server.
    Postgres(PgConnection),
}

/// What stands for a `$1`.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(storable(text)))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(storable))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<Option<u64>> for Value {
    fn from(number: Option<u64>) -> Self {
        Self::Number(number.map(|number| i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

/// Longest text that is kept; what is longer than any name is cut.
const LONGEST: usize = 2000;

/// A text as both databases keep it: PostgreSQL refuses NUL. Whoever asks for a text asks for it in this form, too.
pub(super) fn storable(text: &str) -> String {
    let kept = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    kept.replace('\0', "\u{fffd}")
}

/// A row of an answer.
pub(super) enum Row<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl Row<'_> {
    pub(super) fn maybe_text(&self, at: usize) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
    }

    pub(super) fn maybe_number(&self, at: usize) -> Result<Option<u64>, sqlx::Error> {
        let number: Option<i64> = match self {
            Self::Sqlite(row) => row.try_get(at)?,
            Self::Postgres(row) => row.try_get(at)?,
        };
        let natural = |number| u64::try_from(number).map_err(|error| sqlx::Error::Decode(Box::new(error)));
        number.map(natural).transpose()
    }

    pub(super) fn text(&self, at: usize) -> Result<String, sqlx::Error> {
        self.maybe_text(at)?.ok_or_else(|| nothing_in(at))
    }

    pub(super) fn signed(&self, at: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
    }

    pub(super) fn bytes(&self, at: usize) -> Result<Vec<u8>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
    }

    pub(super) fn number(&self, at: usize) -> Result<u64, sqlx::Error> {
        self.maybe_number(at)?.ok_or_else(|| nothing_in(at))
    }
}

fn nothing_in(at: usize) -> sqlx::Error {
    sqlx::Error::Decode(format!("nothing in column {at}").into())
}

impl Db {
    /// Runs a statement.
    pub(super) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => bound::<Sqlite>(sql, values).execute(connection).await.map(drop),
            Self::Postgres(connection) => bound::<Postgres>(sql, values).execute(connection).await.map(drop),
        }
    }

    /// Asks, and makes something of each row.
    pub(super) async fn ask<T>(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
        mut take: impl FnMut(&Row<'_>) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let rows = bound::<Sqlite>(sql, values).fetch_all(connection).await?;
                rows.iter().map(|row| take(&Row::Sqlite(row))).collect()
            }
            Self::Postgres(connection) => {
                let rows = bound::<Postgres>(sql, values).fetch_all(connection).await?;
                rows.iter().map(|row| take(&Row::Postgres(row))).collect()
            }
        }
    }

    /// Begins a transaction that only reads, and sees the same moment throughout.
    pub(super) async fn begin_reading(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => self.run("begin", Vec::new()).await,
            Self::Postgres(_) => {
                self.run("begin isolation level repeatable read read only", Vec::new()).await?;
                self.run(IN_OUR_SCHEMA, Vec::new()).await
            }
        }
    }

    /// Begins a transaction beside which nobody else writes; waits until whoever does is done.
    pub(super) async fn begin_writing(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => self.run("begin immediate", Vec::new()).await,
            Self::Postgres(_) => {
                self.run("begin", Vec::new()).await?;
                self.run(IN_OUR_SCHEMA, Vec::new()).await?;
                self.run(WITHOUT_END, Vec::new()).await?;
                self.run("lock table runs in share row exclusive mode", Vec::new()).await
            }
        }
    }

    /// Ends a transaction.
    pub(super) async fn end(&mut self, keep: bool) -> Result<(), sqlx::Error> {
        self.run(if keep { "commit" } else { "rollback" }, Vec::new()).await
    }

    /// Hangs up.
    pub(super) async fn close(self) {
        // What was written is committed; nothing can be lost when this fails.
        let _ = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        };
    }
}

/// A statement with its values. Not prepared by name, so that a connection pooler between us and the server cannot mix
/// sessions up.
fn bound<D: Database + HasStatementCache>(sql: impl SqlSafeStr, values: Vec<Value>) -> Query<'static, D, D::Arguments>
where
    Option<String>: Encode<'static, D> + Type<D>,
    Option<i64>: Encode<'static, D> + Type<D>,
{
    let query = sqlx::query::<D>(sql).persistent(false);
    values.into_iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
    })
}

/// In PostgreSQL the tables have a schema of their own. Said in each transaction, because a connection pooler may change the
/// session between two.
pub(super) const IN_OUR_SCHEMA: &str = "set local search_path = rolecall";

/// Nobody waits without end.
pub(super) const WITHOUT_END: &str = "set local lock_timeout = '60s'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_and_has_no_nul() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
        let long = "é".repeat(3000);
        assert_eq!(storable(&long).chars().count(), LONGEST);
        assert_eq!(storable(&storable(&long)), storable(&long));
    }
}
