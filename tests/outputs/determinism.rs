//! The same inputs give the same bytes, wherever and whenever.

use std::path::Path;
use std::process::Command;

use rolecall::report::Format;
use rolecall::snapshot::{Snapshot, content_hash, write};
use rolecall::synth;

use crate::workspace::{NOW, program, said};

fn inputs(folder: &Path, change: impl FnOnce(&mut Snapshot)) -> String {
    let mut company = synth::company(1, "2026-01-01T00:00:00Z");
    change(&mut company.snapshot);
    write(&company.snapshot, &folder.join("acme.snapshot")).unwrap();
    std::fs::write(folder.join("map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    content_hash(&company.snapshot)
}

fn audit(folder: &Path, format: Format) -> Command {
    let mut command = program(&["audit", "--snapshot", "acme.snapshot", "--map", "map.yaml", "--no-archive"]);
    command.args(["--persona", "auditor", "--limit", "0", "--format", format.name()]);
    command.current_dir(folder).env("ROLECALL_NOW", NOW);
    command
}

fn printed(mut command: Command) -> Vec<u8> {
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(1 | 3)), "{}", said(&output));
    output.stdout
}

#[test]
fn the_same_inputs_give_the_same_bytes_on_another_machine() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert_eq!(inputs(here.path(), |_| {}), inputs(there.path(), |_| {}));
    for format in Format::ALL {
        let mut usual = audit(here.path(), format);
        usual.env("LANG", "C.UTF-8").env("TZ", "UTC").env("HOME", here.path());
        let mut foreign = audit(there.path(), format);
        foreign
            .env("LANG", "de_DE.UTF-8")
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("TZ", "Asia/Kathmandu")
            .env("COLUMNS", "61");
        let (usual, foreign) = (printed(usual), printed(foreign));
        assert!(!usual.is_empty());
        assert!(usual == foreign, "{format} differs");
    }
}

#[test]
fn rows_in_another_order_give_the_same_report() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hash = inputs(here.path(), |_| {});
    let turned = inputs(there.path(), |snapshot| {
        snapshot.memberships.reverse();
        snapshot.grants.reverse();
        snapshot.tokens.reverse();
    });
    assert_ne!(hash, turned, "the snapshot's own hash tells them apart");
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        // The one thing that may differ, whole and as outputs shorten it.
        let page = |folder: &Path, hash: &str| {
            let page = String::from_utf8(printed(audit(folder, format))).unwrap();
            [64, 16, 8].iter().fold(page, |page, length| page.replace(hash.get(..*length).unwrap(), "HASH"))
        };
        let (usual, other) = (page(here.path(), &hash), page(there.path(), &turned));
        for (one, two) in usual.lines().zip(other.lines()) {
            assert_eq!(one, two, "{format}");
        }
        assert_eq!(usual.lines().count(), other.lines().count(), "{format}");
    }
}
