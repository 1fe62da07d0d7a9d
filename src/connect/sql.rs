//! One connection, one read-only transaction: everything that is read is true at the same moment, and nothing is written.

use std::str::FromStr;
use std::time::Duration;

use futures_util::TryStreamExt;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow, PgSslMode};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, Postgres};

use super::ConnectError;
use super::error::one_line;

/// How long the server may take to let us in.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// How much longer than the server's limit we wait for the next row.
const GRACE: Duration = Duration::from_secs(30);

/// The order matters: read only first, so that there is no moment in which something could be written. An empty search path,
/// so that no function or operator that somebody left in `public` is called in our name. Settings are of the session,
/// not of the connection's start, because connection poolers refuse the latter.
const OPENING: [&str; 6] = [
    "set default_transaction_read_only = on",
    "set idle_in_transaction_session_timeout = '5min'",
    "set lock_timeout = '10s'",
    "set search_path = ''",
    "begin isolation level repeatable read read only",
    // Only a transaction's first query fixes the point in time.
    "select 1",
];

/// An open read-only transaction.
pub(super) struct Session {
    connection: PgConnection,
    server: String,
    login: String,
    statement_timeout: Duration,
}

impl Session {
    /// Connects and begins. TLS is as the URL's `sslmode` or `PGSSLMODE` says; where neither speaks and the server is on
    /// another machine, its certificate and name are verified.
    pub(super) async fn open(url: &SecretString, statement_timeout: Duration) -> Result<Self, ConnectError> {
        let options = options(url)?;
        let server = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let login = options.get_username().to_owned();
        let database = options.get_database().unwrap_or(&login).to_owned();
        let connection = tokio::time::timeout(CONNECT_TIMEOUT, options.connect())
            .await
            .map_err(|_| ConnectError::Unreachable {
                server: server.clone(),
                reason: format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()),
            })?
            .map_err(|error| refused(error, &server, &login, database))?;
        let mut session = Self { connection, server, login, statement_timeout };
        let limit = statement_timeout.as_millis().clamp(1, i32::MAX as u128).to_string();
        let set_timeout = sqlx::query("select set_config('statement_timeout', $1, false)").bind(limit);
        session.each("the session", set_timeout, |_| Ok(())).await?;
        for sql in OPENING {
            session.each("the session", sqlx::query(sql), |_| Ok(())).await?;
        }
        Ok(session)
    }

    /// The login that asks.
    pub(super) fn login(&self) -> &str {
        &self.login
    }

    /// Hands every row of a query to `take`; `what` names the query in errors.
    pub(super) async fn each(
        &mut self,
        what: &str,
        query: Query<'_, Postgres, PgArguments>,
        mut take: impl FnMut(&PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        // Not prepared by name, so that a connection pooler between us and the server cannot mix sessions up.
        let mut rows = query.persistent(false).fetch(&mut self.connection);
        // The server's own limit does not help when the network is gone.
        let patience = self.statement_timeout + GRACE;
        let outcome = async {
            loop {
                let next = tokio::time::timeout(patience, rows.try_next()).await;
                let Some(row) = next.map_err(|_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))?? else {
                    return Ok(());
                };
                take(&row)?;
            }
        }
        .await;
        drop(rows);
        outcome.map_err(|error| self.failed(what, &error))
    }

    /// Ends the transaction. Nothing was written, so nothing can be lost when this fails.
    pub(super) async fn close(self) {
        let _ = self.connection.close().await;
    }

    fn failed(&self, what: &str, error: &sqlx::Error) -> ConnectError {
        let what = what.to_owned();
        match error {
            sqlx::Error::Database(said) => {
                let reason = one_line(said.message());
                match said.code().as_deref() {
                    Some("57014") => ConnectError::Timeout { what, limit: self.statement_timeout },
                    Some("57P01" | "57P02" | "57P05" | "25P03" | "08006" | "08003") => {
                        ConnectError::Lost { server: self.server.clone(), what, reason }
                    }
                    _ => ConnectError::Query { what, reason },
                }
            }
            sqlx::Error::Io(io) => {
                ConnectError::Lost { server: self.server.clone(), what, reason: one_line(&io.to_string()) }
            }
            other => ConnectError::Query { what, reason: one_line(&other.to_string()) },
        }
    }
}

fn options(url: &SecretString) -> Result<PgConnectOptions, ConnectError> {
    let text = url.expose_secret();
    if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
        return Err(ConnectError::Url { reason: "it does not start with `postgres://`".to_owned() });
    }
    let options = PgConnectOptions::from_str(text).map_err(|error| match error {
        // The parser's own words, such as `invalid port number`; it never quotes the URL.
        sqlx::Error::Configuration(why) => ConnectError::Url { reason: one_line(&why.to_string()) },
        _ => ConnectError::Url { reason: "it cannot be parsed".to_owned() },
    })?;
    let options =
        if asks_for_tls(text) || is_here(&options) { options } else { options.ssl_mode(PgSslMode::VerifyFull) };
    Ok(options.application_name("rolecall").extra_float_digits(None).disable_statement_logging())
}

/// Whether somebody said how to use TLS: in the URL, or in the variable that every PostgreSQL client reads.
fn asks_for_tls(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let names_it = |pair: &str| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode=");
    query.split('&').any(names_it) || std::env::var_os("PGSSLMODE").is_some()
}

/// Whether the server is on this machine, where nobody can listen on the way.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn refused(error: sqlx::Error, server: &str, login: &str, database: String) -> ConnectError {
    let (server, login) = (server.to_owned(), login.to_owned());
    match error {
        sqlx::Error::Database(said) => {
            let reason = one_line(said.message());
            match said.code().as_deref() {
                Some("3D000") => ConnectError::NoDatabase { server, database },
                Some("28000") if reason.ends_with("no encryption") || reason.ends_with("SSL off") => {
                    ConnectError::TlsRequired { server, login, reason }
                }
                Some("53300" | "57P03") => ConnectError::Busy { server, login, reason },
                _ => ConnectError::Login { server, login, reason },
            }
        }
        sqlx::Error::Tls(why) => ConnectError::Tls { server, reason: one_line(&why.to_string()) },
        sqlx::Error::Io(why) => ConnectError::Unreachable { server, reason: one_line(&why.to_string()) },
        other => ConnectError::Unreachable { server, reason: one_line(&other.to_string()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_verified_unless_somebody_says_otherwise() {
        let mode = |url: &str| options(&SecretString::from(url)).map(|options| options.get_ssl_mode()).unwrap();
        assert!(matches!(mode("postgres://u@db.acme.example/d"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@10.0.0.7/d?application_name=x"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@db.acme.example/d?sslmode=disable"), PgSslMode::Disable));
        assert!(matches!(mode("postgres://u@127.0.0.1/d"), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://u@[::1]/d"), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://u@localhost/d"), PgSslMode::Prefer));
    }

    #[test]
    fn a_bad_url_is_told_without_being_shown() {
        for url in
            ["mysql://u:hunter2@h/d", "postgres://u:hunter2@h:port/d", "postgres://u:hunter2@h/d?sslmode=hunter2"]
        {
            let Err(error) = options(&SecretString::from(url)) else { panic!("`{url}` was accepted") };
            let text = format!("{error} {error:?}");
            assert!(matches!(error, ConnectError::Url { .. }), "{text}");
            assert!(!text.contains("u:hunter2"), "{text}");
        }
    }
}
