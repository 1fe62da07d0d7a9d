//! A probe leaves the database as it was, however it ends; what it leaves besides is told.

use rolecall::connect::live::SecretKind;
use rolecall::probe::Probed;
use rolecall::sample::frappe::{Flavour, Options};

use crate::acme::{Acme, Done, faulty, honest};

/// Equal rows, and each trace that there is is told.
fn assert_only_traces(acme: &Acme, probed: &Probed, before: &str, what: &str) {
    assert_eq!(acme.running.checksum(), before, "{what}");
    assert!(acme.running.login_traces() == 0 || !probed.traces.is_empty(), "{what}: {:?}", probed.traces);
    assert_eq!((acme.running.drawn(), &probed.changes), (0, &vec![]), "{what}");
}

#[test]
fn a_full_probe_leaves_the_rows_as_they_were() {
    for flavour in Flavour::ALL {
        for Done { acme, probed, before } in [honest(flavour), faulty(flavour)] {
            assert_only_traces(acme, probed, before, &format!("{flavour:?}"));
            assert_eq!(acme.running.requests(), probed.requests, "{flavour:?}: every request is told");
        }
    }
}

#[test]
fn an_interrupted_probe_leaves_the_rows_as_they_were_and_no_session() {
    let serve = |flavour| {
        let mut acme = Acme::serve(flavour, Options::default());
        acme.limits.roles = ["sales-rep", "warehouse"].map(str::to_owned).into();
        acme.limits.per_role = 150;
        acme.kind = SecretKind::Password;
        acme
    };
    for flavour in Flavour::ALL {
        let acme = serve(flavour);
        let before = acme.running.checksum();
        let whole = acme.probe();
        assert_only_traces(&acme, &whole, &before, &format!("{flavour:?}, whole"));
        let total = usize::try_from(whole.requests).unwrap();
        for most in (1..total).step_by(29).chain([total - 3]) {
            let acme = serve(flavour);
            let probed = acme.probe_until(most);
            let what = format!("{flavour:?}, after {most} of {total}");
            assert_only_traces(&acme, &probed, &before, &what);
            let log = acme.running.log();
            let count =
                |path: &str| log.iter().filter(|seen| seen.path.starts_with(path) && seen.answer == "ok").count();
            assert_eq!(count("/api/method/login"), count("/api/method/logout"), "{what}");
            // What was observed is what the whole probe observes.
            for cell in &probed.cells {
                let same = whole.cells.iter().find(|other| other.run == cell.run && other.question == cell.question);
                assert_eq!(same.map(|same| &same.observed), Some(&cell.observed), "{what}: {}", cell.words);
            }
        }
    }
}
