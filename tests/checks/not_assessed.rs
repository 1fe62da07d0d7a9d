//! What was not looked at is said, never passed over.

use rolecall::audit::audit;
use rolecall::checks::{CHECKS, Need};
use rolecall::findings::{Exit, Verdict};
use rolecall::model::Severity;
use rolecall::snapshot::{Domain, State};

use crate::PAIRS;
use crate::shop::{audit_snapshot, role_map, shop};

#[test]
fn without_a_design_every_check_of_it_is_not_assessed() {
    let report = shop().audit_alone();
    for check in CHECKS {
        let told = report.not_assessed.iter().any(|entry| entry.what == check.info.name);
        let needs = [Need::Design, Need::Probe].iter().any(|need| check.needs.contains(need));
        assert_eq!(told, needs, "{}", check.info.name);
    }
    assert!(report.not_assessed.iter().all(|entry| !entry.asked_for), "a map and a probe are optional");
    assert_eq!(report.exit(), Exit::Clean);
}

#[test]
fn a_check_without_its_data_is_not_assessed_and_finds_nothing() {
    for pair in PAIRS {
        let check = CHECKS.iter().find(|check| check.info.name == pair.check).unwrap();
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
