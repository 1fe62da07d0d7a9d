use crate::Pair;
use crate::shop::{Shop, shop};

fn rows(group: &'static str, letters: &'static str) -> Shop {
    shop().with(move |system| {
        system.hand_made("trail", Some(group), "mail.tracking.value", letters);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "audit-trail-deletable",
    fires: || rows("sale.group_manager", "rd"),
    silent: || rows("sale.group_manager", "rc"),
};

#[test]
fn a_business_group_that_erases_the_trail_is_high() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn administrators_are_medium_and_a_group_without_members_is_nobody() {
    let shop = shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        system.grant("base.group_system", "mail.tracking.value", "rwcd").grant("empty.group", "auditlog.log", "d");
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, rolecall::model::Severity::Medium);
    assert!(found[0].vendor_default && found[0].title.contains("change and erase"), "{}", found[0].title);
}

#[test]
fn what_the_program_narrows_is_low() {
    let shop = shop().with(|system| {
        system.grant("base.group_user", "mail.message", "rwcd");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn everyone_is_worse_than_a_group() {
    let shop = shop().with(|system| {
        system.hand_made("all", None, "auditlog.log", "d");
    });
    let report = shop.audit();
    let found = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
    assert_eq!((found.severity, found.subject.kind), (rolecall::model::Severity::Critical, "everyone"));
}
