//! A kill at any moment leaves the old state or the new one, and the next run goes on from there.

#![cfg(unix)]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::command_line::{rolecall, said, workspace};
use crate::support::{gate, look};

const AUDIT: [&str; 3] = ["audit", "--snapshot", "prod.snapshot"];

/// Every run that is there is whole; gives how many there are.
fn whole(folder: &Path) -> usize {
    let runs = folder.join("reports");
    let any = std::fs::read_dir(&runs)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_str().unwrap().starts_with("20")));
    if !any {
        return 0;
    }
    let found = look(&runs, &gate(&[]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    found.runs.len()
}

/// The next run succeeds, whatever was left, and leaves nothing unfinished.
fn goes_on(folder: &Path) {
    let before = whole(folder);
    if before > 0 {
        // Whoever only reads comes first: nothing has put things in order yet.
        let verified = rolecall(folder, &["verify"]).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    }
    let output = rolecall(folder, &AUDIT).output().unwrap();
    assert!(said(&output).contains("archived as run"), "{}", said(&output));
    assert_eq!(whole(folder), before + 1);
    let left = std::fs::read_dir(folder.join("reports")).unwrap().flatten();
    let left: Vec<_> = left.filter(|entry| entry.file_name().to_str().unwrap().starts_with(".rolecall-")).collect();
    assert!(left.is_empty(), "{left:?}");
    let verified = rolecall(folder, &["verify"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
}

/// Runs with a limit on the size of files; the system kills whoever writes beyond it, or refuses if that signal is ignored.
fn limited(folder: &Path, blocks: u32, ignored: bool) -> std::process::Output {
    let trap = if ignored { "trap '' XFSZ; " } else { "" };
    let program = rolecall(folder, &AUDIT);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{trap}ulimit -f {blocks}; exec \"$0\" \"$@\"")]).arg(program.get_program());
    shell.args(program.get_args()).current_dir(folder).env_remove("ROLECALL_NO_ARCHIVE").output().unwrap()
}

#[test]
fn killed_while_any_file_is_written() {
    let workspace = workspace();
    let folder = workspace.path();
    let mut killed = 0;
    let mut done = 0;
    for blocks in [0, 1, 2, 8, 24, 64, 256, 1024, 4096] {
        let output = limited(folder, blocks, false);
        killed += usize::from(output.status.code().is_none());
        done += usize::from(said(&output).contains("archived as run"));
        // One more than was told may be there: killed between the run and its history.
        assert!((done..=done + 1).contains(&whole(folder)), "{blocks}: {}", said(&output));
        done = whole(folder);
    }
    assert!(killed >= 4, "{killed}");
    goes_on(folder);
}

#[test]
fn a_full_disk_is_told_after_the_report_and_leaves_nothing() {
    let workspace = workspace();
    let folder = workspace.path();
    for blocks in [1, 8, 24] {
        let output = limited(folder, blocks, true);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("NO-GO"), "{}", said(&output));
        assert!(said(&output).contains("error: the report is not archived: cannot write"), "{}", said(&output));
        let left = std::fs::read_dir(folder.join("reports")).unwrap().flatten();
        let left: Vec<String> = left.map(|entry| entry.file_name().into_string().unwrap()).collect();
        assert!(left.iter().all(|name| name == ".lock" || name.starts_with("history.sqlite")), "{left:?}");
    }
    goes_on(folder);
}

#[test]
fn killed_at_any_moment_after_the_report() {
    let workspace = workspace();
    let folder = workspace.path();
    let (mut before, mut none, mut more) = (0, 0, 0);
    for turn in 0..16_u64 {
        let mut child = rolecall(folder, &AUDIT).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The report comes first; what follows is the archive.
        let mut first = [0; 64];
        let _ = child.stdout.as_mut().unwrap().read(&mut first).unwrap();
        std::thread::sleep(Duration::from_millis(turn * turn));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = whole(folder);
        assert!(now == before || now == before + 1, "{before} → {now}");
        if now == before {
            none += 1;
        } else {
            more += 1;
        }
        before = now;
    }
    assert!(none > 0, "{none} {more}");
    goes_on(folder);
}

#[test]
fn two_audits_at_once_take_turns() {
    let workspace = workspace();
    let folder = workspace.path();
    let children: Vec<_> = (0..4)
        .map(|_| rolecall(folder, &AUDIT).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(said(&output).contains("archived as run"), "{}", said(&output));
    }
    assert_eq!(whole(folder), 4);
    goes_on(folder);
}
