//! A reader that goes away has had enough of the text, not of the verdict.

use std::process::{Command, Stdio};

use rolecall::snapshot::write;
use rolecall::synth::company;

#[test]
fn the_exit_code_is_the_same_when_nobody_reads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acme.snapshot");
    write(&company(1, "2026-01-01T00:00:00Z").snapshot, &file).unwrap();
    for command in
        [&["audit", "--format", "json"][..], &["access", "--format", "csv"], &["access", "--format", "jsonl"]]
    {
        let run = |stdout: Stdio| {
            let mut started = Command::new(env!("CARGO_BIN_EXE_rolecall"))
                .args(command)
                .arg("--snapshot")
                .arg(&file)
                .stdout(stdout)
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            drop(started.stdout.take());
            started.wait().unwrap().code()
        };
        assert_eq!(run(Stdio::piped()), run(Stdio::null()), "{command:?}");
    }
}
