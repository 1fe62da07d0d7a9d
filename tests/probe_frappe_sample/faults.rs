//! What a probe finds: everything that custom apps do against the rows, and nothing else.

use std::collections::BTreeSet;

use rolecall::connect::live::Question;
use rolecall::probe::{Cell, RoleOutcome};
use rolecall::sample::frappe::{Faults, Flavour};

use crate::acme::{Done, faulty, honest, planted, told};

#[test]
fn every_planted_fault_is_found_by_its_check_and_nothing_else_is() {
    assert_eq!(planted().len(), Faults::planted().live.len());
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = faulty(flavour);
        assert_eq!(without_levels(flavour, told(&acme.audited(probed))), planted(), "{flavour:?}");
    }
}

/// 14 as sampled shows fields of every level in lists, as it ships.
fn without_levels(flavour: Flavour, told: BTreeSet<String>) -> BTreeSet<String> {
    told.into_iter()
        .filter(|line| flavour > Flavour::V14 || !line.contains(" Employee.ctc ") || planted().contains(line))
        .collect()
}

/// What an answer should have been, where it was not. What carries a caveat is known to err.
fn is_as_computed(flavour: Flavour, cell: &Cell) -> bool {
    let shown = flavour == Flavour::V14 && matches!(cell.question, Question::ReadField { .. });
    shown || cell.predicted.is_none() || cell.observed.caveat.is_some() || cell.predicted == cell.observed.allowed()
}

#[test]
fn an_honest_site_answers_as_its_configuration_says() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        let odd: Vec<&Cell> = probed.cells.iter().filter(|cell| !is_as_computed(flavour, cell)).collect();
        assert!(odd.is_empty(), "{flavour:?}: {} {:#?}", odd.len(), odd.first());
        // 14 as sampled shows what a level should hide, as it ships: the one planted field among it.
        let field = told(&acme.audited(probed))
            .into_iter()
            .filter(|line| flavour > Flavour::V14 || !line.contains("valuation_rate"));
        assert_eq!(without_levels(flavour, field.collect()), BTreeSet::new(), "{flavour:?}");
    }
}

#[test]
fn every_role_is_asked_and_every_answer_is_clear() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        assert_eq!(
            probed.roles.len(),
            acme.map.roles.iter().filter(|role| role.probe.is_some()).count(),
            "{flavour:?}"
        );
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}: {:#?}", probed.roles);
        let open: Vec<&Cell> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
        assert!(open.is_empty(), "{flavour:?}: {} {:#?}", open.len(), open.first());
        assert!(!probed.interrupted && probed.changes.is_empty());
        let asked = |kind: fn(&Cell) -> bool| probed.cells.iter().filter(|cell| kind(cell)).count();
        assert!(asked(|cell| matches!(cell.question, Question::Surface { .. })) > 20, "{flavour:?}");
        assert!(asked(|cell| matches!(cell.question, Question::ReadField { .. })) > 3, "{flavour:?}");
        assert!(asked(|cell| matches!(cell.question, Question::Attempt { record: Some(_), .. })) > 10, "{flavour:?}");
        let creates = asked(|cell| matches!(cell.question, Question::Attempt { record: None, .. }));
        assert_eq!(creates > 10, flavour > Flavour::V14, "{flavour:?}: in 14 everybody gets the same answer");
    }
}
