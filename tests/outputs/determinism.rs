//! The same inputs give the same bytes, wherever and whenever.

use std::path::Path;
use std::process::Command;

use rolecall::report::Format;
use rolecall::sample::{Flavour, Sample, SampleCompany};
use rolecall::snapshot::{Snapshot, content_hash, read, write};
use rolecall::synth;

use crate::workspace::{NOW, program, said};

fn inputs(folder: &Path) -> String {
    let company = synth::company(1, "2026-01-01T00:00:00Z");
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
    assert_eq!(inputs(here.path()), inputs(there.path()));
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

/// What is collected from a sample with the company's rows in some order, taken at the same moment.
fn collected(folder: &Path, change: impl FnOnce(&mut Snapshot)) -> String {
    let mut company = synth::company(1, "2026-01-01T00:00:00Z");
    change(&mut company.snapshot);
    let served = Sample::serve(&SampleCompany::new(&company.snapshot), Flavour::V18).unwrap();
    let mut collect =
        program(&["collect", "--kind", "odoo", "--url", &served.base_url(), "--login", "admin", "--name", "acme"]);
    collect.args(["--secret", "env:ADMIN", "-o", "acme.snapshot"]).env("ADMIN", SampleCompany::password("admin"));
    let output = collect.current_dir(folder).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", said(&output));
    let file = folder.join("acme.snapshot");
    let mut snapshot = read(&file).unwrap();
    snapshot.system.taken_at = "2026-01-01T00:00:00Z".to_owned();
    write(&snapshot, &file).unwrap();
    std::fs::write(folder.join("map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    content_hash(&snapshot)
}

#[test]
fn rows_that_the_erp_keeps_in_another_order_give_the_same_report() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hash = collected(here.path(), |_| {});
    let turned = collected(there.path(), |snapshot| {
        snapshot.memberships.reverse();
        snapshot.grants.reverse();
        snapshot.tokens.reverse();
    });
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        // Ids of the database may differ, and with them the snapshot's hash, whole and as outputs shorten it.
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
