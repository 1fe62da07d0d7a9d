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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: members of `sale.group_manager` can erase the audit trail
      group sale.group_manager -> shop ["unlink"]
      affects 1 cem
      expected nobody can change what the system wrote down about changes
      actual they may unlink `mail.tracking.value`
      path user:cem > row:trail allows read, unlink on mail.tracking.value (made by hand by admin on 2025-11-30)
      fix take unlink on `mail.tracking.value` away, and copy the trail out of the system
    "#);
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
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    low, confidence medium: members of `base.group_user` can erase the audit trail
      group base.group_user -> mail.message ["unlink"]
      affects 4 ann bob cem dia
      expected nobody can change what the system wrote down about changes
      actual they may unlink `mail.message`, as far as the program lets them at entries of others
      path user:ann > row:base.access_mail_message_group_user allows read, write, create, unlink on mail.message (shipped by module base)
      fix take unlink on `mail.message` away, and copy the trail out of the system
    "#);
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
