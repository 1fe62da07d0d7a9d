//! One connection, one read-only transaction: everything that is read is true at the same moment, and nothing is written.
//!
//! [`postgres`], [`mariadb`] and [`sqlite`] know their databases, [`either`] lets a connector ask all with the same words.

pub(super) mod either;
pub(super) mod facts;
pub(super) mod mariadb;
pub(in crate::connect) mod postgres;
pub(super) mod reader;
pub(super) mod roles;
pub(super) mod row;
pub(super) mod schema;
pub(super) mod sqlite;
mod written;

use std::time::Duration;

use futures_util::{Stream, TryStreamExt};

use super::error::{ConnectError, Engine, one_line};

/// How long the server may take to let us in.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// How much longer than the server's limit we wait for the next row.
const GRACE: Duration = Duration::from_secs(30);

/// Who is asked as whom, for errors.
#[derive(Debug, Clone)]
struct Peer {
    engine: Engine,
    server: String,
    login: String,
    statement_timeout: Duration,
}

/// What a server's own code of an error means.
enum Said {
    /// It gave up on a query.
    Timeout,
    /// It ended the connection.
    Lost,
    /// Anything else.
    Other,
}

impl Peer {
    /// Waits for a connection.
    async fn connected<T>(
        &self,
        connecting: impl Future<Output = Result<T, sqlx::Error>>,
        refused: impl FnOnce(sqlx::Error) -> ConnectError,
    ) -> Result<T, ConnectError> {
        tokio::time::timeout(CONNECT_TIMEOUT, connecting)
            .await
            .map_err(|_| ConnectError::Unreachable {
                engine: self.engine,
                server: self.server.clone(),
                reason: format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()),
            })?
            .map_err(refused)
    }

    /// Hands every row to `take`. The server's own limit does not help when the network is gone, so there is one here too.
    async fn drain<R>(
        &self,
        mut rows: impl Stream<Item = Result<R, sqlx::Error>> + Unpin,
        mut take: impl FnMut(&R) -> Result<(), sqlx::Error>,
    ) -> Result<(), sqlx::Error> {
        let patience = self.statement_timeout + GRACE;
        loop {
            let next = tokio::time::timeout(patience, rows.try_next()).await;
            let Some(row) = next.map_err(|_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))?? else {
                return Ok(());
            };
            take(&row)?;
        }
    }

    /// Why a query has no answer.
    fn failed(
        &self,
        what: &str,
        error: &sqlx::Error,
        said: impl FnOnce(&dyn sqlx::error::DatabaseError) -> Said,
    ) -> ConnectError {
        let what = what.to_owned();
        let lost = |what, reason| ConnectError::Lost { server: self.server.clone(), what, reason };
        match error {
            sqlx::Error::Database(words) => {
                let reason = one_line(words.message());
                match said(words.as_ref()) {
                    Said::Timeout => ConnectError::Timeout { what, limit: self.statement_timeout },
                    Said::Lost => lost(what, reason),
                    Said::Other => ConnectError::Query { what, reason },
                }
            }
            sqlx::Error::Io(io) => lost(what, one_line(&io.to_string())),
            other => ConnectError::Query { what, reason: one_line(&other.to_string()) },
        }
    }

    /// Why there is no connection, where the server itself did not speak.
    fn unreachable(&self, error: &sqlx::Error) -> ConnectError {
        let (engine, server) = (self.engine, self.server.clone());
        match error {
            sqlx::Error::Tls(why) => ConnectError::Tls { engine, server, reason: one_line(&why.to_string()) },
            sqlx::Error::Io(why) => ConnectError::Unreachable { engine, server, reason: one_line(&why.to_string()) },
            other => ConnectError::Unreachable { engine, server, reason: one_line(&other.to_string()) },
        }
    }
}

/// Whether somebody said in the URL how to use TLS.
fn asks_for_tls(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode="))
}

/// Whether a host is this machine, where nobody can listen on the way.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The parser's own words, such as `invalid port number`; it never quotes the URL.
fn bad_url(error: &sqlx::Error, form: &'static str) -> ConnectError {
    let reason = match error {
        sqlx::Error::Configuration(why) => one_line(&why.to_string()),
        _ => "it cannot be parsed".to_owned(),
    };
    ConnectError::Url { form, reason }
}
