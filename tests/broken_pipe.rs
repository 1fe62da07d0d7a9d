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
            let program = env!("CARGO_BIN_EXE_rolecall");
            let mut rolecall = Command::new(program);
            rolecall.env("ROLECALL_NO_ARCHIVE", "1").env("ROLECALL_NOW", "2026-01-01");
            rolecall.args(command).arg("--snapshot").arg(&file).stdout(stdout).stderr(Stdio::null());
            rolecall.status().unwrap().code()
        };
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(run(writer.into()), run(Stdio::null()), "{command:?}");
    }
}
