//! Accounts of every kind: with keys, with a second factor, switched off.

use std::collections::BTreeSet;

use rolecall::connect::live::{Question, SecretKind};
use rolecall::findings::Exit;
use rolecall::probe::{Cell, Probed, RoleOutcome};
use rolecall::sample::{Faults, Flavour, Options};
use rolecall::snapshot::{Presence, Snapshot, User};

use crate::acme::{Acme, planted, told};

const LOGIN: &str = "probe.sales-rep@acme.example";

/// The account's role, and one beside it.
fn two_roles() -> BTreeSet<String> {
    ["sales-rep", "employee"].map(str::to_owned).into()
}

fn change(snapshot: &mut Snapshot, change: impl FnOnce(&mut User)) {
    change(snapshot.users.iter_mut().find(|user| user.login() == LOGIN).unwrap());
}

/// What the server heard in the name of the account.
fn heard(acme: &Acme) -> Vec<String> {
    let log = acme.running.log().into_iter().filter(|seen| seen.login.as_deref() == Some(LOGIN));
    log.map(|seen| seen.call.unwrap_or_default()).collect()
}

fn cells<'p>(probed: &'p Probed, role: &str) -> Vec<&'p Cell> {
    let at = probed.roles.iter().position(|run| run.name == role).unwrap();
    probed.cells.iter().filter(|cell| cell.run as usize == at).collect()
}

#[test]
fn with_keys_19_is_asked_over_json_2_and_says_the_same() {
    let options = Options { faults: Faults::planted(), ..Options::default() };
    let mut acme = Acme::serve(Flavour::V19, options);
    acme.kind = SecretKind::Key;
    let before = acme.running.checksum();
    let probed = acme.probe();
    assert_eq!(told(&acme.audited(&probed)), planted());
    assert_eq!(acme.reported(&probed).exit(), Exit::Findings, "nothing was left open");
    assert_eq!(acme.running.checksum(), before);
    assert_eq!(acme.running.login_traces(), 11, "a key signs in too");

    let log = acme.running.log();
    let by = |path: &str| log.iter().filter(|seen| seen.path.starts_with(path)).collect::<Vec<_>>();
    let (new, old) = (by("/json/2/"), by("/jsonrpc"));
    assert_eq!(new.len() + old.len(), log.len());
    let old: BTreeSet<Option<&str>> = old.iter().map(|seen| seen.call.as_deref()).collect();
    assert_eq!(old, BTreeSet::from([Some("login")]), "only signing in has no other way");
    assert!(new.len() > 1_000, "{}", new.len());
}

#[test]
fn a_second_factor_keeps_passwords_away_and_lets_keys_in() {
    for flavour in Flavour::ALL {
        let options = Options { faults: Faults::planted(), ..Options::default() };
        let second = |snapshot: &mut Snapshot| change(snapshot, |user| user.second_factor = Presence::Present);
        let mut acme = Acme::changed(flavour, options, second);
        acme.limits.roles = two_roles();
        let probed = acme.probe();
        assert!(probed.roles.iter().all(|role| role.name != "sales-rep"), "{flavour:?}");
        assert_eq!(heard(&acme), [] as [&str; 0], "{flavour:?}: not one request as the account");
        let refused = probed.unprobed.iter().find(|entry| entry.what == "role `sales-rep`").unwrap();
        assert!(refused.asked_for && refused.reason.contains("second factor"), "{flavour:?}: {refused:?}");
        assert_eq!(acme.reported(&probed).exit(), Exit::Incomplete, "{flavour:?}");

        acme.kind = SecretKind::Key;
        let probed = acme.probe();
        let of_role = planted().into_iter().filter(|line| line.contains(" sales-rep ")).collect();
        assert_eq!(told(&acme.audited(&probed)), of_role, "{flavour:?}");
        assert!(heard(&acme).iter().any(|call| call == "login"), "{flavour:?}: a key signs in");
        assert_eq!(acme.reported(&probed).exit(), Exit::Findings, "{flavour:?}");
    }
}

#[test]
fn an_account_that_is_switched_off_is_asked_whether_it_gets_in_and_nothing_else() {
    for flavour in Flavour::ALL {
        let off = |snapshot: &mut Snapshot| change(snapshot, |user| user.active = false);
        let mut acme = Acme::changed(flavour, Options::default(), off);
        acme.limits.roles = two_roles();
        let before = acme.running.checksum();
        let probed = acme.probe();
        assert_eq!(heard(&acme), ["login"], "{flavour:?}");
        let asked = cells(&probed, "sales-rep");
        let [only] = asked.as_slice() else { panic!("{flavour:?}: {asked:#?}") };
        assert_eq!((&only.question, only.observed.allowed()), (&Question::SignIn, Some(false)), "{flavour:?}");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}");
        assert_eq!(told(&acme.audited(&probed)), BTreeSet::new(), "{flavour:?}: so it should be");
        assert_eq!(acme.reported(&probed).exit(), Exit::Incomplete, "{flavour:?}: the role itself was not asked");
        assert_eq!(acme.running.login_traces(), 1, "{flavour:?}: a refused sign-in leaves nothing");
        assert_eq!(acme.running.checksum(), before, "{flavour:?}");
    }
}

#[test]
fn a_secret_that_is_not_taken_fails_once_and_proves_nothing() {
    for flavour in Flavour::ALL {
        let mut acme = Acme::serve(flavour, Options::default());
        let role = acme.map.roles.iter().position(|role| role.name.value == "sales-rep").unwrap();
        acme.limits.roles = two_roles();
        acme.secrets.insert(u32::try_from(role).unwrap(), "mistyped".into());
        let probed = acme.probe();
        let role = probed.roles.iter().find(|run| run.name == "sales-rep").unwrap();
        assert!(matches!(role.outcome, RoleOutcome::ControlFailed(_)), "{flavour:?}: {:?}", role.outcome);
        assert_eq!(heard(&acme), ["context_get"], "{flavour:?}: one failure, and no second");
        assert!(cells(&probed, "sales-rep").iter().all(|cell| cell.observed.allowed().is_none()), "{flavour:?}");
        assert_eq!(told(&acme.audited(&probed)), BTreeSet::new(), "{flavour:?}");
        assert_eq!(acme.reported(&probed).exit(), Exit::Incomplete, "{flavour:?}");
    }
}
