//! A probe leaves the site as it was; what it leaves besides is told.

use rolecall::connect::live::{Question, SecretKind};
use rolecall::probe::{Cell, Probed};
use rolecall::sample::frappe::{Faults, Flavour};

use crate::acme::{Acme, Done, faulty, honest};

#[test]
fn a_full_probe_leaves_the_rows_as_they_were() {
    for flavour in Flavour::ALL {
        for Done { acme, probed, before } in [honest(flavour), faulty(flavour)] {
            assert_eq!(&acme.running.checksum(), before, "{flavour:?}");
            assert_eq!(probed.changes, [], "{flavour:?}");
            let told = |word: &str| probed.traces.iter().any(|trace| trace.contains(word));
            assert!(told("tabActivity Log") && told("tabUser"), "{flavour:?}: {:?}", probed.traces);
            assert!(acme.running.login_traces() > 0, "{flavour:?}");
        }
    }
}

#[test]
fn with_tokens_it_is_the_same_and_leaves_less() {
    let mut acme = Acme::serve(Flavour::V15, Faults::none());
    acme.kind = SecretKind::Key;
    acme.limits.roles = ["sales-rep", "warehouse", "customer"].map(str::to_owned).into();
    let before = acme.running.checksum();
    let probed = acme.probe();
    assert_eq!(acme.running.checksum(), before);
    assert!(probed.cells.len() > 100);
    assert!(acme.running.login_traces() <= 5, "the first call of each token");
    let by_password = honest(Flavour::V15);
    let is_of_nobody = |cell: &Cell| matches!(cell.question, Question::Anonymous { .. } | Question::SignInWrong);
    let role = |probed: &Probed, cell: &Cell| probed.roles.get(cell.run as usize).map(|run| run.name.clone());
    for cell in probed.cells.iter().filter(|cell| !is_of_nobody(cell) && cell.predicted.is_some()) {
        let whole = &by_password.probed;
        let is_it = |other: &&Cell| role(whole, other) == role(&probed, cell) && other.question == cell.question;
        let same = whole.cells.iter().find(is_it).map(|same| same.observed.allowed());
        assert_eq!(same, Some(cell.observed.allowed()), "{}", cell.words);
    }
}
