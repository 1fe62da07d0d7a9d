//! PostgreSQL.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow, PgSslMode};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, Postgres};

use super::{ConnectError, Engine, Peer, Said, asks_for_tls, bad_url, is_loopback, one_line};

/// What a URL looks like.
const FORM: &str = "`postgres://LOGIN:PASSWORD@HOST:5432/DATABASE`";

/// The order matters: read only first, so that there is no moment in which something could be written. An empty search path,
/// so that no function or operator that somebody left in `public` is called in our name. Settings are of the session,
/// not of the connection's start, because connection poolers refuse the latter.
const OPENING: [&str; 7] = [
    "set default_transaction_read_only = on",
    "set idle_in_transaction_session_timeout = '5min'",
    "set lock_timeout = '10s'",
    "set search_path = ''",
    "set datestyle = 'ISO, YMD'",
    "begin isolation level repeatable read read only",
    // Only a transaction's first query fixes the point in time.
    "select 1",
];

/// An open read-only transaction.
pub(in crate::connect) struct Session {
    connection: PgConnection,
    peer: Peer,
}

impl Session {
    /// Connects and begins. TLS is as the URL's `sslmode` or `PGSSLMODE` says; where neither speaks and the server is on
    /// another machine, its certificate and name are verified.
    pub(in crate::connect) async fn open(
        url: &SecretString,
        statement_timeout: Duration,
    ) -> Result<Self, ConnectError> {
        Self::with(options(url)?, statement_timeout).await
    }

    /// The same with everything said that a URL would say.
    pub(super) async fn with(options: PgConnectOptions, statement_timeout: Duration) -> Result<Self, ConnectError> {
        let options = options.application_name("rolecall").extra_float_digits(None).disable_statement_logging();
        let (peer, database) = peer(&options, statement_timeout);
        let connection = peer.connected(options.connect(), |error| refused(error, &peer, database)).await?;
        let mut session = Self { connection, peer };
        let limit = statement_timeout.as_millis().clamp(1, i32::MAX as u128).to_string();
        let set_timeout = sqlx::query("select set_config('statement_timeout', $1, false)").bind(limit);
        session.each("the session", set_timeout, |_| Ok(())).await?;
        for sql in OPENING {
            session.each("the session", sqlx::query(sql), |_| Ok(())).await?;
        }
        Ok(session)
    }

    /// The login that asks.
    pub(in crate::connect) fn login(&self) -> &str {
        &self.peer.login
    }

    /// Hands every row of a query to `take`; `what` names the query in errors.
    pub(in crate::connect) async fn each(
        &mut self,
        what: &str,
        query: Query<'_, Postgres, PgArguments>,
        take: impl FnMut(&PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        // Not prepared by name, so that a connection pooler between us and the server cannot mix sessions up.
        let rows = query.persistent(false).fetch(&mut self.connection);
        let outcome = self.peer.drain(rows, take).await;
        outcome.map_err(|error| self.peer.failed(what, &error, said))
    }

    /// Ends the transaction. Nothing was written, so nothing can be lost when this fails.
    pub(in crate::connect) async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// A connection that may write, for rolecall's own history and nothing else; the same TLS and the same errors. And where it
/// leads, for messages.
pub(crate) async fn writable(url: &SecretString) -> Result<(PgConnection, String), ConnectError> {
    let options = options(url)?.application_name("rolecall").extra_float_digits(None).disable_statement_logging();
    let (peer, database) = peer(&options, Duration::from_mins(1));
    let place = format!("PostgreSQL at `{}`, database `{database}`", peer.server);
    let connection = peer.connected(options.connect(), |error| refused(error, &peer, database)).await?;
    Ok((connection, place))
}

/// Who is asked as whom, and for which database.
fn peer(options: &PgConnectOptions, statement_timeout: Duration) -> (Peer, String) {
    let server = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let login = options.get_username().to_owned();
    let database = options.get_database().unwrap_or(&login).to_owned();
    (Peer { engine: Engine::Postgres, server, login, statement_timeout }, database)
}

fn said(error: &dyn DatabaseError) -> Said {
    match error.code().as_deref() {
        Some("57014") => Said::Timeout,
        Some("57P01" | "57P02" | "57P05" | "25P03" | "08006" | "08003") => Said::Lost,
        _ => Said::Other,
    }
}

/// What a URL says.
pub(super) fn options(url: &SecretString) -> Result<PgConnectOptions, ConnectError> {
    let text = url.expose_secret();
    if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
        return Err(ConnectError::Url { form: FORM, reason: "it does not start with `postgres://`".to_owned() });
    }
    let options = PgConnectOptions::from_str(text).map_err(|error| bad_url(&error, FORM))?;
    Ok(if asks_for_tls(text) { options } else { careful(options) })
}

/// TLS as `PGSSLMODE` says, which every PostgreSQL client reads; where it is silent and the server is on another machine,
/// verified.
pub(in crate::connect) fn careful(options: PgConnectOptions) -> PgConnectOptions {
    let host = options.get_host();
    let here = options.get_socket().is_some() || host.starts_with('/') || is_loopback(host);
    if here || std::env::var_os("PGSSLMODE").is_some() { options } else { options.ssl_mode(PgSslMode::VerifyFull) }
}

fn refused(error: sqlx::Error, peer: &Peer, database: String) -> ConnectError {
    let (engine, server, login) = (peer.engine, peer.server.clone(), peer.login.clone());
    let sqlx::Error::Database(said) = error else { return peer.unreachable(&error) };
    let reason = one_line(said.message());
    match said.code().as_deref() {
        Some("3D000") => ConnectError::NoDatabase { engine, server, database },
        Some("28000") if reason.ends_with("no encryption") || reason.ends_with("SSL off") => {
            ConnectError::TlsRequired { engine, server, login, reason }
        }
        Some("53300" | "57P03") => ConnectError::Busy { engine, server, login, reason },
        _ => ConnectError::Login { engine, server, login, reason },
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
