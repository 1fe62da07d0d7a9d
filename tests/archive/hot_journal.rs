//! A writer of the history that was killed in the middle of a transaction: whoever reads next goes on.

use std::path::Path;

use sqlx::Connection as _;

use crate::command_line::{rolecall, said, workspace};

/// Leaves the history as a kill does that comes when half of a transaction is in the file: with a journal that must be rolled back.
fn interrupt(history: &Path) {
    let journal = history.with_file_name("history.sqlite-journal");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(history);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        // With one page of memory the change is in the file long before the transaction ends.
        let half = "pragma cache_size = 1; begin immediate; \
                    update runs set verdict = 'GO', system = hex(randomblob(50000)); \
                    update findings set title = hex(randomblob(5000))";
        sqlx::raw_sql(half).execute(&mut connection).await.unwrap();
        let torn = [history, &journal].map(|file| std::fs::read(file).unwrap());
        sqlx::raw_sql("rollback").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        assert!(torn[0] != std::fs::read(history).unwrap(), "nothing of the change was in the file");
        std::fs::write(history, &torn[0]).unwrap();
        std::fs::write(&journal, &torn[1]).unwrap();
    });
}

#[test]
fn whoever_reads_after_a_killed_writer_goes_on_from_what_was_there_before() {
    let workspace = workspace();
    let folder = workspace.path();
    let said = |arguments: &[&str]| {
        let output = rolecall(folder, arguments).output().unwrap();
        (output.status.code(), said(&output))
    };
    let (_, told) = said(&["audit", "--snapshot", "prod.snapshot"]);
    assert!(told.contains("archived as run 1"), "{told}");
    let history = folder.join("reports/history.sqlite");
    let before = said(&["history"]);
    for arguments in [&["history"][..], &["verify"]] {
        interrupt(&history);
        let (code, told) = said(arguments);
        assert_eq!(code, Some(0), "{told}");
        assert!(!folder.join("reports/history.sqlite-journal").exists());
        assert_eq!(said(&["history"]), before);
    }
}
