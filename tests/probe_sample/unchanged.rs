//! A probe leaves the database as it was, however it ends; what it leaves besides is told.

use std::time::Duration;

use rolecall::access::Access;
use rolecall::compare::Design;
use rolecall::connect::live::Question;
use rolecall::connect::odoo::api::{OdooAccounts, Rpc};
use rolecall::findings::Exit;
use rolecall::probe::Probed;
use rolecall::provision::{Journal, Target, cleanup, provision, wanted, with_accounts, with_probes};
use rolecall::sample::{Behaviour, Disturbance, Faults, Flavour, Options};

use crate::acme::{Acme, Done, faulty, honest, now, planted, told};

/// Equal rows, and each trace that there is is told.
fn assert_only_traces(acme: &Acme, probed: &Probed, before: &str, what: &str) {
    assert_eq!(acme.running.checksum(), before, "{what}");
    let names = |word: &str| probed.traces.iter().any(|trace| trace.contains(word));
    assert!(acme.running.login_traces() == 0 || names("res_users_log"), "{what}: {:?}", probed.traces);
    assert!(acme.running.drawn() == 0 || names("id sequence"), "{what}: {:?}", probed.traces);
    assert_eq!(probed.changes, [], "{what}");
}

#[test]
fn a_full_probe_leaves_the_rows_as_they_were() {
    for flavour in Flavour::ALL {
        for Done { acme, probed, before } in [honest(flavour), faulty(flavour)] {
            assert_only_traces(acme, probed, before, &format!("{flavour:?}"));
            assert_eq!(acme.running.login_traces(), 11, "{flavour:?}: each role signs in once");
            assert_eq!(acme.running.requests(), probed.requests, "{flavour:?}: every request is told");
        }
    }
}

#[test]
fn an_interrupted_probe_leaves_the_rows_as_they_were_and_says_that_it_is_not_whole() {
    let serve = |flavour| {
        let mut acme = Acme::serve(flavour, Options::default());
        acme.limits.roles = ["sales-rep", "sales-manager"].map(str::to_owned).into();
        acme
    };
    for flavour in Flavour::ALL {
        let acme = serve(flavour);
        let before = acme.running.checksum();
        let whole = acme.probe();
        let total = usize::try_from(whole.requests).unwrap();
        for most in (1..total).step_by(53).chain([total - 1]) {
            let acme = serve(flavour);
            let probed = acme.probe_until(most);
            let what = format!("{flavour:?}, after {most} of {total}");
            assert!(probed.interrupted, "{what}");
            assert_eq!(acme.reported(&probed).exit(), Exit::Incomplete, "{what}");
            assert_only_traces(&acme, &probed, &before, &what);
            // What was observed is what the whole probe observes.
            for cell in &probed.cells {
                let same = whole.cells.iter().find(|other| other.run == cell.run && other.question == cell.question);
                assert_eq!(same.map(|same| &same.observed), Some(&cell.observed), "{what}: {}", cell.words);
            }
        }
    }
}

#[test]
fn a_sign_in_that_is_given_up_half_way_is_told_as_a_trace_all_the_same() {
    let serve = |behaviour| {
        let mut acme = Acme::serve(Flavour::V18, Options { behaviour, ..Options::default() });
        acme.limits.roles = ["employee".to_owned()].into();
        acme
    };
    let whole = serve(Behaviour::default());
    whole.probe();
    let signs_in =
        whole.running.log().iter().position(|seen| seen.call.as_deref() == Some("login")).unwrap() as u64 + 1;
    let slow = move |n| if n == signs_in { Disturbance::Delay(Duration::from_secs(5)) } else { Disturbance::None };
    let probed = serve(Behaviour::new(slow)).probe_up_to(signs_in);
    assert!(probed.interrupted && probed.cells.iter().all(|cell| cell.question != Question::SignIn));
    assert_eq!(probed.requests, signs_in, "given up, and sent");
    assert!(probed.traces.iter().any(|trace| trace.contains("res_users_log")), "{:?}", probed.traces);
}

/// Accounts are made, asked as, and removed; they see the same faults as accounts that were there.
#[test]
fn a_probe_as_accounts_made_for_it_leaves_the_rows_as_they_were() {
    for flavour in Flavour::ALL {
        let options = Options { faults: Faults::planted(), ..Options::default() };
        let mut acme = Acme::serve(flavour, options);
        acme.limits.roles = Faults::planted().live.iter().map(|fault| fault.role.to_owned()).collect();
        let before = acme.running.checksum();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let moment = jiff::Timestamp::UNIX_EPOCH;

        let admin = acme.login("admin");
        let uid = admin.id.parse().unwrap();
        let rpc = Rpc::new(acme.client(), acme.running.database(), uid, admin.secret);
        let accounts = OdooAccounts::new(rpc, &acme.snapshot.system.version).unwrap();
        let target = Target { system: "staging".into(), base: "/".into(), database: acme.running.database() };
        let mut journal = Journal::create(&path, &target, &admin.id, "run1", moment).unwrap();
        let access = Access::compute(&acme.snapshot);
        let (wanted, not_wanted) = wanted(&Design::of(&acme.map, &access), &acme.snapshot, &acme.limits.roles);
        assert_eq!((wanted.len(), not_wanted), (4, vec![]), "{flavour:?}");
        let made = now(provision(&mut journal, &accounts, &wanted, || moment)).unwrap();
        assert_eq!(made.not_made, [], "{flavour:?}");
        assert_ne!(acme.running.checksum(), before);

        acme.snapshot = with_accounts(&acme.snapshot, &made.made);
        acme.map = with_probes(&acme.map, &made.made);
        acme.secrets = made.made.into_iter().map(|made| (made.role, made.login.secret)).collect();
        let probed = acme.probe();
        assert_eq!(told(&acme.audited(&probed)), planted(), "{flavour:?}");
        assert!(probed.roles.iter().all(|role| role.asker.login.starts_with("rolecall-probe-")));

        let cleaned = now(cleanup(journal, &accounts, moment)).unwrap();
        assert_eq!((cleaned.removed.len(), cleaned.left), (4, vec![]), "{flavour:?}");
        assert_only_traces(&acme, &probed, &before, &format!("{flavour:?}"));
    }
}
