//! A session with whichever database the ERP uses, asked with the same words.
//!
//! The words are PostgreSQL's, with every table written `public."tabX"`: there the search path is empty. MariaDB and
//! SQLite know no schema inside a database, so that `public.` is taken out for them.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use super::row::Row;
use super::{ConnectError, Engine, mariadb, postgres, sqlite};

/// An open read-only transaction.
pub(in crate::connect) enum Session {
    /// With PostgreSQL.
    Postgres(postgres::Session),
    /// With MariaDB or MySQL.
    MariaDb(mariadb::Session),
    /// With an SQLite file.
    Sqlite(sqlite::Session),
}

/// Where a database is, and how to get in.
pub(in crate::connect) enum Place {
    /// On a PostgreSQL server.
    Postgres(PgConnectOptions),
    /// On a MariaDB or MySQL server.
    MariaDb(MySqlConnectOptions),
    /// In an SQLite file.
    Sqlite(SqliteConnectOptions),
}

impl Place {
    /// What a URL says, of a server or of an SQLite file.
    pub(in crate::connect) fn of_any_url(url: &SecretString) -> Result<Self, ConnectError> {
        match url.expose_secret().split(':').next().unwrap_or_default() {
            "sqlite" => Ok(Self::Sqlite(sqlite::options(url)?)),
            "mysql" | "mariadb" | "postgres" | "postgresql" => Self::of_url(url),
            _ => Err(ConnectError::Url {
                form: "`postgres://LOGIN:PASSWORD@HOST:5432/DATABASE`, `mysql://LOGIN:PASSWORD@HOST:3306/DATABASE` or `sqlite:PATH`",
                reason: "it starts with none of `postgres://`, `mysql://` and `sqlite:`".to_owned(),
            }),
        }
    }

    /// What the URL of a server says.
    pub(in crate::connect) fn of_url(url: &SecretString) -> Result<Self, ConnectError> {
        let scheme = url.expose_secret().split(':').next().unwrap_or_default();
        match scheme {
            "mysql" | "mariadb" => Ok(Self::MariaDb(mariadb::options(url)?)),
            "postgres" | "postgresql" => Ok(Self::Postgres(postgres::options(url)?)),
            _ => Err(ConnectError::Url {
                form: "`mysql://LOGIN:PASSWORD@HOST:3306/DATABASE` or `postgres://LOGIN:PASSWORD@HOST:5432/DATABASE`",
                reason: "it starts with neither `mysql://` nor `postgres://`".to_owned(),
            }),
        }
    }
}

impl Session {
    /// Connects and begins.
    pub(in crate::connect) async fn open(place: Place, statement_timeout: Duration) -> Result<Self, ConnectError> {
        Ok(match place {
            Place::Postgres(options) => Self::Postgres(postgres::Session::with(options, statement_timeout).await?),
            Place::MariaDb(options) => Self::MariaDb(mariadb::Session::with(options, statement_timeout).await?),
            Place::Sqlite(options) => Self::Sqlite(sqlite::Session::with(options, statement_timeout).await?),
        })
    }

    /// Which server it is.
    pub(in crate::connect) fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::MariaDb(session) => session.engine(),
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// The login that asks; nobody signs in to a file.
    pub(in crate::connect) fn login(&self) -> &str {
        match self {
            Self::Postgres(session) => session.login(),
            Self::MariaDb(session) => session.login(),
            Self::Sqlite(_) => "rolecall",
        }
    }

    /// Hands every row of a query to `take`; `what` names the query in errors.
    pub(in crate::connect) async fn each(
        &mut self,
        what: &str,
        sql: &'static str,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        match self {
            Self::Postgres(_) => self.ask(what, sql.into_sql_str(), take).await,
            Self::MariaDb(session) => {
                // Safe: a text of this program, a part of it taken out and the database's name quoted.
                let sql = AssertSqlSafe(without_schema(sql, session.database()));
                self.ask(what, sql.into_sql_str(), take).await
            }
            // Safe: the same, and no view of the recipe's.
            Self::Sqlite(_) => self.ask(what, AssertSqlSafe(without_schema(sql, "")).into_sql_str(), take).await,
        }
    }

    /// The same for the `name` of every row of a table in which a column, whose name only the database knows, is 1.
    pub(in crate::connect) async fn each_ticked(
        &mut self,
        what: &str,
        table: &'static str,
        column: &str,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        let sql = format!("select left(\"name\", 4000) from public.{} where {} = 1", quoted(table), quoted(column));
        let sql = match self {
            Self::Postgres(_) => sql,
            Self::MariaDb(session) => without_schema(&sql, session.database()),
            Self::Sqlite(_) => without_schema(&sql, ""),
        };
        // Safe: the one name that is not of this program is quoted.
        self.ask(what, AssertSqlSafe(sql).into_sql_str(), take).await
    }

    pub(super) async fn ask(
        &mut self,
        what: &str,
        sql: SqlStr,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        match self {
            Self::Postgres(session) => session.each(what, sqlx::query(sql), |row| take(&Row::Postgres(row))).await,
            Self::MariaDb(session) => session.each(what, sqlx::query(sql), |row| take(&Row::MariaDb(row))).await,
            Self::Sqlite(session) => session.each(what, sqlx::query(sql), |row| take(&Row::Sqlite(row))).await,
        }
    }

    /// Ends the transaction.
    pub(in crate::connect) async fn close(self) {
        match self {
            Self::Postgres(session) => session.close().await,
            Self::MariaDb(session) => session.close().await,
            Self::Sqlite(session) => session.close().await,
        }
    }
}

/// The same question of a server without schemas inside a database. The recipe's view lies in a database of its own, under
/// the name of the site's.
fn without_schema(sql: &str, database: &str) -> String {
    sql.replace("public.\"", "\"").replace("rolecall.\"settings\"", &format!("\"rolecall\".{}", quoted(database)))
}

/// A name as all of them take it, whatever is in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_schema_goes() {
        let sql = "select \"read\" from public.\"tabDocShare\"";
        assert_eq!(without_schema(sql, "site"), "select \"read\" from \"tabDocShare\"");
        let sql = "select 1 from rolecall.\"settings\"";
        assert_eq!(without_schema(sql, "a\"b"), "select 1 from \"rolecall\".\"a\"\"b\"");
    }

    #[test]
    fn any_other_address_is_refused_without_being_shown() {
        let Err(error) = Place::of_url(&SecretString::from("redis://u:hunter2@h/0")) else { panic!() };
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
