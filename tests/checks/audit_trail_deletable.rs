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
      group sale.group_manager -> shop []
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
fn what_the_program_narrows_is_one_note() {
    let shop = shop().with(|system| {
        system.grant("base.group_user", "mail.message", "rwcd").grant("base.group_portal", "mail.message", "rwcd");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    info, confidence medium: people can erase the audit trail where the program lets them
      population people with entries of their own -> shop []
      affects 5 ann bob cem dia eve
      expected nobody can change what the system wrote down about changes
      actual they may unlink `mail.message`, as far as the program lets them at entries of others
      path user:ann > row:base.access_mail_message_group_user allows read, write, create, unlink on mail.message (shipped by module base) > row:base.access_mail_message_group_portal allows read, write, create, unlink on mail.message (shipped by module base)
      fix leave the rows: without them people could not take back what they wrote themselves. Copy what must stay out of the system
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

#[test]
fn administrators_are_one_finding_and_the_servers_log_is_no_trail() {
    let told = |extra: fn(&mut rolecall::synth::Builder)| {
        let shop = shop().with(|system| {
            system.administers("base.group_system").administers("base.group_erp_manager");
            system.user("root", "Root", &["base.group_system", "base.group_erp_manager"]);
            system.grant("base.group_erp_manager", "ir.logging", "rwcd");
            extra(system);
        });
        let report = shop.audit();
        report.findings.into_iter().filter(|found| found.check_name == PAIR.check).collect::<Vec<_>>()
    };
    assert!(told(|_| {}).is_empty());
    let one = told(|system| {
        system.grant("base.group_system", "mail.tracking.value", "rwcd");
    });
    let two = told(|system| {
        system.grant("base.group_system", "mail.tracking.value", "rwcd");
        system.grant("base.group_erp_manager", "auditlog.log", "d");
    });
    assert_eq!((one.len(), two.len()), (1, 1), "{two:?}");
    assert_eq!(one[0].fingerprint, two[0].fingerprint, "what is wrong stays the same finding");
}
