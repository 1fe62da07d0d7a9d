//! Applications that rolecall does not know: manifests, rows, every database, files, and everything that can be wrong with them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]
#![expect(clippy::panic, reason = "what was not expected is shown")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

#[path = "../support/mariadb.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod mariadb;
#[path = "../support/postgres.rs"]
mod postgres;

mod command_line;
mod dolibarr;
mod engines;
mod files;
mod manifests;
mod naive;
mod rows;
mod security_tables;
mod server_files;

use std::fmt::Write as _;
use std::path::Path;

use rolecall::access::Access;
use rolecall::connect::mapped::sql::{Manifest, collect};
use rolecall::connect::{CollectOptions, ConnectError};
use rolecall::model::{ResourceIx, UserIx};
use rolecall::snapshot::Snapshot;
use secrecy::SecretString;
use sqlx::Connection as _;

/// Runs a future to its end.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Collects by a manifest.
fn collected(manifest: &str, url: &str) -> Result<Snapshot, ConnectError> {
    let manifest = Manifest::parse(manifest, &"app.yaml".into())?;
    let url = SecretString::from(url);
    wait(collect(manifest, &url, &CollectOptions::default(), &|_| {}))
}

/// An SQLite database of these statements; its URL.
fn sqlite(folder: &Path, sql: &str) -> String {
    let path = folder.join("app.sqlite3");
    wait(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    format!("sqlite:{}", path.display())
}

/// Every problem, one a line.
fn problems(error: &ConnectError) -> String {
    let ConnectError::Mapping { problems } = error else { panic!("{error}") };
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Who may do what, one line a user and resource.
fn access(snapshot: &Snapshot) -> String {
    let access = Access::compute(snapshot);
    let mut out = String::new();
    for (at, user) in snapshot.users.iter().enumerate() {
        for (resource, found) in snapshot.resources.iter().enumerate() {
            let profile = access.of(UserIx::new(at));
            let ops = snapshot.op_names(profile.cells.ops(ResourceIx::new(resource)));
            if !ops.is_empty() {
                let off = if user.active { "" } else { " (inactive)" };
                writeln!(out, "{}{off}: {}: {}", user.key, found.key, ops.join(" ")).unwrap();
            }
        }
    }
    out
}

/// What is not whole of what every connector looks at, one line each.
fn lacking(snapshot: &Snapshot) -> String {
    let lines = snapshot.coverage.iter().filter(|coverage| coverage.domain.is_core()).filter_map(|coverage| {
        let reason = coverage.reason.as_deref()?;
        Some(format!("{:?} {:?}: {reason}", coverage.domain, coverage.state))
    });
    lines.collect::<Vec<_>>().join("\n")
}
