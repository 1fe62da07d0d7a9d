//! What `verify` knows from the history: a new one learns all of it again, and one that somebody changed is told.

use std::path::{Path, PathBuf};

use rolecall::archive::{Sealing, seal};

use crate::command_line::{audit, rolecall, said, verify, workspace};
use crate::support::{at, keys};

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
    seal(&run, &Sealing { what: "approval", at: at(23), files: &[] }).unwrap();
    audit(folder);
    assert!(verify(folder, &[]).1.contains("seals/0002-approval: is not the one that the history remembers"));
}

#[test]
fn a_seal_of_which_the_history_was_not_told_is_learned_at_the_next_run() {
    let workspace = workspace();
    let folder = workspace.path();
    let run = signed(folder);
    // As an `approve` leaves it that was killed before it told the history.
    seal(&run, &Sealing { what: "note", at: at(23), files: &[("note.txt", b"seen")] }).unwrap();
    let (code, told) = verify(folder, &[]);
    assert!(code == Some(0) && told.contains("note: seal 3 of"), "{told}");
    audit(folder);
    let (code, told) = verify(folder, &[]);
    assert!(code == Some(0) && !told.contains("note:"), "{told}");
    std::fs::remove_dir_all(run.join("seals/0003-note")).unwrap();
    assert_eq!(verify(folder, &[]).0, Some(1));
}
