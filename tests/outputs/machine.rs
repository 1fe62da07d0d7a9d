//! A machine that is not as one would wish: full disks, folders that nobody may write to, no home, no reader.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use rolecall::report::Format;
use rolecall::snapshot::write;
use rolecall::synth;

use crate::workspace::{NOW, program, said};

fn snapshot(folder: &Path) {
    write(&synth::company(1, "2026-01-01T00:00:00Z").snapshot, &folder.join("acme.snapshot")).unwrap();
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.args(["--snapshot", "acme.snapshot"]).current_dir(folder).env("ROLECALL_NOW", NOW);
    command
}

/// It failed, in plain words.
fn failed(output: &Output, with: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("error: ") && said.contains(with), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

// /dev/full is Linux alone.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    snapshot(folder.path());
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for format in Format::ALL.map(Format::name) {
        let mut audit = command(folder.path(), &["audit", "--no-archive", "--format", format]);
        failed(&audit.stdout(full()).output().unwrap(), "No space left");
        let to_file =
            command(folder.path(), &["audit", "--no-archive", "--format", format, "-o", "/dev/full"]).output();
        failed(&to_file.unwrap(), "No space left");
    }
    for arguments in
        [&["access", "--format", "csv"][..], &["duties"], &["paths"], &["explain", "admin", "sale.order", "read"]]
    {
        failed(&command(folder.path(), arguments).stdout(full()).output().unwrap(), "No space left");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stderr_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    snapshot(folder.path());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let usual = command(folder.path(), &["audit", "--no-archive", "--format", "json"]).output().unwrap();
    let deaf = command(folder.path(), &["audit", "--no-archive", "--format", "json"]).stderr(full).output().unwrap();
    assert_eq!((usual.status.code(), &usual.stdout), (deaf.status.code(), &deaf.stdout));
}

#[test]
fn a_reader_that_goes_away_is_no_error_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    snapshot(folder.path());
    for format in Format::ALL.map(Format::name) {
        let run = |stdout: Stdio| {
            let mut audit = command(folder.path(), &["audit", "--no-archive", "--format", format]);
            audit.stdout(stdout).output().unwrap()
        };
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (gone, read) = (run(writer.into()), run(Stdio::null()));
        assert_eq!(gone.status.code(), read.status.code(), "{format}: {}", said(&gone));
        assert!(!said(&gone).contains("panicked"), "{format}: {}", said(&gone));
    }
}

#[test]
fn without_home_terminal_and_network_everything_offline_works() {
    let folder = tempfile::tempdir().unwrap();
    snapshot(folder.path());
    for arguments in [
        &["audit", "--no-archive"][..],
        &["audit"],
        &["access"],
        &["duties"],
        &["paths"],
        &["explain", "admin", "sale.order", "read"],
    ] {
        let mut offline = command(folder.path(), arguments);
        offline.env("TERM", "dumb").env("HTTPS_PROXY", "http://127.0.0.1:1").env("HTTP_PROXY", "http://127.0.0.1:1");
        let output = offline.stdin(Stdio::null()).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{arguments:?}: {}", said(&output));
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_folder_that_takes_no_files_is_an_error_and_the_report_is_printed_first() {
    let folder = tempfile::tempdir().unwrap();
    snapshot(folder.path());
    // A file where a folder belongs: nobody can write there, not even root.
    std::fs::write(folder.path().join("reports"), "a file").unwrap();
    let output = command(folder.path(), &["audit", "--format", "json"]).output().unwrap();
    failed(&output, "reports");
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok(), "the report came first");
    let output = command(folder.path(), &["audit", "--no-archive", "-o", "reports/out.json"]).output().unwrap();
    failed(&output, "cannot write");
    // Linux takes no files there.
    #[cfg(target_os = "linux")]
    {
        let output = command(folder.path(), &["audit", "--no-archive", "-o", "/proc/out.json"]).output().unwrap();
        failed(&output, "cannot write `/proc/out.json`");
        let output = command(folder.path(), &["audit", "--archive", "/proc/reports"]).output().unwrap();
        failed(&output, "/proc/reports");
    }
}
