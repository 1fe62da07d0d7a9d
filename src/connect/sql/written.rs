//! Queries that a user wrote: whatever their columns' types, they come as texts.
//!
//! The text stands in a subquery, so that it can be nothing but one query, and the session is read-only anyway. It begins on the
//! first line, so that lines that a server counts are the user's.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::either::{Session, quoted};
use super::row::Row;
use super::{ConnectError, Engine};

impl Session {
    /// Looks for tables of a query in this schema, as far as the database knows any. PostgreSQL's own functions come first, and
    /// rows that a policy would hide are an error rather than missing.
    pub(in crate::connect) async fn search(&mut self, schema: &str) -> Result<(), ConnectError> {
        let Self::Postgres(session) = self else { return Ok(()) };
        let path = format!("pg_catalog, {}", quoted(schema));
        let set = sqlx::query("select set_config('search_path', $1, false), set_config('row_security', 'off', false)");
        session.each("the session", set.bind(path), |_| Ok(())).await
    }

    /// The names of a query's columns, which there are without any row, too.
    pub(in crate::connect) async fn columns(&mut self, what: &str, query: &str) -> Result<Vec<String>, ConnectError> {
        let sql = format!("select q.* from (select 1 as one) o left join ({query}\n) q on 1 = 0");
        let mut columns = Vec::new();
        self.written(what, sql, |row| {
            columns = row.columns();
            Ok(())
        })
        .await?;
        Ok(columns)
    }

    /// Hands these columns of every row of a query to `take`, as texts of at most so many characters; the database cuts what is
    /// longer, so that no cell is more than anybody asked for.
    pub(in crate::connect) async fn texts(
        &mut self,
        what: &str,
        query: &str,
        columns: &[String],
        longest: usize,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        let text = match self.engine() {
            Engine::Postgres | Engine::Sqlite => "text",
            Engine::MariaDb | Engine::MySql => "char",
        };
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("substr(cast(q.{} as {text}), 1, {longest})", quoted(column)))
            .collect();
        self.written(what, format!("select {} from ({query}\n) q", columns.join(", ")), take).await
    }

    async fn written(
        &mut self,
        what: &str,
        sql: String,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        // Safe: the user's own query, in a transaction that can only read, sent as one statement.
        self.ask(what, AssertSqlSafe(sql).into_sql_str(), take).await
    }
}
