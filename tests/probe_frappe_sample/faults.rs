//! What a probe finds: everything that custom apps do against the rows, and nothing else.

use std::collections::BTreeSet;

use rolecall::probe::{Cell, RoleOutcome};
use rolecall::sample::frappe::Flavour;

use crate::acme::{Done, faulty, honest, planted, told};

#[test]
fn every_planted_fault_is_found_by_its_check_and_nothing_else_is() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = faulty(flavour);
        assert_eq!(told(&acme.audited(probed)), planted(), "{flavour:?}: an audit leaves the rest to its causes");
    }
}

/// What an answer should have been, where it was not: the design's word against the configuration's.
fn is_as_computed(cell: &Cell) -> bool {
    cell.predicted.is_none() || cell.predicted == cell.observed.allowed()
}

#[test]
fn an_honest_server_answers_as_its_configuration_says() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        let odd: Vec<&Cell> = probed.cells.iter().filter(|cell| !is_as_computed(cell)).collect();
        assert!(odd.is_empty(), "{flavour:?}: {odd:#?}");
        assert_eq!(told(&acme.audited(probed)), BTreeSet::new(), "{flavour:?}");
        for line in told(&acme.reported(probed)) {
            assert!(line.starts_with("unexpected-"), "{flavour:?}: {line}");
        }
    }
}

#[test]
fn every_role_is_asked_and_no_answer_is_unclear() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        assert_eq!(probed.roles.len(), acme.map.roles.len(), "{flavour:?}");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}: {:#?}", probed.roles);
        let open: Vec<&Cell> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
        assert!(open.is_empty(), "{flavour:?}: {open:#?}");
        assert!(!probed.interrupted && probed.changes.is_empty());
    }
}
