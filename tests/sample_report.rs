//! `reports/sample` is what `rolecall demo` writes now, byte for byte: `SNAPSHOTS=overwrite cargo test --test
//! sample_report` writes it anew.

#![expect(clippy::unwrap_used, reason = "helpers of a test")]

use std::path::Path;
use std::process::Command;

/// What a file says, without the moments at which requests were sent, how long they took, and the order of the answers.
fn timeless(file: &Path) -> Vec<u8> {
    let bytes = std::fs::read(file).unwrap();
    let Ok(text) = String::from_utf8(bytes.clone()) else { return bytes };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(without_times).collect();
    if file.extension().is_some_and(|extension| extension == "jsonl") {
        lines.sort();
    }
    lines.concat().into_bytes()
}

/// A line with each `"at":"…"` and `"latency_ms":…` of a probe as zero.
fn without_times(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = [r#""at":"#, r#""at": "#, r#""latency_ms":"#, r#""latency_ms": "#]
        .iter()
        .filter_map(|key| rest.find(key).map(|at| at + key.len()))
        .min()
    {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let tail = tail.trim_start_matches(' ');
        let moment = tail.starts_with("\"20");
        let end = tail.find([',', '}', '\n']).unwrap_or(tail.len());
        let number = !moment && tail[..end].bytes().all(|byte| byte.is_ascii_digit());
        if moment || number {
            out.push('0');
            rest = &tail[end..];
        } else {
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn the_committed_sample_is_what_the_demo_writes() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(["demo", "--output", "reports/sample"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut names: Vec<_> = Vec::new();
    for entry in std::fs::read_dir(folder.path().join("reports/sample")).unwrap() {
        let entry = entry.unwrap();
        let kept = committed.join(entry.file_name());
        let made = timeless(&entry.path());
        if overwrite {
            std::fs::write(&kept, &made).unwrap();
        }
        assert!(made == std::fs::read(&kept).unwrap(), "{} differs", kept.display());
        names.push(entry.file_name());
    }
    assert_eq!(std::fs::read_dir(committed).unwrap().count(), names.len(), "the sample holds a file too many");
}
