//! Where the history lies: what is made, what is left alone, what is refused.

use std::path::Path;

use rolecall::history::{HistoryError, Location, Store};
use rolecall::model::Severity;
use secrecy::SecretString;

use super::{finding, in_both, next, postgres};

fn refusal(location: &Location) -> String {
    let text = Store::open(location).map(drop).unwrap_err().to_string();
    if let Err(error) = Store::open_existing(location) {
        assert_eq!(error.to_string(), text);
    }
    text
}

fn file(path: &Path) -> Location {
    Location::File(path.to_owned())
}

#[test]
fn reading_makes_nothing() {
    in_both(|location| {
        assert!(Store::open_existing(location).unwrap().is_none());
        if let Location::File(path) = location {
            assert!(!path.exists());
        }
        drop(Store::open(location).unwrap());
        let mut store = Store::open_existing(location).unwrap().unwrap();
        assert_eq!(store.head().unwrap(), None);
        if let Location::File(path) = location {
            let before = std::fs::read(path).unwrap();
            let run = next(&mut store, "prod", "r1");
            let refused = store.record(&run, &[]).unwrap_err();
            assert!(matches!(refused, HistoryError::Unusable { .. }), "{refused}");
            drop(store);
            assert!(std::fs::read(path).unwrap() == before, "it was changed by whoever may only read");
        }
    });
}

#[test]
fn an_empty_file_is_an_empty_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite");
    std::fs::write(&path, "").unwrap();
    assert!(Store::open_existing(&file(&path)).unwrap().is_none());
    let mut store = Store::open(&file(&path)).unwrap();
    let run = next(&mut store, "prod", "r1");
    store.record(&run, &[finding("a", Severity::High)]).unwrap();
    drop(store);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["history.sqlite"], "nothing else is left behind");
}

#[test]
fn a_file_of_another_kind_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let text = |path: &Path| refusal(&file(path)).replace(&path.display().to_string(), "FILE");
    assert_eq!(text(folder.path()), "cannot use the history in `FILE`: it is a folder");
    let nowhere = folder.path().join("none/history.sqlite");
    assert!(text(&nowhere).contains("there is no folder"));

    let other = "not a database, and long enough to be read as the header of one".repeat(20);
    std::fs::write(&path, &other).unwrap();
    assert_eq!(text(&path), "cannot use the history in `FILE`: it is no SQLite database");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), other);

    let theirs = folder.path().join("theirs.db");
    sqlite(
        &theirs,
        "create table runs (a); create table schema_versions (version, checksum); insert into runs values (1)",
    );
    let before = std::fs::read(&theirs).unwrap();
    assert!(text(&theirs).contains("it holds the tables of another program"));
    assert_eq!(std::fs::read(&theirs).unwrap(), before);

    let torn = folder.path().join("torn.sqlite");
    drop(Store::open(&file(&torn)).unwrap());
    let mut bytes = std::fs::read(&torn).unwrap();
    bytes[100..4096].fill(0xA5);
    std::fs::write(&torn, bytes).unwrap();
    assert!(text(&torn).contains("it is damaged; restore it"), "{}", text(&torn));
}

/// Runs SQL in a file as another program would.
fn sqlite(path: &Path, sql: &'static str) {
    use sqlx::Connection as _;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn what_somebody_changed_by_hand_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite");
    let mut store = Store::open(&file(&path)).unwrap();
    let run = next(&mut store, "prod", "r1");
    store.record(&run, &[]).unwrap();
    drop(store);
    sqlite(&path, "update runs set verdict = 'FINE'");
    let mut store = Store::open_existing(&file(&path)).unwrap().unwrap();
    let told = store.runs(rolecall::history::Filter::default()).unwrap_err().to_string();
    assert!(told.ends_with("holds `FINE` where a verdict belongs: somebody changed it"), "{told}");
    sqlite(&path, "insert into schema_versions values (99, 'later', '2030-01-01', 1, x'00', 0)");
    assert!(refusal(&file(&path)).ends_with("was written by a newer rolecall: use that one"));
}

#[test]
fn a_server_that_does_not_let_us_in_is_told_without_its_password() {
    let Some(server) = postgres::server() else { return };
    let location = |url: String| Location::Postgres(SecretString::from(url));
    let database = server.database(&[]);
    let told = refusal(&location("mysql://u:hunter2@127.0.0.1/d".to_owned()));
    assert_eq!(told, "cannot use the history in PostgreSQL");
    server.sql(&database, "do $$ begin create role clerk login; exception when duplicate_object then null; end $$");
    let clerk = location(server.url("clerk", &database));
    assert!(Store::open_existing(&clerk).unwrap().is_none(), "whoever may make nothing may look");
    let told = Store::open(&clerk).map(drop).unwrap_err().to_string();
    assert!(told.contains("the login may not: permission denied for database"), "{told}");
    assert!(told.ends_with("give it the schema: `create schema rolecall authorization LOGIN`"), "{told}");
    server.sql(&database, "create schema rolecall authorization clerk");
    let mut store = Store::open(&clerk).unwrap();
    let run = next(&mut store, "prod", "r1");
    store.record(&run, &[finding("a", Severity::High)]).unwrap();
    assert_eq!(server.sql(&database, "select count(*) from pg_tables where schemaname = 'public'"), "0");
}
