//! What somebody who signs is told beside the signature, and keys that are none.

#![cfg(unix)]

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use crate::command_line::{audit, rolecall, said, workspace};
use crate::support::keys;

const SIGNER: &str = "sign_offs:\n  - role: security\n    answers_for: access\n";

#[test]
fn who_signs_is_told_of_a_newer_run_and_of_a_key_that_others_can_read() {
    let workspace = workspace();
    let folder = workspace.path();
    std::fs::create_dir(folder.join("policies")).unwrap();
    std::fs::write(folder.join("policies/gate.yaml"), SIGNER).unwrap();
    let key = folder.join("key.pem");
    std::fs::write(&key, keys().private).unwrap();
    let (first, second) = (audit(folder), audit(folder));
    let approve = |run: &std::path::Path, mode: u32| {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let signed = ["--role", "security", "--name", "Mara Ohm", "--key", "file:key.pem", "--decision", "rejected"];
        let arguments = [&["approve", run.to_str().unwrap(), "--now", "2026-01-03"][..], &signed].concat();
        let output = rolecall(folder, &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    let told = approve(&first, 0o644);
    assert!(told.contains("warning: others than you can read the key in `key.pem`"), "{told}");
    let newer = format!("newer run of the same system, {}: NO-GO", second.file_name().unwrap().to_str().unwrap());
    assert!(told.contains(&newer), "{told}");
    let told = approve(&second, 0o600);
    assert!(!told.contains("warning"), "{told}");
    // A file that holds no key is told once.
    std::fs::write(&key, "no key").unwrap();
    let run = second.to_str().unwrap();
    let arguments = ["approve", run, "--role", "security", "--name", "Mara Ohm", "--key", "file:key.pem"];
    let told = said(&rolecall(folder, &arguments).output().unwrap());
    assert_eq!(told.matches("no Ed25519 private key").count(), 1, "{told}");
}

#[test]
fn a_private_key_in_the_gate_is_refused_before_anything_is_archived() {
    let workspace = workspace();
    let folder = workspace.path();
    std::fs::create_dir(folder.join("policies")).unwrap();
    let private = keys().private;
    let key = private.lines().fold(String::new(), |key, line| format!("{key}          {line}\n"));
    let gate = format!("{SIGNER}    signers:\n      - name: Mara Ohm\n        key: |\n{key}");
    std::fs::write(folder.join("policies/gate.yaml"), gate).unwrap();
    let output = rolecall(folder, &["audit", "--snapshot", "prod.snapshot"]).output().unwrap();
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("policies/gate.yaml:7:11: signer `Mara Ohm`: a PRIVATE key stands here"), "{told}");
    assert!(!told.contains(private.lines().nth(1).unwrap()), "{told}");
    assert!(!folder.join("reports").exists());
}

#[test]
fn a_file_whose_name_is_no_text_is_archived() {
    let workspace = workspace();
    let folder = workspace.path();
    let map = std::ffi::OsStr::from_bytes(b"m\xff.yaml");
    std::fs::rename(folder.join("role-map.yaml"), folder.join(map)).unwrap();
    let mut audit = rolecall(folder, &["audit", "--snapshot", "prod.snapshot", "--map"]);
    let told = said(&audit.arg(map).output().unwrap());
    assert!(told.contains("archived as run 1"), "{told}");
}
