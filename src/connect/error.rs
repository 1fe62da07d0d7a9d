//! Why collecting failed, each time with the next step.

use std::time::Duration;

use crate::model::invisible;

/// Why there is no snapshot.
///
/// No variant holds the database URL; what the other side said is one short line without control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The URL is none.
    #[error("cannot use the database URL: {reason}; its form is `postgres://LOGIN:PASSWORD@HOST:5432/DATABASE`")]
    Url {
        /// What does not fit.
        reason: String,
    },
    /// Nobody answers there.
    #[error("cannot reach PostgreSQL at `{server}`: {reason}; check host, port and firewall")]
    Unreachable {
        /// Host and port.
        server: String,
        /// What the operating system said.
        reason: String,
    },
    /// The server does not let the login in.
    #[error("PostgreSQL at `{server}` refuses the login `{login}`: {reason}; check name, password and pg_hba.conf")]
    Login {
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// The server has no such database.
    #[error("PostgreSQL at `{server}` has no database `{database}`; check the name at the end of the URL")]
    NoDatabase {
        /// Host and port.
        server: String,
        /// The database.
        database: String,
    },
    /// The server has no entry that would let the login in without TLS.
    #[error(
        "PostgreSQL at `{server}` refuses the login `{login}` without TLS: {reason}; \
         add `?sslmode=verify-full` to the URL or check pg_hba.conf"
    )]
    TlsRequired {
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// TLS was asked for and did not come about.
    #[error("no TLS with PostgreSQL at `{server}`: {reason}; check `sslmode` and `sslrootcert` in the URL")]
    Tls {
        /// Host and port.
        server: String,
        /// What went wrong.
        reason: String,
    },
    /// The server or the login has no connection left.
    #[error("PostgreSQL at `{server}` has no free connection for `{login}`: {reason}; try again later")]
    Busy {
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// Another kind of database.
    #[error("database `{database}` is not an Odoo database: it has no table `{table}`; check the URL")]
    NotOdoo {
        /// The database.
        database: String,
        /// The first table looked for in vain.
        table: String,
    },
    /// A version whose rows may mean something else.
    #[error("database `{database}` is Odoo `{found}`; this rolecall reads the series 16.0, 17.0, 18.0 and 19.0")]
    Version {
        /// The database.
        database: String,
        /// The version of its base module.
        found: String,
    },
    /// A right is missing without which no snapshot is worth its name.
    #[error("`{login}` cannot collect {what}: {gap}; run docs/sql/odoo-collector-role.sql as a database administrator")]
    Indispensable {
        /// The login.
        login: String,
        /// What cannot be collected.
        what: String,
        /// The table or column, and whether it is missing or refused.
        gap: String,
    },
    /// The server gave up on a query, or rolecall on the server.
    #[error("collecting {what} took longer than {} s; raise the statement timeout or try when the server is less busy", .limit.as_secs())]
    Timeout {
        /// What was being collected.
        what: String,
        /// The limit.
        limit: Duration,
    },
    /// The connection broke.
    #[error("lost the connection to `{server}` while collecting {what}: {reason}; nothing was kept, collect again")]
    Lost {
        /// Host and port.
        server: String,
        /// What was being collected.
        what: String,
        /// What the operating system or the server said.
        reason: String,
    },
    /// The ERP does not take the secret.
    #[error(
        "Odoo refuses the login `{login}`: check its name and secret, and use an API key if it has a second factor; \
         it was tried once and is not tried again"
    )]
    ApiLogin {
        /// The login.
        login: String,
    },
    /// Another system than the database's.
    #[error("the database is of Odoo {database} and the server runs {running}: they are not the same system")]
    OtherSeries {
        /// The database's series.
        database: String,
        /// The server's.
        running: &'static str,
    },
    /// The server at the address cannot be used.
    #[error("cannot collect over the API: {reason}")]
    Server {
        /// Why not, and the next step.
        reason: String,
    },
    /// A right is missing without which no snapshot over the API is worth its name.
    #[error("`{login}` cannot collect {what} over the API: {gap}; use the account of an internal user")]
    ApiRights {
        /// The login.
        login: String,
        /// What cannot be collected.
        what: String,
        /// The model or field, and whether it is missing or refused.
        gap: String,
    },
    /// A request has no result.
    #[error("no answer about `{what}`: {reason}; nothing was kept, collect again")]
    Unanswered {
        /// The model that was asked about.
        what: String,
        /// What went wrong.
        reason: String,
    },
    /// An answer that Odoo does not give.
    #[error("the server does not answer as Odoo does, {what}; check the address, nothing was kept")]
    Alien {
        /// What it is.
        what: String,
    },
    /// A query failed otherwise.
    #[error("cannot collect {what}: {reason}; nothing was kept")]
    Query {
        /// What was being collected.
        what: String,
        /// What the server or the driver said.
        reason: String,
    },
}

/// Text from the other side as one short line without characters that a reader cannot see.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let line: String = text.chars().map(|c| if invisible(c) { ' ' } else { c }).take(LONGEST).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_a_server_says_cannot_write_on_the_terminal() {
        assert_eq!(one_line("a\x1b[31m\nb "), "a [31m b");
        assert_eq!(one_line(&"x".repeat(9999)).len(), 300);
    }
}
