//! What `verify` knows from the history: a new one learns all of it again, and one that somebody changed is told.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rolecall::archive::{Archive, Sealing};
use sqlx::Connection as _;

use crate::command_line::{audit, rolecall, said, verify, workspace};
use crate::support::keys;

/// An archived run with two approvals.
fn signed(folder: &Path) -> PathBuf {
    let run = audit(folder);
    for role in ["security", "business"] {
        std::fs::write(folder.join("key.pem"), keys().private).unwrap();
        let approve = ["approve", run.to_str().unwrap(), "--role", role, "--name", role, "--key", "file:key.pem"];
        let output = rolecall(folder, &[&approve[..], &["--decision", "rejected"]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    run
}

/// Changes the history behind its back.
fn change(folder: &Path, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("reports/history.sqlite"));
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_new_history_learns_the_seals_of_every_run_too() {
    let workspace = workspace();
    let folder = workspace.path();
    let run = signed(folder);
    std::fs::remove_file(folder.join("reports/history.sqlite")).unwrap();
    audit(folder);
    let (code, told) = verify(folder, &[]);
    assert!(code == Some(0) && !told.contains("note:"), "{told}");
    let newest = run.join("seals/0002-approval");
    std::fs::rename(&newest, folder.join("kept")).unwrap();
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("seals/0002-approval: is missing; the history has it"), "{told}");
    // Another one in its place is not taken for it, nor recorded behind it.
    Archive::of_run(&run).unwrap().seal(&run, &Sealing { what: "approval", at: Timestamp::now(), files: &[] }).unwrap();
    audit(folder);
    assert!(verify(folder, &[]).1.contains("seals/0002-approval: is not the one that the history remembers"));
}

#[test]
fn a_seal_of_which_the_history_was_not_told_is_learned_at_the_next_run() {
    let workspace = workspace();
    let folder = workspace.path();
    let run = signed(folder);
    // As an `approve` leaves it that was killed before it told the history.
    Archive::of_run(&run)
        .unwrap()
        .seal(&run, &Sealing { what: "note", at: Timestamp::now(), files: &[("note.txt", b"seen")] })
        .unwrap();
    let (code, told) = verify(folder, &[]);
    assert!(code == Some(0) && told.contains("note: seal 3 of"), "{told}");
    audit(folder);
    let (code, told) = verify(folder, &[]);
    assert!(code == Some(0) && !told.contains("note:"), "{told}");
    std::fs::remove_dir_all(run.join("seals/0003-note")).unwrap();
    assert_eq!(verify(folder, &[]).0, Some(1));
}

#[test]
fn a_row_of_the_history_that_says_otherwise_than_its_run_is_told() {
    let workspace = workspace();
    let folder = workspace.path();
    let run = signed(folder);
    audit(folder);
    let name = run.file_name().unwrap().to_str().unwrap();
    let kept = std::fs::read(folder.join("reports/history.sqlite")).unwrap();
    for (sql, what) in [
        (
            "update runs set verdict = 'GO' where number = 1",
            format!("has the verdict as `GO`, and `{name}` says `NO-GO`"),
        ),
        ("update runs set exit_code = 0 where number = 1", "has the exit code as `0`, and".to_owned()),
        ("update runs set system = 'other' where number = 1", "has the system as `other`, and".to_owned()),
        (
            "update runs set critical = 0, high = 0 where number = 1",
            "has the counts as `0 critical, 0 high, ".to_owned(),
        ),
        ("update seen set affected = 4711 where number = 1", ", 4711 accounts, not waived, ".to_owned()),
        ("delete from seen where number = 1", " as `nothing`, and ".to_owned()),
        (
            "update seals set at = '2020-01-01T00:00:00Z' where number = 2",
            "is not the one that the history remembers".to_owned(),
        ),
    ] {
        assert_eq!(verify(folder, &[]).0, Some(0));
        change(folder, sql);
        for target in [&[][..], &[run.to_str().unwrap()]] {
            let (code, told) = verify(folder, target);
            assert_eq!(code, Some(1), "{sql}: {told}");
            assert!(told.contains(&what), "{sql}: {told}");
        }
        std::fs::write(folder.join("reports/history.sqlite"), &kept).unwrap();
    }
}
