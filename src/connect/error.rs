//! Why collecting failed, each time with the next step.

use std::path::PathBuf;
use std::time::Duration;

use crate::model::invisible;
use crate::net::NetError;
use crate::yaml::Problem;

/// What a connector calls its ERP in errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// `Odoo`.
    pub name: &'static str,
    /// With its article: `an Odoo`.
    pub a: &'static str,
    /// What this rolecall reads of it, such as `the series 16.0, 17.0, 18.0 and 19.0`.
    pub reads: &'static str,
    /// Whose account can collect over the API.
    pub account: &'static str,
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
    /// MySQL.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Engine {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MariaDb => "MariaDB",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// What to look at when it refuses a login.
    fn look_at(self) -> &'static str {
        match self {
            Self::Postgres => "check name, password and pg_hba.conf",
            Self::MariaDb | Self::MySql => {
                "check name and password, from which hosts the account may come, and whether it must use TLS"
            }
            Self::Sqlite => "check who may read the file",
        }
    }

    /// What to do when it wants TLS.
    fn use_tls(self) -> &'static str {
        match self {
            Self::Postgres => "add `?sslmode=verify-full` to the URL or check pg_hba.conf",
            Self::MariaDb | Self::MySql => "add `?ssl-mode=VERIFY_IDENTITY` to the URL",
            Self::Sqlite => "a file needs none",
        }
    }

    /// What to look at when there is no TLS.
    fn tls_settings(self) -> &'static str {
        match self {
            Self::Postgres => "check `sslmode` and `sslrootcert` in the URL",
            Self::MariaDb | Self::MySql => "check `ssl-mode` and `ssl-ca` in the URL",
            Self::Sqlite => "a file needs none",
        }
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why there is no snapshot.
///
/// No variant holds the database URL; what the other side said is one short line without control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The URL is none.
    #[error("cannot use the database URL: {reason}; its form is {form}")]
    Url {
        /// What it should look like, in backticks.
        form: &'static str,
        /// What does not fit.
        reason: String,
    },
    /// The file that should say where the database is does not.
    #[error("cannot use `{}`: {why}; give a site's own `site_config.json`, or the database's URL", .path.display())]
    SiteConfig {
        /// Which file.
        path: PathBuf,
        /// What does not fit; never a value of the file.
        why: String,
    },
    /// A file or folder of the server that was named cannot be looked at.
    #[error("cannot look at `{}`: {why}", .path.display())]
    ServerFile {
        /// Which.
        path: PathBuf,
        /// What is wrong with it; never a value of it.
        why: String,
    },
    /// Files of modules that make no snapshot.
    #[error("cannot read modules in `{}`: {why}", .path.display())]
    Modules {
        /// Which folder or file.
        path: PathBuf,
        /// What does not fit, and the next step.
        why: String,
    },
    /// Names that fit nothing.
    #[error("cannot use the configured `names`: {reason}")]
    Names {
        /// What does not fit, and what was probably meant.
        reason: String,
    },
    /// The file is no database that can be read.
    #[error("cannot use the SQLite database `{}`: {why}", .path.display())]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and the next step.
        why: String,
    },
    /// Nobody answers there.
    #[error("cannot reach {engine} at `{server}`: {reason}; check host, port and firewall")]
    Unreachable {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// What the operating system said.
        reason: String,
    },
    /// The server does not let the login in.
    #[error("{engine} at `{server}` refuses the login `{login}`: {reason}; {}", .engine.look_at())]
    Login {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// The server has no such database.
    #[error("{engine} at `{server}` has no database `{database}`; check the name at the end of the URL")]
    NoDatabase {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// The database.
        database: String,
    },
    /// The server has no entry that would let the login in without TLS.
    #[error("{engine} at `{server}` refuses the login `{login}` without TLS: {reason}; {}", .engine.use_tls())]
    TlsRequired {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// TLS was asked for and did not come about.
    #[error("no TLS with {engine} at `{server}`: {reason}; {}", .engine.tls_settings())]
    Tls {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// What went wrong.
        reason: String,
    },
    /// The server or the login has no connection left.
    #[error("{engine} at `{server}` has no free connection for `{login}`: {reason}; try again later")]
    Busy {
        /// The kind of server.
        engine: Engine,
        /// Host and port.
        server: String,
        /// The login.
        login: String,
        /// What the server said.
        reason: String,
    },
    /// Another kind of database.
    #[error("database `{database}` is not {} database: it has no table `{table}`{}; check the URL", .product.a, .or_no_right)]
    NotTheErp {
        /// The ERP.
        product: &'static Product,
        /// The database.
        database: String,
        /// The first table looked for in vain.
        table: String,
        /// Where the server does not tell what is missing from what is refused, that it may be the latter; else empty.
        or_no_right: &'static str,
    },
    /// A version whose rows may mean something else.
    #[error("database `{database}` is {} `{found}`; this rolecall reads {}", .product.name, .product.reads)]
    Version {
        /// The ERP.
        product: &'static Product,
        /// The database.
        database: String,
        /// The version that it says it is.
        found: String,
    },
    /// A right is missing without which no snapshot is worth its name.
    #[error("`{login}` cannot collect {what}: {gap}; {step}")]
    Indispensable {
        /// The login.
        login: String,
        /// What cannot be collected.
        what: String,
        /// The table or column, and whether it is missing or refused.
        gap: String,
        /// What to do.
        step: &'static str,
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
        "{} refuses the login `{login}`: check its name and secret, and use an API key if it has a second factor; \
         it was tried once and is not tried again",
        .product.name
    )]
    ApiLogin {
        /// The ERP.
        product: &'static Product,
        /// The login.
        login: String,
    },
    /// Another system than the database's.
    #[error("the database is of {} {database} and the server runs {running}: they are not the same system", .product.name)]
    OtherSeries {
        /// The ERP.
        product: &'static Product,
        /// The database's series.
        database: String,
        /// The server's.
        running: String,
    },
    /// The server at the address cannot be used.
    #[error("cannot collect over the API: {reason}")]
    Server {
        /// Why not, and the next step.
        reason: String,
    },
    /// A right is missing without which no snapshot over the API is worth its name.
    #[error("`{login}` cannot collect {what} over the API: {gap}; use {}", .product.account)]
    ApiRights {
        /// The ERP.
        product: &'static Product,
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
    /// An answer that the ERP does not give.
    #[error("the server does not answer as {} does, {what}; check the address, nothing was kept", .product.name)]
    Alien {
        /// The ERP.
        product: &'static Product,
        /// What it is.
        what: String,
    },
    /// A mapping, or what it maps, is not what it should be.
    #[error("{}", problems.first().map(ToString::to_string).unwrap_or_default())]
    Mapping {
        /// Everything that is wrong, in the order of the text.
        problems: Vec<Problem>,
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

/// An error and what caused it, on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    one_line(&words)
}

/// Why there is no answer.
pub(super) fn no_answer(error: &NetError) -> String {
    format!("no answer: {}", one_line(&error.to_string()))
}

/// Text from the other side as one short line without characters that a reader cannot see.
pub(crate) fn one_line(text: &str) -> String {
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
