//! The journal on disk.

use rolecall::provision::{Journal, JournalError, Target, provision};

use crate::erp::Erp;
use crate::{NOW, at, begin, now, target, wanted};

#[test]
fn a_journal_is_its_owners_alone_and_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(begin(&path));
    let first = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        first,
        "{\"event\":\"begun\",\"schema\":\"rolecall/provision/1\",\"target\":{\"system\":\"staging\",\
         \"base\":\"https://erp.example/\",\"database\":\"acme\"},\"maker\":\"2\",\"run\":\"run1\",\
         \"at\":\"2026-11-20T10:00:00Z\"}\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_unfinished_journal_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(begin(&path));
    let error = Journal::create(&path, &target(), "2", "run2", at(NOW)).unwrap_err();
    assert!(matches!(error, JournalError::Unfinished(_)) && error.to_string().contains("--cleanup"), "{error}");
    assert!(Journal::open(&path, &target()).unwrap().run() == "run1");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
}

#[test]
fn a_journal_of_another_system_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(begin(&path));
    for other in [
        Target { system: "prod".into(), ..target() },
        Target { base: "https://prod.example/".into(), ..target() },
        Target { database: "prod".into(), ..target() },
    ] {
        let error = Journal::open(&path, &other).unwrap_err();
        assert!(matches!(error, JournalError::Elsewhere { .. }) && error.to_string().contains("prod"), "{error}");
    }
}

#[test]
fn a_journal_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let first = begin(&path);
    assert!(matches!(Journal::open(&path, &target()), Err(JournalError::InUse(_))));
    drop(first);
    let second = Journal::open(&path, &target()).unwrap();
    assert!(matches!(Journal::open(&path, &target()), Err(JournalError::InUse(_))));
    drop(second);
}

#[test]
fn a_changed_journal_leads_to_no_other_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    now(provision(&mut begin(&path), &Erp::new(), &wanted(&[("clerk", &["10"])]), || at(NOW))).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    for (from, to, line) in [
        ("rolecall-probe-clerk-run1\",\"role", "admin\",\"role", 2),
        ("rolecall-probe-clerk-run1\",\"id", "rolecall-probe-boss-run1\",\"id", 3),
        ("rolecall/provision/1", "rolecall/provision/9", 1),
        ("\"event\":\"intends\"", "\"event\":\"begun\"", 2),
        ("\"event\":\"made\"", "\"event\":\"made\",\"more\":1", 3),
    ] {
        assert!(written.contains(from));
        std::fs::write(&path, written.replace(from, to)).unwrap();
        match Journal::open(&path, &target()).unwrap_err() {
            JournalError::Damaged { line: found, .. } => assert_eq!(found, line, "{to}"),
            other => panic!("{to}: {other}"),
        }
    }
    for nothing in ["", "{\"event\":\"beg", "\n"] {
        std::fs::write(&path, nothing).unwrap();
        assert!(matches!(Journal::open(&path, &target()), Err(JournalError::Damaged { line: 1, .. })));
    }
}

#[test]
fn a_journal_that_cannot_be_begun_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none").join("journal");
    let error = Journal::create(&path, &target(), "2", "run1", at(NOW)).unwrap_err();
    assert!(error.to_string().starts_with("cannot create the journal `"), "{error}");
}
