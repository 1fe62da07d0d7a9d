//! The snapshot file: what was written is read again, and what was not written by us is refused with the reason.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod common;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use common::systems::systems;
use proptest::prelude::*;
use rolecall::model::{GroupIx, Ops, UserIx};
use rolecall::snapshot::{FORMAT, FieldGuard, Membership, ReadError, Snapshot, WriteError, content_hash, read, write};
use rolecall::synth::{Builder, company};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const NOON: &str = "2026-01-01T12:00:00Z";

/// A folder with the sample company's snapshot in it.
fn written() -> (TempDir, PathBuf, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.rolecall");
    let snapshot = company(1, NOON).snapshot;
    write(&snapshot, &path).unwrap();
    (folder, path, snapshot)
}

/// What `zstd -dc` prints.
fn unpacked(path: &Path) -> String {
    let mut text = String::new();
    zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn pack(path: &Path, text: &str) {
    std::fs::write(path, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |text, byte| text + format!("{byte:02x}").as_str())
}

/// The body under a header that fits it.
fn with_header(body: &str) -> String {
    format!("{{\"rolecall\":\"snapshot\",\"format\":{FORMAT},\"sha256\":\"{}\"}}\n{body}\n", sha256(body))
}

/// The refusal, without the folder of this run.
fn refusal(path: &Path) -> String {
    let error = read(path).unwrap_err();
    let text = error.to_string();
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    assert!(matches!(error, ReadError::Io { .. }) || text.contains("collect"), "the next step: {text}");
    text.replace(&format!("{}/", path.parent().unwrap().display()), "")
}

proptest! {
    #[test]
    fn any_snapshot_comes_back_as_it_was(snapshot in systems()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("any");
        prop_assert_eq!(write(&snapshot, &path).unwrap(), content_hash(&snapshot));
        prop_assert_eq!(read(&path).unwrap(), snapshot.0);
    }
}

#[test]
fn equal_snapshots_give_equal_bytes() {
    let (folder, path, _) = written();
    let other = folder.path().join("other");
    write(&company(1, NOON).snapshot, &other).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap());
    write(&company(2, NOON).snapshot, &other).unwrap();
    assert_ne!(std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap());
}

/// `zstd -dc FILE | tail -n 1 | tr -d '\n' | sha256sum`, as the documentation tells an auditor.
#[test]
fn anyone_can_check_the_hash_of_the_header() {
    let (_folder, path, snapshot) = written();
    let text = unpacked(&path);
    let (header, body) = text.trim_end_matches('\n').rsplit_once('\n').unwrap();
    let header: serde_json::Value = serde_json::from_str(header).unwrap();
    assert_eq!(header["sha256"], sha256(body).as_str());
    assert_eq!(header["sha256"], content_hash(&snapshot).as_str());
}

#[test]
fn no_changed_byte_passes() {
    let (_folder, path, snapshot) = written();
    let bytes = std::fs::read(&path).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 97 + 1) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        std::fs::write(&path, &damaged).unwrap();
        // A few bits of the packing mean nothing; what comes out must be what went in.
        match read(&path) {
            Ok(back) => assert!(back == snapshot, "byte {at}"),
            Err(_) => drop(refusal(&path)),
        }
    }
    for keep in [0, 1, 4, 17, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        refusal(&path);
    }
}

#[test]
fn a_changed_body_does_not_fit_its_header() {
    let (_folder, path, _) = written();
    pack(&path, &unpacked(&path).replace("sales@acme.example", "alice@acme.exampl"));
    let text = refusal(&path);
    assert!(text.starts_with("`acme.rolecall` is damaged: its content has SHA-256 "), "{text}");
    assert!(text.ends_with("; collect again or restore the file"), "{text}");
}

#[test]
fn other_files_are_no_snapshots() {
    let (_folder, path, _) = written();
    let not_one = "`acme.rolecall` is not a rolecall snapshot; make one with `rolecall collect`";
    for bytes in [&b""[..], b"PK\x03\x04zip", b"\x1f\x8b\x08gzip", b"{}\n{}\n", b"\x28\xb5\x2f"] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(refusal(&path), not_one);
    }
    for text in ["", "\n", "{}\n{}\n", "no json", "{\"rolecall\":\"report\",\"format\":2,\"sha256\":\"\"}\n{}\n"] {
        pack(&path, text);
        assert_eq!(refusal(&path), not_one, "{text:?}");
    }
    pack(&path, &"x".repeat(1 << 20));
    assert_eq!(refusal(&path), not_one, "a header without an end is not read to its end");
}

#[test]
fn a_snapshot_of_another_format_says_so() {
    let (_folder, path, _) = written();
    let (this, other) = (format!("\"format\":{FORMAT}"), FORMAT + 1);
    pack(&path, &unpacked(&path).replacen(&this, &format!("\"format\":{other}"), 1));
    let expected =
        format!("`acme.rolecall` has snapshot format {other}, this rolecall reads format {FORMAT}; collect again");
    assert_eq!(refusal(&path), expected);
}

#[test]
fn what_does_not_belong_there_is_refused_although_the_hash_fits() {
    let (_folder, path, mut snapshot) = written();
    pack(&path, &with_header(&format!("{} {{}}", serde_json::to_string(&snapshot).unwrap())));
    assert!(refusal(&path).contains("trailing characters"));
    pack(&path, &with_header(&serde_json::to_string(&snapshot).unwrap().replacen('{', "{\"surplus\":1,", 1)));
    assert!(refusal(&path).contains("unknown field `surplus`"));

    snapshot.memberships.push(Membership(UserIx(0), GroupIx(4_000_000)));
    pack(&path, &with_header(&serde_json::to_string(&snapshot).unwrap()));
    let groups = snapshot.groups.len();
    assert_eq!(
        refusal(&path),
        format!(
            "`acme.rolecall` is damaged: group at position 4000000, there are {groups}; collect again or restore the file"
        )
    );
    snapshot.memberships.pop();
    snapshot.grants[0].ops = Ops(1 << 7);
    pack(&path, &with_header(&serde_json::to_string(&snapshot).unwrap()));
    assert!(refusal(&path).contains("operation"));
}

#[test]
fn fields_stand_in_order_and_their_guards_name_what_is_there() {
    let (_folder, path, _) = written();
    let mut builder = Builder::new("acme");
    builder.group("base.group_user").field("sale.order", "margin", &[]).field("sale.order", "name", &[]);
    builder.user("ann", "Ann Ode", &[]).user("bob", "Bob Ray", &[]);
    let snapshot = builder.build();
    let with = |change: &dyn Fn(&mut Snapshot)| {
        let mut snapshot = snapshot.clone();
        change(&mut snapshot);
        pack(&path, &with_header(&serde_json::to_string(&snapshot).unwrap()));
    };
    let guarded = |guard: FieldGuard| {
        with(&|snapshot| snapshot.fields.iter_mut().for_each(|field| field.guard = Some(guard.clone())));
    };
    let groups = |any: &[u32], none: &[u32]| FieldGuard::Groups {
        any: any.iter().copied().map(GroupIx).collect(),
        none: none.iter().copied().map(GroupIx).collect(),
    };
    let observed = |seen: &[u32], hidden: &[u32]| FieldGuard::Observed {
        seen_by: seen.iter().copied().map(UserIx).collect(),
        hidden_from: hidden.iter().copied().map(UserIx).collect(),
    };
    for fine in [FieldGuard::Nobody, groups(&[0], &[0]), observed(&[0, 1], &[]), observed(&[1], &[0])] {
        guarded(fine);
        assert!(read(&path).is_ok());
    }
    for guard in [groups(&[1], &[]), groups(&[], &[1])] {
        guarded(guard);
        assert!(refusal(&path).contains("group at position 1, there are 1"));
    }
    for guard in [observed(&[2], &[]), observed(&[], &[0, 2])] {
        guarded(guard);
        assert!(refusal(&path).contains("user at position 2, there are 2"));
    }
    for guard in [observed(&[1, 0], &[]), observed(&[], &[0, 0])] {
        guarded(guard);
        assert!(refusal(&path).contains("the accounts that were asked about field `margin` are not in order"));
    }
    with(&|snapshot| snapshot.fields.reverse());
    assert!(refusal(&path).contains("its fields are not in the order of their keys"));
}

#[test]
fn a_snapshot_that_contradicts_itself_is_not_written() {
    let (folder, path, mut snapshot) = written();
    let before = std::fs::read(&path).unwrap();
    snapshot.memberships.push(Membership(UserIx(4_000_000), GroupIx(0)));
    assert!(matches!(write(&snapshot, &path), Err(WriteError::Inconsistent(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before, "what stood there still stands");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let (folder, _, snapshot) = written();
    let nowhere = folder.path().join("missing").join("acme.rolecall");
    assert!(matches!(write(&snapshot, &nowhere), Err(WriteError::Io { .. })));
    assert!(!nowhere.parent().unwrap().exists());
    // A folder where the file should be.
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("inside"), "").unwrap();
    assert!(matches!(write(&snapshot, &taken), Err(WriteError::NotAFile { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "only what was there before");
}

/// A few kilobytes that unpack to a gigabyte in one string: reading stops early.
#[test]
fn a_small_file_cannot_fill_the_memory() {
    let (_folder, path, _) = written();
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packed.write_all(format!("{}\n{{\"system\":{{\"kind\":\"", with_header("").trim_end()).as_bytes()).unwrap();
    let piece = vec![b'a'; 1 << 20];
    for _ in 0..1024 {
        packed.write_all(&piece).unwrap();
    }
    let bytes = packed.finish().unwrap();
    assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
    std::fs::write(&path, bytes).unwrap();
    assert!(refusal(&path).contains("unpacks to more than"));
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refusal(&folder.path().join("gone")), "cannot read snapshot `gone`");
}
