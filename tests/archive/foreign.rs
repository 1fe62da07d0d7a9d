//! Folders that call themselves runs and are none of this archive: the audit goes on, `verify` names them, and when they are taken
//! away nothing is left of them.

use std::path::{Path, PathBuf};

use crate::command_line::{audit, rolecall, said, verify, workspace};
use crate::support::{archive, copy, gate, problems};

/// An archive of one's own with two runs, and beside it one of another with four.
fn two_archives() -> (tempfile::TempDir, tempfile::TempDir, PathBuf) {
    let (own, other) = (workspace(), workspace());
    audit(own.path());
    audit(own.path());
    let newest = [1, 2, 3, 4].map(|_| audit(other.path()))[3].clone();
    (own, other, newest)
}

/// Audits twice with a folder there that is not of the chain, and takes it away again.
fn goes_on(own: &Path, foreign: &str) {
    for number in 3..5 {
        let output = rolecall(own, &["audit", "--snapshot", "prod.snapshot"]).output().unwrap();
        let told = said(&output);
        assert!(output.status.code() != Some(2) && told.contains(&format!("archived as run {number} ")), "{told}");
        assert!(told.contains(&format!("`{foreign}` is damaged or not of this chain")), "{told}");
    }
    let (code, told) = verify(own, &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains(foreign), "{told}");
    std::fs::remove_dir_all(own.join("reports").join(foreign)).unwrap();
    audit(own);
    let (code, told) = verify(own, &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("as written: 5 runs"), "{told}");
}

#[test]
fn the_newest_run_of_another_archive_is_passed_over() {
    let (own, _other, newest) = two_archives();
    let foreign = newest.file_name().unwrap().to_str().unwrap();
    copy(&newest, &own.path().join("reports").join(foreign));
    goes_on(own.path(), foreign);
}

#[test]
fn a_forged_number_is_passed_over() {
    for number in [u64::MAX, 1 << 40, 7] {
        let (own, _other, newest) = two_archives();
        let foreign = newest.file_name().unwrap().to_str().unwrap();
        let there = own.path().join("reports").join(foreign);
        copy(&newest, &there);
        let manifest = std::fs::read_to_string(there.join("manifest.json")).unwrap();
        let forged = manifest.replace("\"number\": 4,", &format!("\"number\": {number},"));
        assert_ne!(manifest, forged);
        std::fs::write(there.join("manifest.json"), forged).unwrap();
        goes_on(own.path(), foreign);
    }
}

/// A history that is new is told of the chain, and of nothing else.
#[test]
fn without_a_history_the_chain_from_the_first_run_is_followed() {
    let (own, _other, newest) = two_archives();
    let foreign = newest.file_name().unwrap().to_str().unwrap();
    copy(&newest, &own.path().join("reports").join(foreign));
    std::fs::remove_file(own.path().join("reports/history.sqlite")).unwrap();
    goes_on(own.path(), foreign);
}

/// One that cannot be read is passed over and stays a link: the next run does not begin anew before it.
#[test]
fn a_damaged_run_in_the_middle_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let second = [8, 9, 10].map(|hour| archive(folder.path(), hour, None).folder)[1].clone();
    let manifest = std::fs::read(second.join("manifest.json")).unwrap();
    std::fs::write(second.join("manifest.json"), "{}").unwrap();
    let fourth = archive(folder.path(), 11, None);
    assert_eq!((fourth.run.number, fourth.passed_over.len()), (4, 1));
    std::fs::write(second.join("manifest.json"), manifest).unwrap();
    assert_eq!(problems(folder.path(), &gate(&[])), Vec::<String>::new());
}
