//! An invented company on a Frappe site, on whichever servers this machine has.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use rolecall::connect::CollectOptions;
use rolecall::connect::ConnectError;
use rolecall::connect::frappe::{Database, SiteConfig, collect};
use rolecall::snapshot::Snapshot;
use secrecy::SecretString;

use crate::{mariadb, postgres};

/// A database with a site in it.
pub(crate) enum Site {
    /// On MariaDB.
    MariaDb(&'static mariadb::Server, String),
    /// On PostgreSQL.
    Postgres(&'static postgres::Server, String),
}

/// The same site on each server, for tests that leave it as it is.
pub(crate) fn sites(version: u8) -> &'static [Site] {
    static SITES: [OnceLock<Vec<Site>>; 4] = [const { OnceLock::new() }; 4];
    SITES.get(usize::from(version - 14)).unwrap().get_or_init(|| own_sites(version))
}

/// The same for a test of its own.
pub(crate) fn own_sites(version: u8) -> Vec<Site> {
    let mariadb = mariadb::server().map(|server| Site::MariaDb(server, server.database()));
    let postgres = postgres::server().map(|server| Site::Postgres(server, server.database(&[])));
    let sites: Vec<Site> = mariadb.into_iter().chain(postgres).collect();
    for site in &sites {
        for name in ["common".to_owned(), format!("frappe{version}")] {
            let file = format!("{}/tests/fixtures/frappe/{name}.sql", env!("CARGO_MANIFEST_DIR"));
            site.sql(&std::fs::read_to_string(file).unwrap());
        }
    }
    sites
}

/// Types as PostgreSQL has them on a Frappe site.
fn for_postgres(sql: &str) -> String {
    sql.replace("int(1)", "smallint")
        .replace("int(11)", "bigint")
        .replace("datetime(6)", "timestamp(6)")
        .replace("longtext", "text")
}

impl Site {
    /// The database's name.
    pub(crate) fn database(&self) -> &str {
        match self {
            Self::MariaDb(_, database) | Self::Postgres(_, database) => database,
        }
    }

    /// Runs SQL as the superuser, written for MariaDB with ANSI quotes, and returns what it prints.
    pub(crate) fn sql(&self, sql: &str) -> String {
        match self {
            Self::MariaDb(server, database) => server.sql(database, sql),
            Self::Postgres(server, database) => server.sql(database, &for_postgres(sql)),
        }
    }

    /// Runs SQL as somebody; the server's words if it refuses.
    pub(crate) fn sql_as(&self, login: &str, sql: &str) -> Result<String, String> {
        match self {
            Self::MariaDb(server, database) => server.sql_as(&with_password(login), database, sql),
            Self::Postgres(server, database) => server.sql_as(login, database, sql),
        }
    }

    /// Makes the least-privilege login, or gives it what is new, and returns its name.
    pub(crate) fn with_recipe(&self) -> String {
        let login = format!("collector_{}", self.database());
        match self {
            Self::MariaDb(server, database) => {
                let recipe = Path::new("docs/sql/frappe-collector-mariadb.sql");
                server.file(database, recipe, &format!("set @collector = '{login}';"));
                server.sql(database, &format!("alter user {login} identified by 'let-me-in' account unlock"));
            }
            Self::Postgres(server, database) => {
                let recipe = Path::new("docs/sql/frappe-collector-postgres.sql");
                server.file(database, recipe, &[&format!("role={login}")]);
            }
        }
        login
    }

    /// The URL for a login of the recipe, or for the superuser.
    pub(crate) fn url(&self, login: Option<&str>) -> String {
        match (self, login) {
            (Self::MariaDb(server, database), None) => server.url("root", database),
            (Self::MariaDb(server, database), Some(login)) => server.url(&with_password(login), database),
            (Self::Postgres(server, database), login) => server.url(login.unwrap_or("boss"), database),
        }
    }

    /// Collected by the superuser.
    pub(crate) fn collected(&self) -> Snapshot {
        try_collect(&self.url(None)).unwrap()
    }

    /// Collected by a login of the recipe.
    pub(crate) fn collected_as(&self, login: &str) -> Snapshot {
        try_collect(&self.url(Some(login))).unwrap()
    }
}

fn with_password(login: &str) -> String {
    format!("{login}:let-me-in")
}

/// Collects from a URL.
pub(crate) fn try_collect(url: &str) -> Result<Snapshot, ConnectError> {
    try_collect_within(url, Duration::from_mins(1))
}

/// Collects from a URL with another limit for each query.
pub(crate) fn try_collect_within(url: &str, statement_timeout: Duration) -> Result<Snapshot, ConnectError> {
    let url = SecretString::from(url);
    run(Database::Url { url: &url, site: None }, statement_timeout)
}

/// Collects from where a site's own configuration says.
pub(crate) fn collect_site(config: &SiteConfig) -> Result<Snapshot, ConnectError> {
    run(Database::Site(config), Duration::from_mins(1))
}

fn run(database: Database<'_>, statement_timeout: Duration) -> Result<Snapshot, ConnectError> {
    let options = CollectOptions { statement_timeout, ..CollectOptions::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(collect(database, &options, &|_| ()))
}
