//! SQLite: a file on this machine, opened read-only and never made.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use sqlx::error::DatabaseError;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Row as _, Sqlite};

use super::{ConnectError, Engine, Peer, Said, bad_url, one_line};

/// What a URL looks like.
const FORM: &str = "`sqlite:PATH`";

/// What is in the file: schema, table, column, whether it may be read, whether rows may be hidden; as for the servers.
pub(in crate::connect) const SCHEMA: &str = include_str!("queries/schema_sqlite.sql");

/// How long another program may hold the file locked.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many steps of SQLite's machine lie between two looks at the clock.
const STEPS: i32 = 10_000;

/// The order matters: a schema that calls functions of its own is not trusted, and nothing is written. A transaction sees the
/// file at one moment, from its first query on.
const OPENING: [&str; 5] = [
    "pragma trusted_schema = off",
    "pragma query_only = on",
    "pragma cell_size_check = on",
    "begin",
    "select count(*) from sqlite_schema",
];

/// An open read-only transaction.
pub(in crate::connect) struct Session {
    connection: SqliteConnection,
    peer: Peer,
    path: PathBuf,
    started: Instant,
    /// When the query that runs has had its time, in milliseconds since `started`.
    deadline: Arc<AtomicU64>,
}

impl Session {
    /// Opens and begins.
    pub(super) async fn with(options: SqliteConnectOptions, statement_timeout: Duration) -> Result<Self, ConnectError> {
        let options = options
            .read_only(true)
            .create_if_missing(false)
            .in_memory(false)
            .shared_cache(false)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(0)
            .disable_statement_logging();
        let path = options.get_filename().to_owned();
        there(&path)?;
        let peer = Peer {
            engine: Engine::Sqlite,
            server: path.display().to_string(),
            login: String::new(),
            statement_timeout,
        };
        let connection = peer.connected(options.connect(), |error| refused(&path, &error)).await?;
        let mut session =
            Self { connection, peer, path, started: Instant::now(), deadline: Arc::new(AtomicU64::new(u64::MAX)) };
        session.keep_time().await?;
        for sql in OPENING {
            session.each("the session", sqlx::query(sql), |_| Ok(())).await?;
        }
        let mut encoding = String::new();
        let query = sqlx::query("pragma encoding");
        session
            .each("the session", query, |row| {
                encoding = row.try_get(0)?;
                Ok(())
            })
            .await?;
        if encoding == "UTF-8" {
            return Ok(session);
        }
        Err(unusable(&session.path, &format!("its texts are {encoding}; give a copy of it whose encoding is UTF-8")))
    }

    /// There is no server that would end a query, so that SQLite itself looks at the clock.
    async fn keep_time(&mut self) -> Result<(), ConnectError> {
        let (deadline, started) = (Arc::clone(&self.deadline), self.started);
        let mut handle = self.connection.lock_handle().await.map_err(|error| refused(&self.path, &error))?;
        handle.set_progress_handler(STEPS, move || millis(started.elapsed()) < deadline.load(Ordering::Relaxed));
        Ok(())
    }

    /// The name of the file.
    pub(super) fn database(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Hands every row of a query to `take`; `what` names the query in errors.
    pub(super) async fn each(
        &mut self,
        what: &str,
        query: Query<'_, Sqlite, SqliteArguments>,
        take: impl FnMut(&SqliteRow) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        let until = self.started.elapsed() + self.peer.statement_timeout;
        self.deadline.store(millis(until), Ordering::Relaxed);
        let rows = query.persistent(false).fetch(&mut self.connection);
        let outcome = self.peer.drain(rows, take).await;
        self.deadline.store(u64::MAX, Ordering::Relaxed);
        outcome.map_err(|error| self.failed(what, &error))
    }

    fn failed(&self, what: &str, error: &sqlx::Error) -> ConnectError {
        match error.as_database_error().and_then(trouble) {
            Some(why) => unusable(&self.path, why),
            None => self.peer.failed(what, error, said),
        }
    }

    /// Ends the transaction. Nothing was written, so nothing can be lost when this fails.
    pub(super) async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// What a URL says. Whatever it says, nothing is written and nothing made.
pub(super) fn options(url: &SecretString) -> Result<SqliteConnectOptions, ConnectError> {
    let text = url.expose_secret();
    let refuse = |reason: &str| Err(ConnectError::Url { form: FORM, reason: reason.to_owned() });
    let Some(rest) = text.strip_prefix("sqlite:") else { return refuse("it does not start with `sqlite:`") };
    let path = rest.strip_prefix("//").unwrap_or(rest).split('?').next().unwrap_or_default();
    if path.is_empty() {
        return refuse("it names no file");
    }
    if path == ":memory:" || rest.contains("mode=memory") {
        return refuse("a database in memory holds nothing to collect");
    }
    SqliteConnectOptions::from_str(text).map_err(|error| bad_url(&error, FORM))
}

/// What SQLite calls `unable to open database file`, in the words of who knows why.
fn there(path: &Path) -> Result<(), ConnectError> {
    let opened = File::open(path).and_then(|file| file.metadata());
    match opened {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(unusable(path, "there is no such file")),
        Err(error) => Err(unusable(path, &one_line(&error.to_string()))),
        Ok(file) if file.is_dir() => Err(unusable(path, "it is a folder")),
        Ok(_) => Ok(()),
    }
}

fn unusable(path: &Path, why: &str) -> ConnectError {
    ConnectError::Sqlite { path: path.to_owned(), why: why.to_owned() }
}

fn refused(path: &Path, error: &sqlx::Error) -> ConnectError {
    match error.as_database_error() {
        Some(said) => unusable(path, trouble(said).unwrap_or(&one_line(said.message()))),
        None => unusable(path, &one_line(&error.to_string())),
    }
}

/// SQLite's own number of an error (sqlite.org/rescode.html).
fn code(error: &dyn DatabaseError) -> i32 {
    error.code().and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// What is wrong with the file as a whole, with the next step.
fn trouble(error: &dyn DatabaseError) -> Option<&'static str> {
    let code = code(error);
    Some(match code & 0xff {
        5 | 6 => {
            "another program keeps it locked; collect when that is done, or from a copy made with `sqlite3 FILE \".backup COPY\"`"
        }
        // Without more behind it, 8 is a write that was refused.
        8 if code == 8 => return None,
        8 | 14 => {
            "its journal needs the program that owns it: let that program open the file once, or collect as an account that may \
             write in its folder, or from a copy made with `sqlite3 FILE \".backup COPY\"`"
        }
        10 => "it cannot be read: the disk or the network drive has an error",
        11 => "it is damaged; restore it, or see what `sqlite3 FILE \"pragma integrity_check\"` says",
        26 => "it is no SQLite database, or it is encrypted",
        _ => return None,
    })
}

fn said(error: &dyn DatabaseError) -> Said {
    // Interrupted, which here only the clock does.
    if code(error) & 0xff == 9 { Said::Timeout } else { Said::Other }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::either;
    use super::*;

    /// A database of a program that writes; its connection stays open.
    async fn written(path: &Path, sql: &'static str) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection
    }

    async fn opened(path: &Path) -> Result<either::Session, ConnectError> {
        let url = SecretString::from(format!("sqlite://{}", path.display()));
        either::Session::open(either::Place::of_any_url(&url)?, Duration::from_secs(5)).await
    }

    async fn refusal(path: &Path) -> String {
        let Err(error) = opened(path).await else { panic!("{} was opened", path.display()) };
        error.to_string().replace(&path.display().to_string(), "FILE")
    }

    async fn rows(session: &mut either::Session, sql: &'static str) -> Result<Vec<[Option<String>; 2]>, ConnectError> {
        let mut rows = Vec::new();
        session
            .each("rows", sql, |row| {
                rows.push([row.text(0)?, row.number(1)?.map(|number| number.to_string())]);
                Ok(())
            })
            .await?;
        Ok(rows)
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_another_program_writes_meanwhile_is_not_seen_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b%20.db");
        let mut writer = written(
            &path,
            "pragma journal_mode = wal; create table \"res_user\" (\"login\" text, active boolean); \
             insert into res_user values ('mara', 1), (7, null), (x'ff61', 0), (null, '1')",
        )
        .await;
        let url = format!("sqlite:{}", path.display().to_string().replace('%', "%25"));
        let place = either::Place::of_any_url(&SecretString::from(url)).unwrap();
        let mut session = either::Session::open(place, Duration::from_secs(5)).await.unwrap();
        sqlx::query("insert into res_user values ('late', 1)").execute(&mut writer).await.unwrap();
        let found = rows(&mut session, "select \"login\", active from public.\"res_user\"").await.unwrap();
        let texts: Vec<[Option<&str>; 2]> =
            found.iter().map(|row| row.each_ref().map(|cell| cell.as_deref())).collect();
        assert_eq!(
            texts,
            [[Some("mara"), Some("1")], [Some("7"), None], [Some("\u{fffd}a"), Some("0")], [None, Some("1")]]
        );
        for sql in ["delete from res_user", "pragma query_only = off", "commit"] {
            let _ = rows(&mut session, sql).await;
        }
        let outcome = rows(&mut session, "delete from res_user").await;
        assert!(outcome.unwrap_err().to_string().contains("readonly"), "the file itself is opened read-only");
        let facts = session.facts().await.unwrap();
        assert_eq!((facts.database.as_str(), facts.login.as_str()), ("a b%20.db", ""));
        assert!(facts.source.starts_with("sqlite 3.") && facts.taken_at.ends_with('Z'), "{facts:?}");
        session.close().await;
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_schema_tells_real_tables_and_their_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        written(
            &path,
            "create table t (a integer primary key, b text, c generated always as (b || '!')); \
             create view v as select * from t; create index i on t (b)",
        )
        .await
        .close()
        .await
        .unwrap();
        let mut session = opened(&path).await.unwrap();
        let mut columns = Vec::new();
        session
            .each("the schema", SCHEMA, |row| {
                columns.push((row.text(0)?.unwrap(), row.text(1)?.unwrap(), row.text(2)?.unwrap(), row.number(3)?));
                Ok(())
            })
            .await
            .unwrap();
        let column = |name: &str| ("public".to_owned(), "t".to_owned(), name.to_owned(), Some(1));
        assert_eq!(columns, [column("a"), column("b"), column("c")]);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_that_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert_eq!(refusal(&path("none.db")).await, "cannot use the SQLite database `FILE`: there is no such file");
        assert!(!path("none.db").exists(), "it was made");
        assert_eq!(refusal(folder.path()).await, "cannot use the SQLite database `FILE`: it is a folder");
        std::fs::write(path("text.db"), "not a database, and long enough to be read as the header of one".repeat(20))
            .unwrap();
        assert!(refusal(&path("text.db")).await.ends_with("it is no SQLite database, or it is encrypted"));
        written(&path("utf16.db"), "pragma encoding = 'UTF-16le'; create table t (a)").await.close().await.unwrap();
        assert!(refusal(&path("utf16.db")).await.contains("its texts are UTF-16le"));
        written(&path("torn.db"), "create table t (a); insert into t values (zeroblob(9000))")
            .await
            .close()
            .await
            .unwrap();
        let mut bytes = std::fs::read(path("torn.db")).unwrap();
        bytes[100..4096].fill(0xA5);
        std::fs::write(path("torn.db"), bytes).unwrap();
        assert!(refusal(&path("torn.db")).await.contains("it is damaged"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_query_without_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        written(&path, "create table t (a)").await.close().await.unwrap();
        let url = SecretString::from(format!("sqlite:{}", path.display()));
        let place = either::Place::of_any_url(&url).unwrap();
        let mut session = either::Session::open(place, Duration::from_millis(200)).await.unwrap();
        let endless =
            "with recursive n(i, j) as (select 1, 1 union all select i + 1, 1 from n) select max(i), 1 from n";
        let error = rows(&mut session, endless).await.unwrap_err();
        assert!(matches!(error, ConnectError::Timeout { .. }), "{error}");
        assert_eq!(rows(&mut session, "select 'still', 1").await.unwrap().len(), 1);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_that_somebody_keeps_locked_is_waited_for_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.db");
        let _writer = written(&path, "create table t (a); begin exclusive").await;
        assert!(refusal(&path).await.contains("another program keeps it locked"));
    }

    #[test]
    fn an_address_that_names_no_file_is_refused() {
        for url in
            ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite://x?mode=memory", "sqlite:x?mode=hunter2", "sqlit:x"]
        {
            assert!(matches!(options(&SecretString::from(url)), Err(ConnectError::Url { .. })), "`{url}`");
        }
    }
}
