//! What was not looked at is said, never passed over.

use rolecall::audit::{Inputs, audit, audit_with};
use rolecall::checks::{Need, all};
use rolecall::connect::live::Observed;
use rolecall::findings::{Exit, Verdict};
use rolecall::model::Severity;
use rolecall::probe::Designed::{Allow, Deny};
use rolecall::probe::RoleOutcome;
use rolecall::snapshot::{Domain, State};

use crate::PAIRS;
use crate::probe::{Probe, YES};
use crate::shop::{audit_snapshot, role_map, shop};

#[test]
fn without_a_design_every_check_of_it_is_not_assessed() {
    let (report, snapshot) = (shop().audit_alone(), shop().system.build());
    for check in all() {
        let told = report.not_assessed.iter().any(|entry| entry.what == check.info.name);
        let lacks = |need: &Need| match need {
            Need::Domain(domain) => !snapshot.has(*domain),
            Need::Design | Need::Probe => true,
            // Decisions are there whenever findings are.
            Need::Decisions => false,
        };
        assert_eq!(told, check.needs.iter().any(lacks), "{}", check.info.name);
    }
    assert!(report.not_assessed.iter().all(|entry| !entry.asked_for), "a map and a probe are optional");
    assert_eq!(report.exit(), Exit::Clean);
}

#[test]
fn a_check_without_its_data_is_not_assessed_and_finds_nothing() {
    for pair in PAIRS {
        let check = all().iter().find(|check| check.info.name == pair.check).unwrap();
        if check.needs.contains(&Need::Decisions) {
            // What it says depends on what all others found.
            continue;
        }
        let shop = (pair.fires)();
        for domain in Domain::ALL {
            let mut snapshot = shop.system.build();
            for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == domain) {
                coverage.state = State::NotAssessed;
            }
            let report = shop.audit_of(&snapshot);
            let told = report.not_assessed.iter().any(|entry| entry.what == pair.check);
            let found = report.findings.iter().any(|finding| finding.check_name == pair.check);
            let needed = check.needs.contains(&Need::Domain(domain));
            assert_eq!((told, found), (needed, !needed), "{} without {}", pair.check, domain.words());
        }
    }
}

#[test]
fn what_every_audit_asks_for_cannot_be_missing_in_a_go() {
    for (domain, asked_for) in [
        (Domain::Accounts, true),
        (Domain::Memberships, true),
        (Domain::ModelAccess, true),
        (Domain::Tokens, true),
        (Domain::Records, false),
        (Domain::Settings, false),
    ] {
        for state in [State::NotAssessed, State::Incomplete] {
            let mut snapshot = shop().system.build();
            for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == domain) {
                (coverage.state, coverage.reason) = (state, Some("the login may not read it".to_owned()));
            }
            let report = audit_snapshot(&snapshot, &shop().map);
            let entry = report.not_assessed.iter().find(|entry| entry.what == domain.words()).unwrap();
            assert!(entry.reason.ends_with("the login may not read it"), "{}", entry.reason);
            assert_eq!(entry.asked_for, asked_for, "{}", domain.words());
            assert_eq!(report.exit() == Exit::Incomplete, asked_for);
            assert_eq!(report.verdict == Verdict::Go, !asked_for, "{}", domain.words());
        }
    }
}

#[test]
fn a_snapshot_that_says_nothing_about_itself_is_not_assessed() {
    let mut snapshot = shop().system.build();
    snapshot.coverage.clear();
    let report = audit_snapshot(&snapshot, &shop().map);
    assert_eq!(report.verdict, Verdict::NotAssessed);
    assert!(Domain::ALL.iter().all(|domain| report.not_assessed.iter().any(|entry| entry.what == domain.words())));
}

/// What the probe's own report says was not assessed and asked for.
fn open_questions(probe: fn(&mut Probe<'_>)) -> Vec<(String, String)> {
    let report = shop().probed(probe).probe_alone();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let open = report.not_assessed.iter().filter(|entry| entry.asked_for);
    let open: Vec<_> = open.map(|entry| (entry.what.clone(), entry.reason.clone())).collect();
    let expected = if open.is_empty() { Verdict::Go } else { Verdict::NotAssessed };
    assert_eq!(report.verdict, expected);
    assert_eq!(report.exit() == Exit::Incomplete, !open.is_empty());
    open
}

#[test]
fn a_probe_that_ran_through_leaves_nothing_open() {
    let open = open_questions(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
        probe.leaves_out("write on sale.order.line", "`never` covers it", false);
    });
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_thousand_answers_that_prove_nothing_are_one_line_and_no_denial() {
    let open = open_questions(|probe| {
        probe.role("seller", "ann");
        for _ in 0..1_000 {
            let open = Observed::inconclusive("503 Service Unavailable");
            probe.may("unlink", "sale.order", (Deny, Some(false)), open);
        }
    });
    let what = "role seller: has_access([], 'unlink') on sale.order and 999 more";
    assert_eq!(open, [(what.to_owned(), "inconclusive: 503 Service Unavailable".to_owned())]);
}

#[test]
fn a_role_that_could_not_be_asked_as_and_one_that_ended_early_are_no_pass() {
    let open = open_questions(|probe| {
        probe.role("seller", "ann").ends(RoleOutcome::ControlFailed("the secret is not taken".to_owned()));
        probe.leaves_out("4 questions", "its control failed", true);
        probe.role("storekeeper", "dia").ends(RoleOutcome::Ended("the session was lost".to_owned()));
        probe.may("read", "stock.picking", (Allow, Some(true)), YES);
    });
    let what: Vec<&str> = open.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(what, ["probe of role seller", "probe of role storekeeper", "role seller: 4 questions"]);
    assert!(open[0].1.contains("the secret is not taken") && open[1].1.contains("the session was lost"), "{open:?}");
}

#[test]
fn an_interrupted_probe_and_one_that_asked_nothing_are_no_pass() {
    let interrupted = open_questions(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
        probe.done.interrupted = true;
    });
    assert!(interrupted.len() == 1 && interrupted[0].1.contains("interrupted"), "{interrupted:?}");
    let idle = open_questions(|probe| {
        probe.role("seller", "ann");
    });
    assert!(idle.len() == 1 && idle[0].1.contains("asked nothing"), "{idle:?}");
}

#[test]
fn what_a_probe_was_asked_for_cannot_be_missing_in_an_audit_either() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), Observed::inconclusive("HTML"));
    });
    assert_eq!(shop.audit().exit(), Exit::Incomplete);
}

#[test]
fn a_report_of_the_probe_alone_says_nothing_about_the_rest() {
    let mut shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
    });
    shop.system.hand_made("price hotfix", None, "sale.order", "w");
    assert!(!shop.audit().findings.is_empty());
    let alone = shop.probe_alone();
    assert!(alone.findings.is_empty() && alone.not_assessed.is_empty(), "{alone:#?}");
}

#[test]
fn designed_record_scopes_ask_for_the_record_rules() {
    let map = shop().design("      sale.order: crw\n", "      sale.order: crw\n    records: { sale.order: own }\n").map;
    let mut snapshot = shop().system.build();
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Records) {
        coverage.state = State::NotAssessed;
    }
    let report = audit(&snapshot, Some((&role_map(&map, &[]), "map.yaml")), Severity::High, None);
    assert_eq!(report.exit(), Exit::Incomplete);
}

#[test]
fn what_a_flag_asked_for_cannot_be_missing_in_a_go() {
    let (map, mut snapshot) = (role_map(&shop().map, &[]), shop().system.build());
    let coverage = |snapshot: &mut rolecall::snapshot::Snapshot, state| {
        snapshot.coverage.retain(|coverage| coverage.domain != Domain::DefaultPasswords);
        let reason = (state != State::Assessed).then(|| "the collector may not read the hashes".to_owned());
        snapshot.coverage.push(rolecall::snapshot::Coverage { domain: Domain::DefaultPasswords, state, reason });
    };
    for (state, whole) in [(State::NotAssessed, false), (State::Incomplete, false), (State::Assessed, true)] {
        coverage(&mut snapshot, state);
        let exit = |asked| {
            let inputs = Inputs { design: Some((&map, "map.yaml")), asked, ..Inputs::default() };
            audit_with(&inputs, &snapshot, Severity::High).exit()
        };
        assert_eq!(exit(&[]), Exit::Clean, "nobody asked");
        assert_eq!(exit(&[Domain::DefaultPasswords]) == Exit::Clean, whole);
        assert_eq!(exit(&[Domain::DefaultPasswords]) == Exit::Incomplete, !whole);
    }
}
