//! The stock roles of ERPNext against a list of which of them perform both of two functions.
//!
//! `fixtures/duties/erpnext-15-rights.tsv` has the rights, `erpnext-15-both.tsv` the roles.

use std::collections::BTreeSet;

use rolecall::access::{Access, scope::Scopes};
use rolecall::duties::{DoerKind, Survey};
use rolecall::model::{Operation, Ops, Verb};
use rolecall::policy::Policies;
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;

const OPERATIONS: [&str; 5] = ["write", "create", "delete", "submit", "cancel"];

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn site() -> Snapshot {
    let rights: Vec<Vec<&str>> = rows(include_str!("../fixtures/duties/erpnext-15-rights.tsv")).collect();
    let mut system = Builder::new("erpnext");
    for row in &rights {
        system.row(&format!("{}/{}", row[1], row[0]), Some(row[0]), row[1], "", rolecall::model::Origin::Unknown);
    }
    let mut snapshot = system.build();
    "frappe".clone_into(&mut snapshot.system.kind);
    "15.71.1".clone_into(&mut snapshot.system.version);
    let verb = |name: &str| match name {
        "write" => Verb::Write,
        "create" => Verb::Create,
        "delete" => Verb::Delete,
        _ => Verb::Other,
    };
    snapshot.operations = OPERATIONS.map(|name| Operation { name: name.to_owned(), verb: verb(name) }).to_vec();
    for grant in &mut snapshot.grants {
        let row = rights.iter().find(|row| grant.key == format!("{}/{}", row[1], row[0])).unwrap();
        let ops = row[2].split(' ').map(|op| OPERATIONS.iter().position(|known| *known == op).unwrap());
        grant.ops = ops.fold(Ops::NONE, |ops, at| ops.with(Ops(1 << at)));
    }
    snapshot
}

#[test]
fn the_stock_roles_perform_what_another_program_worked_out() {
    let snapshot = site();
    let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
    let survey = Survey::of(&Policies::built_in().duties, &access, &scopes, []);
    let performed: Vec<(String, BTreeSet<String>)> = survey
        .overview()
        .filter(|doing| doing.kind == DoerKind::Group)
        .map(|doing| (doing.who[0].clone(), doing.functions.into_iter().map(|done| done.function).collect()))
        .collect();
    let mut differences = Vec::new();
    let mut agree = 0;
    for row in rows(include_str!("../fixtures/duties/erpnext-15-both.tsv")) {
        let expected: BTreeSet<&str> = row[2].split(", ").filter(|role| !role.is_empty()).collect();
        let both = performed.iter().filter(|(_, functions)| functions.contains(row[0]) && functions.contains(row[1]));
        let both: BTreeSet<&str> = both.map(|(role, _)| role.as_str()).collect();
        if both == expected {
            agree += 1;
        } else {
            differences.push(format!("{} and {}: {both:?}, expected {expected:?}", row[0], row[1]));
        }
    }
    // The list knows loyalty programs alone; coupon codes, which Accounts User makes, are vouchers too.
    assert_eq!(differences, ["issue-vouchers and run-till: {\"Accounts User\"}, expected {}"]);
    assert_eq!(agree, 45);
}
