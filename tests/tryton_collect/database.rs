//! The invented company in an SQLite file and on a PostgreSQL server.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use rolecall::connect::{CollectOptions, ConnectError, WellKnown, tryton};
use rolecall::snapshot::Snapshot;
use secrecy::SecretString;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _};

use crate::postgres;

const COMPANY: &str = include_str!("../fixtures/tryton/company.sql");

/// Series of which tables or columns are others, the newest first, and what makes each of the one before.
const OLDER: [(&str, &str); 4] = [
    ("8.0", include_str!("../fixtures/tryton/to_8_0.sql")),
    ("7.4", include_str!("../fixtures/tryton/to_7_4.sql")),
    ("7.2", include_str!("../fixtures/tryton/to_7_2.sql")),
    ("7.0", include_str!("../fixtures/tryton/to_7_0.sql")),
];

/// A database with the company in it.
pub(crate) enum Database {
    /// An SQLite file, and the folder that goes with it.
    Sqlite(PathBuf, #[expect(dead_code, reason = "it is gone when this is")] tempfile::TempDir),
    /// A database on the PostgreSQL server of this test binary.
    Postgres(&'static postgres::Server, String),
}

/// The company in each, for tests that leave it as it is.
pub(crate) fn databases() -> &'static [Database] {
    static DATABASES: OnceLock<Vec<Database>> = OnceLock::new();
    DATABASES.get_or_init(|| {
        let mut all = vec![Database::sqlite()];
        all.extend(postgres::server().map(Database::postgres));
        all
    })
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

impl Database {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Self::Sqlite(folder.path().join("acme.sqlite"), folder);
        database.sql(COMPANY);
        database
    }

    fn postgres(server: &'static postgres::Server) -> Self {
        let database = Self::Postgres(server, server.database(&[]));
        database.sql(COMPANY);
        database
    }

    /// The same once more, for a test that changes it.
    pub(crate) fn another(&self) -> Self {
        match self {
            Self::Sqlite(..) => Self::sqlite(),
            Self::Postgres(server, _) => Self::postgres(server),
        }
    }

    /// The same once more, as an older series keeps it.
    pub(crate) fn older(&self, series: &str) -> Self {
        let database = self.another();
        let last = OLDER.iter().position(|(name, _)| *name == series).unwrap();
        for (_, sql) in &OLDER[..=last] {
            database.sql(sql);
        }
        database
    }

    /// Runs SQL as whoever may do everything.
    pub(crate) fn sql(&self, sql: &str) {
        match self {
            Self::Sqlite(path, _) => wait(async {
                let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
                let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }),
            Self::Postgres(server, name) => drop(server.sql(name, sql)),
        }
    }

    /// The URL for a login.
    pub(crate) fn url(&self, login: &str) -> SecretString {
        SecretString::from(match self {
            Self::Sqlite(path, _) => format!("sqlite:{}", path.display()),
            Self::Postgres(server, name) => server.url(login, name),
        })
    }

    pub(crate) fn collect_as(&self, login: &str) -> Result<Snapshot, ConnectError> {
        let options = CollectOptions { statement_timeout: Duration::from_mins(1), ..CollectOptions::default() };
        wait(tryton::collect(&self.url(login), &options, &|_| ()))
    }

    /// Has well-known passwords tried, too.
    pub(crate) fn trying(&self, login: &str, well_known: Vec<WellKnown>) -> Snapshot {
        let options = CollectOptions { well_known, ..CollectOptions::default() };
        wait(tryton::collect(&self.url(login), &options, &|_| ())).unwrap()
    }

    pub(crate) fn collect(&self) -> Result<Snapshot, ConnectError> {
        self.collect_as("boss")
    }

    pub(crate) fn collected(&self) -> Snapshot {
        self.collect().unwrap()
    }
}
