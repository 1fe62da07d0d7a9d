//! The sample company, whatever its seed: every planted fault is found, and nobody else is accused.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rolecall::access::Access;
use rolecall::audit::audit;
use rolecall::compare::Design;
use rolecall::findings::Report;
use rolecall::model::{OpIx, ResourceIx, Severity};
use rolecall::rolemap::RoleMap;
use rolecall::synth::{Company, company};

use crate::shop::role_map;

const NOON: &str = "2026-01-01T12:00:00Z";

fn design(company: &Company) -> RoleMap {
    role_map(company.role_map, &[("staff.csv", &company.staff)])
}

fn audited(company: &Company) -> Report {
    audit(&company.snapshot, Some((&design(company), "map.yaml")), Severity::High, None)
}

/// What else is high: three groups are so as the vendor ships them.
const FOLLOWS: [(&str, &str); 3] = [
    ("duty-conflict-in-group", "hr.group_hr_user"),
    ("duty-conflict-in-group", "sales_team.group_sale_salesman"),
    ("path-to-another-account", "people who can act as a customer or supplier with a login (odoo-mail-of-outsiders)"),
];

#[test]
fn every_planted_fault_is_found_and_nothing_else_is_high() {
    for seed in 1..=20 {
        let company = company(seed, NOON);
        let report = audited(&company);
        let planted: BTreeSet<(&str, &str)> =
            company.faults.iter().map(|fault| (fault.check, fault.subject.as_str())).collect();
        for (check, subject) in &planted {
            let found =
                report.findings.iter().filter(|found| found.check_name == *check && found.subject.id == *subject);
            assert_eq!(found.count(), 1, "seed {seed}: {check} about {subject}");
        }
        let high = report.findings.iter().filter(|found| found.severity >= Severity::High);
        let told: BTreeSet<(&str, &str)> = high.map(|found| (found.check_name, found.subject.id.as_str())).collect();
        let beyond: Vec<_> = told.difference(&planted).copied().collect();
        assert_eq!(beyond, FOLLOWS, "seed {seed}");
    }
}

#[test]
fn quiet_people_are_never_the_subject() {
    for seed in 1..=20 {
        let company = company(seed, NOON);
        let named: BTreeSet<&str> = company.faults.iter().map(|fault| fault.subject.as_str()).collect();
        for found in audited(&company).findings.iter().filter(|found| found.subject.kind == "user") {
            assert!(named.contains(found.subject.id.as_str()), "seed {seed}: {}", found.title);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let json = || {
        serde_json::to_string(
            &audited(&company(7, NOON))
                .findings
                .iter()
                .map(|found| (&found.fingerprint, &found.title, &found.affected))
                .collect::<Vec<_>>(),
        )
        .unwrap()
    };
    assert_eq!(json(), json());
}

/// What the groups of each role give, as letters of create, read, write, delete; a change of this table is a change of
/// the engine or of the sample.
#[test]
fn the_access_of_the_roles_is_as_committed() {
    let company = company(1, NOON);
    let map = design(&company);
    let access = Access::compute(&company.snapshot);
    let design = Design::of(&map, &access);
    let mut table = format!("{:22}", "");
    for role in &design.roles {
        let _ = write!(table, "  {}", role.name());
    }
    for (resource, at) in company.snapshot.resources.iter().zip(0u32..) {
        let _ = write!(table, "\n{:22}", resource.key);
        for role in &design.roles {
            let ops = access.cells_of(&role.closure).ops(ResourceIx(at));
            let letters = [(2, 'c'), (0, 'r'), (1, 'w'), (3, 'd')].into_iter().filter(|(op, _)| ops.has(OpIx(*op)));
            let letters: String = letters.map(|(_, letter)| letter).collect();
            let letters = if letters.is_empty() { "-" } else { &letters };
            let _ = write!(table, "  {letters:width$}", width = role.name().len());
        }
    }
    let table = table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("sample_company_access", table);
    });
}
