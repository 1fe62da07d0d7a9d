//! MariaDB, and MySQL where it answers the same.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::error::DatabaseError;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow, MySqlSslMode};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, MySql, Row as _};

use super::{ConnectError, Engine, Peer, Said, asks_for_tls, bad_url, is_loopback, one_line};

/// What a URL looks like.
const FORM: &str = "`mysql://LOGIN:PASSWORD@HOST:3306/DATABASE`";

/// The order matters: read only first, so that there is no moment in which something could be written. `ANSI_QUOTES` and
/// nothing else, whatever the server has: then `"tabHas Role"` is a table here as it is in PostgreSQL.
const OPENING: [&str; 6] = [
    "set session transaction read only",
    "set session transaction isolation level repeatable read",
    "set session sql_mode = 'ANSI_QUOTES'",
    "set session lock_wait_timeout = 10",
    "set session wait_timeout = 300",
    "start transaction with consistent snapshot, read only",
];

/// An open read-only transaction.
pub(in crate::connect) struct Session {
    connection: MySqlConnection,
    peer: Peer,
    database: String,
}

impl Session {
    /// Connects and begins.
    pub(super) async fn with(options: MySqlConnectOptions, statement_timeout: Duration) -> Result<Self, ConnectError> {
        // What sqlx would set in the session is set below, or is not wanted: times stay in the server's zone.
        let options = options
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(None)
            .statement_cache_capacity(0)
            .disable_statement_logging();
        let server = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let login = options.get_username().to_owned();
        let database = options.get_database().unwrap_or_default().to_owned();
        let peer = Peer { engine: Engine::MariaDb, server, login, statement_timeout };
        if database.is_empty() {
            return Err(ConnectError::Url { form: FORM, reason: "it names no database".to_owned() });
        }
        let connecting = options.connect();
        let connection = peer.connected(connecting, |error| refused(error, &peer, database.clone())).await?;
        let mut session = Self { connection, peer, database };
        session.begin().await?;
        Ok(session)
    }

    /// Limits first. Which setting limits a query is the one thing that differs: seconds in MariaDB, milliseconds in MySQL.
    async fn begin(&mut self) -> Result<(), ConnectError> {
        let mut version = String::new();
        self.each("the session", sqlx::query("select version()"), |row| {
            version = row.try_get(0)?;
            Ok(())
        })
        .await?;
        let limit = self.peer.statement_timeout;
        let set_timeout = if version.contains("MariaDB") {
            sqlx::query("set session max_statement_time = ?").bind(limit.as_secs_f64())
        } else {
            self.peer.engine = Engine::MySql;
            let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX).max(1);
            sqlx::query("set session max_execution_time = ?").bind(millis)
        };
        self.each("the session", set_timeout, |_| Ok(())).await?;
        for sql in OPENING {
            // Not every version prepares these.
            let rows = sqlx::raw_sql(sql).fetch(&mut self.connection);
            let outcome = self.peer.drain(rows, |_: &MySqlRow| Ok(())).await;
            outcome.map_err(|error| self.peer.failed("the session", &error, said))?;
        }
        Ok(())
    }

    /// Which of the two it is.
    pub(super) fn engine(&self) -> Engine {
        self.peer.engine
    }

    /// The database that is asked.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// The login that asks.
    pub(super) fn login(&self) -> &str {
        &self.peer.login
    }

    /// Hands every row of a query to `take`; `what` names the query in errors.
    pub(super) async fn each(
        &mut self,
        what: &str,
        query: Query<'_, MySql, sqlx::mysql::MySqlArguments>,
        take: impl FnMut(&MySqlRow) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        let rows = query.persistent(false).fetch(&mut self.connection);
        let outcome = self.peer.drain(rows, take).await;
        outcome.map_err(|error| self.peer.failed(what, &error, said))
    }

    /// Ends the transaction. Nothing was written, so nothing can be lost when this fails.
    pub(super) async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// The server's own number of an error, which is the same in MariaDB and MySQL; `SQLSTATE` is coarser.
fn number(error: &dyn DatabaseError) -> u16 {
    error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number)
}

fn said(error: &dyn DatabaseError) -> Said {
    match number(error) {
        // MariaDB's and MySQL's own limit, and a query that somebody killed.
        1969 | 3024 | 1317 => Said::Timeout,
        // Shutdown, killed, aborted, gone away, lost.
        1053 | 1927 | 1152 | 1184 | 2006 | 2013 | 4031 => Said::Lost,
        _ => Said::Other,
    }
}

/// What a URL says.
pub(super) fn options(url: &SecretString) -> Result<MySqlConnectOptions, ConnectError> {
    let text = url.expose_secret();
    if !(text.starts_with("mysql://") || text.starts_with("mariadb://")) {
        return Err(ConnectError::Url { form: FORM, reason: "it does not start with `mysql://`".to_owned() });
    }
    let options = MySqlConnectOptions::from_str(text).map_err(|error| bad_url(&error, FORM))?;
    Ok(if asks_for_tls(text) { options } else { careful(options) })
}

/// TLS verified where the server is on another machine.
pub(in crate::connect) fn careful(options: MySqlConnectOptions) -> MySqlConnectOptions {
    let here = options.get_socket().is_some() || is_loopback(options.get_host());
    if here { options } else { options.ssl_mode(MySqlSslMode::VerifyIdentity) }
}

fn refused(error: sqlx::Error, peer: &Peer, database: String) -> ConnectError {
    let (engine, server, login) = (peer.engine, peer.server.clone(), peer.login.clone());
    let sqlx::Error::Database(said) = error else { return peer.unreachable(&error) };
    let reason = one_line(said.message());
    match number(said.as_ref()) {
        1049 => ConnectError::NoDatabase { engine, server, database },
        // Where the whole server wants TLS. To an account that alone must use it both say 1045, as to a wrong password.
        3159 => ConnectError::TlsRequired { engine, server, login, reason },
        1040 | 1203 | 1226 | 1053 => ConnectError::Busy { engine, server, login, reason },
        _ => ConnectError::Login { engine, server, login, reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_verified_unless_somebody_says_otherwise() {
        let mode = |url: &str| options(&SecretString::from(url)).map(|options| options.get_ssl_mode()).unwrap();
        assert!(matches!(mode("mysql://u@db.acme.example/d"), MySqlSslMode::VerifyIdentity));
        assert!(matches!(mode("mariadb://u@10.0.0.7/d?charset=utf8mb4"), MySqlSslMode::VerifyIdentity));
        assert!(matches!(mode("mysql://u@db.acme.example/d?ssl-mode=DISABLED"), MySqlSslMode::Disabled));
        assert!(matches!(mode("mysql://u@127.0.0.1/d"), MySqlSslMode::Preferred));
        assert!(matches!(mode("mysql://u@[::1]/d"), MySqlSslMode::Preferred));
        assert!(matches!(mode("mysql://u@db/d?socket=/run/mysqld/mysqld.sock"), MySqlSslMode::Preferred));
    }

    #[test]
    fn a_bad_url_is_told_without_being_shown() {
        for url in ["postgres://u:hunter2@h/d", "mysql://u:hunter2@h:port/d", "mysql://u:hunter2@h/d?ssl-mode=hunter2"]
        {
            let Err(error) = options(&SecretString::from(url)) else { panic!("`{url}` was accepted") };
            let text = format!("{error} {error:?}");
            assert!(matches!(error, ConnectError::Url { .. }), "{text}");
            assert!(!text.contains("u:hunter2"), "{text}");
        }
    }
}
