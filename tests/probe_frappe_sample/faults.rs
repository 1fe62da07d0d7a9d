//! What a probe finds: everything that custom apps do against the rows, and nothing else.

use std::collections::BTreeSet;

use rolecall::connect::live::Question;
use rolecall::probe::{Cell, RoleOutcome};
use rolecall::sample::frappe::Flavour;

use crate::acme::{Done, faulty, honest, planted, told};

#[test]
fn every_planted_fault_is_found_by_its_check_and_nothing_else_is() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = faulty(flavour);
        let expected = planted().union(&of_levels(flavour)).cloned().collect();
        assert_eq!(told(&acme.audited(probed)), expected, "{flavour:?}: an audit leaves the rest to its causes");
    }
}

/// What levels hide from nobody in 14, where the settings say nothing else: reads over the API show every field.
fn of_levels(flavour: Flavour) -> BTreeSet<String> {
    let ctc = ["sales-rep", "purchaser", "warehouse", "support-agent"]
        .map(|role| format!("unexpected-allow {role} Employee.ctc read"));
    let rate = "unexpected-allow sales-rep Item.valuation_rate read".to_owned();
    if flavour == Flavour::V14 { ctc.into_iter().chain([rate]).collect() } else { BTreeSet::new() }
}

/// What an answer should have been, where it was not: the design's word against the configuration's.
fn is_as_computed(cell: &Cell) -> bool {
    cell.predicted.is_none() || cell.predicted == cell.observed.allowed()
}

#[test]
fn an_honest_server_answers_as_its_configuration_says() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        // What its own caveat doubts proves nothing.
        let is_doubted = |cell: &Cell| cell.observed.caveat.is_some();
        let shows_all = |cell: &Cell| flavour == Flavour::V14 && matches!(cell.question, Question::ReadField { .. });
        let odd = probed.cells.iter().filter(|cell| !is_as_computed(cell) && !shows_all(cell) && !is_doubted(cell));
        let odd: Vec<&Cell> = odd.collect();
        assert!(odd.is_empty(), "{flavour:?}: {odd:#?}");
        assert_eq!(told(&acme.audited(probed)), of_levels(flavour), "{flavour:?}");
        for line in told(&acme.reported(probed)) {
            assert!(line.starts_with("unexpected-"), "{flavour:?}: {line}");
        }
    }
}

#[test]
fn every_role_is_asked_and_no_answer_is_unclear() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        let roles = if flavour == Flavour::V15 { acme.map.roles.len() } else { acme.limits.roles.len() };
        assert_eq!(probed.roles.len(), roles, "{flavour:?}");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}: {:#?}", probed.roles);
        let open: Vec<&Cell> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
        assert!(open.is_empty(), "{flavour:?}: {open:#?}");
        assert!(!probed.interrupted && probed.changes.is_empty());
    }
}
