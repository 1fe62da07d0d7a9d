//! Opening: a file or a server, the tables made or brought up to date, all of it at once or not at all.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use sqlx::migrate::{Migrate as _, MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, SqlSafeStr as _};

use super::db::{Db, IN_OUR_SCHEMA, WITHOUT_END};
use super::error::HistoryError;
use crate::connect::{one_line, writable_postgres};

/// Where the history lies.
#[derive(Debug, Clone)]
pub enum Location {
    /// In a file of SQLite.
    File(PathBuf),
    /// On a PostgreSQL server, by its URL.
    Postgres(SecretString),
}

/// Every step from an empty database to this rolecall's, in files so that one that was shipped is never changed.
pub(super) const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "runs", include_str!("migrations/0001_runs.sql"))];

/// Who made a file, in its header: `rcal`.
const APPLICATION: i64 = 0x7263_616c;

/// Which migrations were applied.
const VERSIONS: &str = "schema_versions";

/// What SQLite says to a reader (`SQLITE_READONLY_ROLLBACK`) when a writer was killed and its journal is still to be rolled back.
const ROLLBACK_NEEDED: i32 = 776;

/// How long another run may keep the history.
const PATIENCE: Duration = if cfg!(test) { Duration::from_secs(2) } else { Duration::from_mins(1) };

/// An open database, and what it is called in messages.
pub(super) struct Opened {
    pub(super) db: Db,
    pub(super) place: String,
}

/// What a database holds.
enum Contents {
    /// Nothing at all.
    Nothing,
    /// The tables of a history, with these migrations.
    History(Vec<(i64, Vec<u8>)>),
}

/// Opens to write; makes what is missing.
pub(super) async fn writable(
    location: &Location,
    migrations: &'static [(i64, &'static str, &'static str)],
) -> Result<Opened, HistoryError> {
    let mut opened = match location {
        Location::File(path) => file(path, true).await?,
        Location::Postgres(url) => server(url).await?,
    };
    if let Contents::History(applied) = contents(&mut opened).await?
        && stands(&opened.place, &applied, migrations)?
    {
        return Ok(opened);
    }
    migrate(&mut opened, migrations).await?;
    Ok(opened)
}

/// Opens to read; none where there is nothing.
pub(super) async fn readable(
    location: &Location,
    migrations: &[(i64, &str, &str)],
) -> Result<Option<Opened>, HistoryError> {
    let mut opened = match location {
        Location::File(path) if !is_there(path)? => return Ok(None),
        Location::File(path) => file(path, false).await?,
        Location::Postgres(url) => server(url).await?,
    };
    let held = match (contents(&mut opened).await, location) {
        (Err(HistoryError::Unfinished { .. }), Location::File(path)) => {
            opened.db.close().await;
            take_back(path).await?;
            opened = file(path, false).await?;
            contents(&mut opened).await
        }
        (held, _) => held,
    };
    match held? {
        Contents::Nothing => {
            opened.db.close().await;
            Ok(None)
        }
        Contents::History(applied) if stands(&opened.place, &applied, migrations)? => Ok(Some(opened)),
        Contents::History(_) => Err(HistoryError::Older { place: opened.place }),
    }
}

/// Takes back what a killed writer left half done. SQLite does so for whoever opens the file to write, and refuses whoever opens it
/// to read.
async fn take_back(path: &Path) -> Result<(), HistoryError> {
    let mut opened = file(path, true).await?;
    let done = contents(&mut opened).await;
    let place = opened.place;
    opened.db.close().await;
    match done {
        // The journal cannot be read or removed, or the file not be written.
        Err(HistoryError::Unusable { .. } | HistoryError::Query { .. }) => Err(HistoryError::Unfinished { place }),
        done => done.map(drop),
    }
}

/// Whether there is something by that name; what nobody may look at is not nothing.
fn is_there(path: &Path) -> Result<bool, HistoryError> {
    match path.try_exists() {
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        there => there.map_err(|error| HistoryError::Unusable {
            place: format!("`{}`", path.display()),
            why: format!("it cannot be looked at: {error}"),
        }),
    }
}

/// Whether the tables are this rolecall's; an error where they are a newer one's.
fn stands(place: &str, applied: &[(i64, Vec<u8>)], migrations: &[(i64, &str, &str)]) -> Result<bool, HistoryError> {
    let migrator = migrator(migrations);
    let ours = |version: i64, sum: &[u8]| migrator.iter().any(|one| one.version == version && *one.checksum == *sum);
    if applied.iter().any(|(version, sum)| !ours(*version, sum)) {
        return Err(HistoryError::Newer { place: place.to_owned() });
    }
    Ok(applied.len() == migrations.len())
}

fn migrator(migrations: &[(i64, &str, &str)]) -> Migrator {
    let migrations = migrations.iter().map(|(version, name, sql)| {
        // Safe: a text of this program.
        let sql = AssertSqlSafe((*sql).to_owned()).into_sql_str();
        Migration::new(*version, Cow::Owned((*name).to_owned()), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(VERSIONS);
    // The transaction around it locks, and to its end.
    migrator.set_locking(false);
    migrator
}

/// Makes the tables in one transaction: whoever comes meanwhile waits, and a crash leaves nothing.
async fn migrate(
    opened: &mut Opened,
    migrations: &'static [(i64, &'static str, &'static str)],
) -> Result<(), HistoryError> {
    let migrator = migrator(migrations);
    let place = opened.place.clone();
    let failed = |error| query_failed(&place, "write", &error);
    let told = |error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) | MigrateError::VersionTooNew(..) => {
            HistoryError::Newer { place: place.clone() }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => failed(error),
        other => HistoryError::Unusable { place: place.clone(), why: one_line(&other.to_string()) },
    };
    match &mut opened.db {
        Db::Sqlite(connection) => {
            let mut all = connection.begin_with("begin immediate").await.map_err(failed)?;
            migrator.run_direct(None, &mut *all, false).await.map_err(told)?;
            // Safe: a number of this program.
            let mark = AssertSqlSafe(format!("pragma application_id = {APPLICATION}"));
            sqlx::query(mark).execute(&mut *all).await.map_err(failed)?;
            all.commit().await.map_err(failed)
        }
        Db::Postgres(connection) => {
            let mut all = connection.begin().await.map_err(failed)?;
            sqlx::query(WITHOUT_END).execute(&mut *all).await.map_err(failed)?;
            let lock = sqlx::query("select pg_catalog.pg_advisory_xact_lock($1)").persistent(false).bind(APPLICATION);
            lock.execute(&mut *all).await.map_err(failed)?;
            let there: Option<i32> =
                sqlx::query_scalar("select 1 from pg_catalog.pg_namespace where nspname = 'rolecall'")
                    .persistent(false)
                    .fetch_optional(&mut *all)
                    .await
                    .map_err(failed)?;
            if there.is_none() {
                all.create_schema_if_not_exists("rolecall").await.map_err(told)?;
            }
            sqlx::query(IN_OUR_SCHEMA).execute(&mut *all).await.map_err(failed)?;
            migrator.run_direct(None, &mut *all, false).await.map_err(told)?;
            all.commit().await.map_err(failed)
        }
    }
}

/// What the database holds; an error where it is somebody else's.
async fn contents(opened: &mut Opened) -> Result<Contents, HistoryError> {
    let place = opened.place.clone();
    let failed = |error| query_failed(&place, "read", &error);
    let tables = match &opened.db {
        Db::Sqlite(_) => "select name from sqlite_schema where type = 'table'",
        Db::Postgres(_) => "select tablename::text from pg_catalog.pg_tables where schemaname = 'rolecall'",
    };
    opened.db.begin_reading().await.map_err(failed)?;
    let tables = opened.db.ask(tables, Vec::new(), |row| row.text(0)).await.map_err(failed)?;
    let ours = match &opened.db {
        Db::Postgres(_) => true,
        Db::Sqlite(_) => {
            let mark = opened.db.ask("pragma application_id", Vec::new(), |row| row.signed(0)).await.map_err(failed)?;
            mark.first() == Some(&APPLICATION)
        }
    };
    let found = if tables.is_empty() {
        Some(Contents::Nothing)
    } else if ours && tables.iter().any(|table| table == VERSIONS) {
        let sql = "select version, checksum from schema_versions order by version";
        let applied = opened.db.ask(sql, Vec::new(), |row| Ok((row.signed(0)?, row.bytes(1)?))).await;
        Some(Contents::History(applied.map_err(failed)?))
    } else {
        None
    };
    opened.db.end(true).await.map_err(failed)?;
    found.ok_or_else(|| HistoryError::Unusable {
        place,
        why: "it holds the tables of another program; name another one with `--history`".to_owned(),
    })
}

/// A file, whole after a crash: SQLite's own journal, no second file that could be left behind when it is copied.
async fn file(path: &Path, to_write: bool) -> Result<Opened, HistoryError> {
    let place = format!("`{}`", path.display());
    let unusable = |why: &str| HistoryError::Unusable { place: place.clone(), why: why.to_owned() };
    if path.is_dir() {
        return Err(unusable("it is a folder"));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        && !folder.is_dir()
    {
        return Err(unusable(&format!("there is no folder `{}`", folder.display())));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(!to_write)
        .create_if_missing(to_write)
        .in_memory(false)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(0)
        .pragma("trusted_schema", "off")
        .pragma("cell_size_check", "on")
        .disable_statement_logging();
    let connection: SqliteConnection = options.connect().await.map_err(|error| query_failed(&place, "read", &error))?;
    Ok(Opened { db: Db::Sqlite(connection), place })
}

async fn server(url: &SecretString) -> Result<Opened, HistoryError> {
    let (connection, place) = writable_postgres(url).await.map_err(HistoryError::Server)?;
    Ok(Opened { db: Db::Postgres(connection), place })
}

/// What a database's refusal means.
pub(super) fn query_failed(place: &str, what: &'static str, error: &sqlx::Error) -> HistoryError {
    let place = place.to_owned();
    let unusable = |why: &str| HistoryError::Unusable { place: place.clone(), why: why.to_owned() };
    let Some(said) = error.as_database_error() else {
        return HistoryError::Query { what, place, reason: one_line(&error.to_string()) };
    };
    let code = said.code().unwrap_or_default();
    if let Some(said) = said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return match said.code() {
            "55P03" => HistoryError::Busy { place },
            "42501" => unusable(&format!(
                "the login may not: {}; give it the schema: `create schema rolecall authorization LOGIN`",
                one_line(said.message())
            )),
            _ => HistoryError::Query { what, place, reason: one_line(said.message()) },
        };
    }
    let code = code.parse::<i32>().unwrap_or_default();
    if code == ROLLBACK_NEEDED {
        return HistoryError::Unfinished { place };
    }
    match code & 0xff {
        5 | 6 => HistoryError::Busy { place },
        8 => unusable("it cannot be written: look at the rights of the file and its folder"),
        10 | 13 => unusable("the disk is full or has an error; what was there before is still there"),
        11 => unusable(
            "it is damaged; restore it from a copy, or move it away: the next `rolecall audit` makes it anew from the archived runs",
        ),
        14 => unusable("it cannot be opened: look at the rights of the file and its folder"),
        26 => unusable("it is no SQLite database"),
        _ => HistoryError::Query { what, place, reason: one_line(said.message()) },
    }
}
