//! What a probe finds: everything that custom code does against the rows, and nothing else.

use std::collections::BTreeSet;

use rolecall::connect::live::Question;
use rolecall::findings::Exit;
use rolecall::probe::{Cell, Designed, Probed, RoleOutcome};
use rolecall::sample::{Faults, Flavour};

use crate::acme::{Acme, Done, faulty, honest, planted, told};

#[test]
fn every_planted_fault_is_found_by_its_check_and_nothing_else_is() {
    assert_eq!(planted().len(), Faults::planted().live.len());
    for flavour in Flavour::ALL {
        let (Done { acme, probed, .. }, honest) = (faulty(flavour), honest(flavour));
        assert_eq!(told(&acme.audited(probed)), planted(), "{flavour:?}: an audit leaves the rest to its causes");
        // Alone, a probe tells beside them what the configuration does against the design.
        let designed = told(&honest.acme.reported(&honest.probed));
        let expected = designed.union(&planted()).cloned().collect();
        assert_eq!(told(&acme.reported(probed)), expected, "{flavour:?}");
        assert_eq!(acme.reported(probed).exit(), Exit::Findings, "{flavour:?}: nothing was left open");
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
        // What the company's own faults are, seen from outside.
        for (role, model) in [("warehouse", "hr.employee"), ("customer", "product.pricelist.item")] {
            let found = told(&acme.reported(probed));
            assert!(found.iter().any(|line| line.contains(&format!("unexpected-allow {role} {model} "))), "{found:#?}");
        }
        assert!(told(&acme.reported(probed)).contains("unexpected-deny purchaser stock.picking read write"));
    }
}

#[test]
fn every_role_is_asked_everything_and_every_answer_is_clear() {
    for flavour in Flavour::ALL {
        let Done { acme, probed, .. } = honest(flavour);
        assert_eq!(probed.roles.len(), acme.map.roles.len(), "{flavour:?}");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}: {:#?}", probed.roles);
        let open: Vec<&Cell> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
        assert!(open.is_empty(), "{flavour:?}: {open:#?}");
        assert!(probed.unprobed.iter().all(|entry| !entry.asked_for), "{flavour:?}: {:#?}", probed.unprobed);
        assert!(!probed.interrupted && probed.changes.is_empty());

        let partner = probed.unprobed.iter().any(|entry| entry.reason.contains("`res.partner`"));
        assert_eq!(partner, flavour == Flavour::V19, "the one write that 19 does not let anybody try");
        for role in ["sales-rep", "sales-manager", "customer"] {
            assert_eq!(both_sides(acme, probed, role), [true, false], "{flavour:?} {role}");
        }
    }
}

/// Whether a role read the orders that it was asked about, in the order of the plan.
fn both_sides(acme: &Acme, probed: &Probed, role: &str) -> Vec<bool> {
    let at = probed.roles.iter().position(|run| run.name == role).unwrap();
    let reads = |cell: &&Cell| match &cell.question {
        Question::Record { resource, op, .. } => {
            acme.snapshot.resource(*resource).key == "sale.order" && acme.snapshot.operation(*op).name == "read"
        }
        _ => false,
    };
    let cells = probed.cells.iter().filter(|cell| cell.run as usize == at).filter(reads);
    cells.map(|cell| cell.observed.allowed().unwrap()).collect()
}

#[test]
fn a_caller_without_a_login_and_a_wrong_secret_are_refused() {
    for flavour in Flavour::ALL {
        let Done { probed, .. } = honest(flavour);
        let asked = |kind: fn(&Cell) -> bool| probed.cells.iter().filter(move |cell| kind(cell));
        let outside = |cell: &Cell| matches!(cell.question, Question::Anonymous { .. });
        let wrong = |cell: &Cell| cell.question == Question::SignInWrong;
        assert_eq!((asked(outside).count(), asked(wrong).count()), (2, 11), "{flavour:?}");
        for cell in asked(outside).chain(asked(wrong)) {
            assert_eq!(
                (cell.observed.allowed(), cell.designed),
                (Some(false), Designed::Deny),
                "{flavour:?}: {cell:?}"
            );
        }
    }
}
