//! What holds for findings of any check: one a cause, the same from run to run, the ERP's own words.

use std::collections::BTreeMap;

use rolecall::audit::audit;
use rolecall::findings::{Finding, Report};
use rolecall::model::Severity;
use rolecall::snapshot::{Snapshot, UserKind};

use crate::shop::{Shop, audit_snapshot, role_map, shop};

/// A shop with many faults.
fn faulty() -> Shop {
    shop()
        .with(|system| {
            system
                .join("dia", "sale.group_manager")
                .leave("ann", "base.group_user")
                .join("eve", "stock.group_user")
                .change("eve", |user| user.kind = UserKind::External)
                .hand_made("price hotfix", None, "sale.order", "w")
                .hand_made("export helper", Some("base.group_user"), "res.partner", "rd")
                .user("sales", "Sales", &["sale.group_user"])
                .group("Shop / Night Shift");
        })
        .design("users: [cem]", "users: [cem, seb]")
}

fn prints(report: &Report) -> BTreeMap<String, String> {
    let print = |found: &rolecall::findings::Finding| (found.fingerprint.clone(), found.title.clone());
    report.findings.iter().map(print).collect()
}

fn keys(report: &Report) -> Vec<String> {
    prints(report).into_keys().collect()
}

#[test]
fn one_wrong_row_that_reaches_sixty_people_is_one_finding() {
    let shop = shop()
        .with(|system| {
            for at in 0..60 {
                let login = format!("clerk{at:02}");
                system.user(&login, &login, &["base.group_user"]);
            }
            system.hand_made("pay helper", Some("base.group_user"), "hr.leave", "r");
        })
        .design("    includes: [base.group_user]\n", "    includes: [base.group_user]\n    users: [\"clerk*\"]\n");
    let report = shop.audit();
    assert_eq!(report.findings.len(), 1);
    let found = &report.findings[0];
    assert_eq!((found.check_name, found.subject.kind, found.affected.count), ("excess-access", "group", 64));
    assert_eq!(found.affected.users.len(), 64);
    assert!(found.affected.users.is_sorted());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (shop, again) = (faulty(), faulty());
    let map = role_map(&shop.map, &[]);
    let json = |shop: &Shop| {
        serde_json::to_string(&audit(&shop.system.build(), Some((&map, "map.yaml")), Severity::High, None)).unwrap()
    };
    assert_eq!(json(&shop), json(&again));
}

#[test]
fn names_and_ids_that_change_leave_fingerprints_alone() {
    let shop = faulty();
    let before = prints(&shop.audit());
    assert!(before.len() >= 8, "{before:#?}");
    let mut snapshot = shop.system.build();
    for user in &mut snapshot.users {
        user.name = format!("{} (renamed)", user.name).into();
        user.id = format!("9{}", user.id).into();
        user.last_login = Some("2026-01-01T00:00:00Z".into());
    }
    for group in &mut snapshot.groups {
        group.full_name = format!("{} (translated)", group.full_name);
        group.id = "77".to_owned();
    }
    for resource in &mut snapshot.resources {
        resource.name = "translated".to_owned();
    }
    snapshot.grants.reverse();
    snapshot.memberships.reverse();
    "2027-05-05T00:00:00Z".clone_into(&mut snapshot.system.taken_at);
    let after: Vec<String> = keys(&audit_snapshot(&snapshot, &shop.map));
    assert_eq!(before.into_keys().collect::<Vec<_>>(), after);
}

#[test]
fn one_more_person_does_not_change_a_finding_about_a_group() {
    let of_row = |report: &Report| {
        let found = report.findings.iter().find(|found| found.check_name == "excess-access").unwrap();
        (found.fingerprint.clone(), found.affected.count)
    };
    let more = faulty()
        .with(|system| {
            system.user("hal", "Hal", &["stock.group_user"]);
        })
        .design("users: [dia]", "users: [dia, hal]");
    let (before, after) = (of_row(&faulty().audit()), of_row(&more.audit()));
    assert_eq!(before.0, after.0);
    assert_eq!(before.1 + 1, after.1);
}

#[test]
fn another_person_system_group_or_operation_is_another_finding() {
    let one = |shop: Shop| {
        let report = shop.audit();
        // A seller in the warehouse is a conflict of duties, too, and whoever may write contacts can act as a customer.
        let plain = |one: &&Finding| one.rule_id.is_none() && one.check_name != "path-to-another-account";
        let found: Vec<_> = report.findings.iter().filter(plain).collect();
        assert_eq!(found.len(), 1, "{found:#?}");
        found[0].fingerprint.clone()
    };
    let member = |login: &'static str, group: &'static str| {
        one(shop().with(|system| {
            system.join(login, group);
        }))
    };
    let row = |letters: &'static str| {
        one(shop().with(|system| {
            system.hand_made("helper", Some("stock.group_user"), "res.partner", letters);
        }))
    };
    let dia = member("dia", "sale.group_user");
    assert_eq!(dia, member("dia", "sale.group_user"));
    assert_ne!(dia, member("ann", "stock.group_user"));
    assert_ne!(dia, member("dia", "sale.group_manager"));
    assert_ne!(row("w"), row("wd"), "a waiver for one operation does not cover two");
    assert_eq!(row("w"), row("rw"), "reading was designed already");

    let mut elsewhere = faulty().system.build();
    "other".clone_into(&mut elsewhere.system.name);
    let there = keys(&audit_snapshot(&elsewhere, &faulty().map));
    assert!(!there.iter().any(|print| keys(&faulty().audit()).contains(print)));
}

#[test]
fn operations_are_told_in_the_words_of_the_erp() {
    let mut snapshot: Snapshot = shop()
        .with(|system| {
            system.hand_made("helper", Some("stock.group_user"), "res.partner", "wd");
        })
        .system
        .build();
    let ops = |snapshot: &Snapshot| {
        let report = audit_snapshot(snapshot, &shop().map);
        report.findings.iter().find(|found| found.check_name == "excess-access").unwrap().resource.ops.clone()
    };
    assert_eq!(ops(&snapshot), ["write", "unlink"]);
    "delete".clone_into(&mut snapshot.operations[3].name);
    assert_eq!(ops(&snapshot), ["write", "delete"]);
}
