//! `reports/sample` is what `rolecall demo` writes now, byte for byte: `SNAPSHOTS=overwrite cargo test --test
//! sample_report` writes it anew.

use std::path::Path;
use std::process::Command;

#[test]
fn the_committed_sample_is_what_the_demo_writes() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["demo", "--output", "reports/sample"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut names: Vec<_> = Vec::new();
    for entry in std::fs::read_dir(folder.path().join("reports/sample")).unwrap() {
        let entry = entry.unwrap();
        let (made, kept) = (entry.path(), committed.join(entry.file_name()));
        if overwrite {
            std::fs::copy(&made, &kept).unwrap();
        }
        assert!(std::fs::read(&made).unwrap() == std::fs::read(&kept).unwrap(), "{} differs", kept.display());
        names.push(entry.file_name());
    }
    assert_eq!(std::fs::read_dir(committed).unwrap().count(), names.len(), "the sample holds a file too many");
}
