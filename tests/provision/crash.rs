//! A run that ends anywhere, and the cleanup after it.

use std::io::Write as _;

use rolecall::connect::accounts::{Accounts, Thing};
use rolecall::provision::{Cleaned, Journal, NotMade, ProvisionError, cleanup, provision};
use secrecy::ExposeSecret;

use crate::erp::{ADMIN, Erp};
use crate::silent::Silent;
use crate::{LATER, NOW, at, begin, now, target, wanted};

const ROLES: &[(&str, &[&str])] = &[("clerk", &["10"]), ("Sales Rep", &["10", "11"]), ("boss", &["12"])];

#[test]
fn a_run_makes_an_account_for_each_role_and_cleanup_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, path) = (Erp::new(), folder.path().join("journal"));
    let before = erp.tables.borrow().clone();
    let mut journal = begin(&path);
    let done = now(provision(&mut journal, &erp, &wanted(ROLES), || at(NOW))).unwrap();
    assert!(done.not_made.is_empty());
    let logins: Vec<&str> = done.made.iter().map(|made| &*made.login.name).collect();
    let expected = ["rolecall-probe-clerk-run1", "rolecall-probe-sales-rep-run1", "rolecall-probe-boss-run1"];
    assert_eq!(logins, expected);
    let sales = &done.made[1];
    assert_eq!(sales.groups, ["10", "11", "1"].map(Into::into), "what the ERP stored, not what was asked for");
    assert_eq!(sales.login.secret.expose_secret(), erp.passwords.borrow()[1]);
    let written = std::fs::read_to_string(&path).unwrap();
    for password in erp.passwords.borrow().iter() {
        assert!(!written.contains(password) && !format!("{done:?}").contains(password));
    }

    now(erp.deactivate(Thing::Account, &sales.login.id)).unwrap();
    let cleaned = now(cleanup(journal, &erp, at(NOW))).unwrap();
    assert_eq!(cleaned.removed.len(), 3, "an inactive account as well: {cleaned:?}");
    assert_eq!(cleaned.left, []);
    assert_eq!(*erp.tables.borrow(), before);
    assert!(!path.exists(), "the journal goes with the last account");
}

/// Every request of a run is once the last one, both with its work done and undone; the next process cleans up.
#[test]
fn a_run_that_is_killed_anywhere_leaves_nothing_after_cleanup() {
    for does in [false, true] {
        let mut ends = 0;
        for step in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let (erp, path) = (Erp::new(), folder.path().join("journal"));
            let before = erp.tables.borrow().clone();
            let mut journal = begin(&path);
            let dying = Silent::after(&erp, step, does);
            let made = now(provision(&mut journal, &dying, &wanted(ROLES), || at(NOW)));
            if made.is_ok() {
                ends = step;
                break;
            }
            assert!(matches!(made, Err(ProvisionError::Account { .. })));
            drop(journal);
            let cleaned = now(cleanup(Journal::open(&path, &target()).unwrap(), &erp, at(LATER))).unwrap();
            assert_eq!(cleaned.left, [], "step {step}, {does}");
            assert_eq!(*erp.tables.borrow(), before, "step {step}, {does}");
            assert!(!path.exists());
        }
        assert_eq!(ends, 6, "each account is made and read");
    }
}

/// The cleanup itself dies at each of its requests; the next one ends it.
#[test]
fn a_cleanup_that_is_killed_anywhere_is_ended_by_the_next() {
    for does in [false, true] {
        let mut ends = 0;
        for step in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let (erp, path) = (Erp::new(), folder.path().join("journal"));
            let before = erp.tables.borrow().clone();
            let mut journal = begin(&path);
            now(provision(&mut journal, &erp, &wanted(ROLES), || at(NOW))).unwrap();
            let first = now(cleanup(journal, &Silent::after(&erp, step, does), at(NOW))).unwrap();
            if first.left.is_empty() {
                ends = step;
                break;
            }
            let second = now(cleanup(Journal::open(&path, &target()).unwrap(), &erp, at(NOW))).unwrap();
            assert_eq!(second.left, [], "step {step}, {does}");
            assert_eq!(first.removed.len() + second.removed.len(), 3);
            assert_eq!(*erp.tables.borrow(), before, "step {step}, {does}");
        }
        assert_eq!(ends, 15, "find, remove, find, remove, find for each account");
    }
}

#[test]
fn a_line_torn_by_a_crash_is_an_event_that_never_happened() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, path) = (Erp::new(), folder.path().join("journal"));
    let before = erp.tables.borrow().clone();
    let mut journal = begin(&path);
    now(provision(&mut journal, &erp, &wanted(ROLES), || at(NOW))).unwrap();
    drop(journal);
    let whole = std::fs::read(&path).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
    for cut in last + 1..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let journal = Journal::open(&path, &target()).unwrap();
        drop(journal);
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"event\":\"made\",\"login\":\"rolecall-pro").unwrap();
        drop(Journal::open(&path, &target()).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), whole[..=last], "cut at {cut}");
    }
    let cleaned = now(cleanup(Journal::open(&path, &target()).unwrap(), &erp, at(LATER))).unwrap();
    assert_eq!((cleaned.removed.len(), cleaned.left.len()), (3, 0));
    assert_eq!(*erp.tables.borrow(), before);
}

#[test]
fn an_account_that_may_still_come_keeps_the_journal_for_two_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, path) = (Erp::new(), folder.path().join("journal"));
    let mut journal = begin(&path);
    now(provision(&mut journal, &Silent::after(&erp, 0, false), &wanted(ROLES), || at(NOW))).unwrap_err();
    let early = now(cleanup(journal, &erp, at(NOW))).unwrap();
    assert_eq!(early.removed, [] as [&str; 0]);
    assert!(early.left[0].what.contains("may still be making it"), "{early:?}");
    // It comes after all.
    erp.add("rolecall-probe-clerk-run1", ADMIN);
    let late = now(cleanup(Journal::open(&path, &target()).unwrap(), &erp, at(LATER))).unwrap();
    assert_eq!(late, Cleaned { removed: vec!["rolecall-probe-clerk-run1".into()], left: vec![] });
    assert_eq!(erp.tables.borrow().accounts.len(), 1);
    assert!(!path.exists());
}

#[test]
fn a_refused_account_leaves_its_role_without_one_and_the_others_with_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, path) = (Erp { refuses_group: Some("11"), ..Erp::new() }, folder.path().join("journal"));
    let mut journal = begin(&path);
    let done = now(provision(&mut journal, &erp, &wanted(ROLES), || at(NOW))).unwrap();
    assert_eq!(done.made.iter().map(|made| made.role).collect::<Vec<_>>(), [0, 2]);
    let reason = "no account `rolecall-probe-sales-rep-run1`: the system refused: this group is for nobody";
    assert_eq!(done.not_made, [NotMade { role: 1, reason: reason.into() }]);
    let cleaned = now(cleanup(journal, &erp, at(NOW))).unwrap();
    assert_eq!((cleaned.removed.len(), cleaned.left.len()), (2, 0), "nothing to wait for: the system said no");
}

#[test]
fn what_cannot_be_removed_is_taken_out_of_use_and_told() {
    for (keeps, accounts) in [(Thing::Account, 4), (Thing::Contact, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let (mut erp, path) = (Erp { keeps: Some(keeps), ..Erp::new() }, folder.path().join("journal"));
        let mut journal = begin(&path);
        now(provision(&mut journal, &erp, &wanted(ROLES), || at(NOW))).unwrap();
        let cleaned = now(cleanup(journal, &erp, at(NOW))).unwrap();
        assert_eq!((cleaned.removed.len(), cleaned.left.len()), (0, 3));
        let what = &cleaned.left[0].what;
        assert!(what.starts_with(keeps.words()) && what.contains("other records refer to it"), "{what}");
        assert!(what.contains("out of use now"), "{what}");
        let tables = erp.tables.borrow().clone();
        assert_eq!(tables.accounts.len(), accounts);
        let rows = if keeps == Thing::Account { &tables.accounts } else { &tables.contacts };
        let ours = rows.values().filter(|row| row.maker == ADMIN);
        assert!(ours.clone().count() == 3 && ours.clone().all(|row| !row.active));
        assert!(path.exists(), "the journal stays for the next attempt");
        erp.keeps = None;
        let cleaned = now(cleanup(Journal::open(&path, &target()).unwrap(), &erp, at(LATER))).unwrap();
        assert_eq!((cleaned.removed.len(), cleaned.left.len()), (3, 0));
    }
}

#[test]
fn an_account_that_is_not_ours_is_left_alone_though_it_has_the_login() {
    for maker in ["7", ADMIN] {
        let folder = tempfile::tempdir().unwrap();
        let (erp, path) = (Erp::new(), folder.path().join("journal"));
        let mut journal = begin(&path);
        now(provision(&mut journal, &erp, &wanted(&ROLES[..1]), || at(NOW))).unwrap();
        erp.add("rolecall-probe-clerk-run1", maker);
        let cleaned = now(cleanup(journal, &erp, at(NOW))).unwrap();
        assert_eq!(erp.tables.borrow().accounts.len(), 2, "the administrator and the stranger");
        assert!(erp.tables.borrow().accounts.values().all(|row| row.active));
        assert!(cleaned.left[0].what.contains("was left alone"), "{cleaned:?}");
    }
}
