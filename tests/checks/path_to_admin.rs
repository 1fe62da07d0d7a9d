use rolecall::model::{Origin, Severity};

use crate::Pair;
use crate::shop::{Shop, shop};

/// A shop with an administrator, who is meant to be one.
fn with_admin() -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
    })
}

fn writes_users(group: &'static str) -> Shop {
    with_admin().with(move |system| {
        system.hand_made("users", Some(group), "res.users", "rw");
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "path-to-admin",
    fires: || writes_users("stock.group_user"),
    // Whoever may read accounts changes none.
    silent: || {
        with_admin().with(|system| {
            system.hand_made("users", Some("stock.group_user"), "res.users", "r");
        })
    },
};

#[test]
fn the_group_is_the_subject_and_the_path_has_the_row_and_the_step() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: members of `stock.group_user` can become administrator
      group stock.group_user -> shop []
      affects 1 dia
      expected nobody but administrators can
      actual whoever may write accounts puts the group of administrators on their own
      path user:dia > group:stock.group_user > row:users allows read, write on res.users (made by hand by admin on 2025-11-30) > whoever may write accounts puts the group of administrators on their own > is in base.group_system
      fix take from `stock.group_user` what lets its members become administrator, or keep the group for those who are meant to
    ");
}

/// A group that brings the group of administrators, in the hands of two.
fn made() -> Shop {
    with_admin().with(|system| {
        system.implies("Lab / Shift Lead", "base.group_system").grant("base.group_system", "res.users", "rwc");
        system.user("kim", "Kim", &["Lab / Shift Lead"]).user("lou", "Lou", &["Lab / Shift Lead"]);
    })
}

#[test]
fn a_group_that_brings_administrators_is_told_once_for_all_its_members() {
    insta::assert_snapshot!(made().told_by(PAIR.check), @"
    critical, confidence high: `Lab / Shift Lead` makes its members administrators: it implies `base.group_system`
      group Lab / Shift Lead -> base.group_system []
      affects 2 kim lou
      expected nobody but administrators can give any right to anyone
      actual members of `Lab / Shift Lead` are members of `base.group_system`, who can give any right to anyone
      path user:kim > group:Lab / Shift Lead > implies:base.group_system > row:base.access_res_users_group_system allows read, write, create on res.users (shipped by module base) > whoever may write accounts puts the group of administrators on their own
      fix remove `base.group_system` from what `Lab / Shift Lead` implies, and from its members
    ");
}

#[test]
fn whom_the_design_makes_an_administrator_is_not_told() {
    let named = made().design("system: odoo", "system: odoo\nadmins: { allowed: [kim, lou] }");
    assert_eq!(named.told_by(PAIR.check), "");
    let by_role = made().design(
        "roles:\n",
        "roles:\n  it:\n    groups: [\"Lab / Shift Lead\", base.group_system]\n    includes: [base.group_system]\n    users: [kim, lou]\n",
    );
    assert_eq!(by_role.told_by(PAIR.check), "");
    // A role that has the group and does not mention what it brings is the fault itself.
    let role =
        made().design("roles:\n", "roles:\n  lead:\n    groups: [\"Lab / Shift Lead\"]\n    users: [kim, lou]\n");
    let told = role.told_by("group-implies-more");
    assert!(told.contains("affects 2 kim lou") && told.contains("makes its members administrators"), "{told}");
    assert_eq!(role.told_by(PAIR.check), "", "one edge is told once");
}

#[test]
fn an_administrator_is_there_already() {
    assert_eq!(with_admin().told_by(PAIR.check), "");
    let writes = writes_users("base.group_system");
    assert_eq!(writes.told_by(PAIR.check), "");
}

#[test]
fn accounts_of_others_lead_on_to_administrator_and_the_step_is_shown() {
    let shop = with_admin().with(|system| {
        system.hand_made("wizard", Some("stock.group_user"), "change.password.wizard", "c");
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("the wizard for passwords sets that of any account"), "{told}");
    assert!(told.contains("> acts as an administrator such as `root`"), "{told}");
    // Told once: where it ends decides which check tells it.
    assert_eq!(shop.told_by("path-to-another-account"), "");
    // Without anybody who administers it is another's account and no more.
    let nobody = shop.with(|system| {
        system.change("root", |user| user.active = false);
    });
    assert_eq!(nobody.told_by(PAIR.check), "");
    assert!(nobody.told_by("path-to-another-account").contains("act as any account"));
}

#[test]
fn several_steps_over_outsiders_are_one_path() {
    // Clerks change the mail of customers, and customers may write accounts.
    let shop = with_admin().with(|system| {
        system.hand_made("partners", Some("stock.group_user"), "res.partner", "w");
        system.hand_made("portal", Some("base.group_portal"), "res.users", "w");
        system.adjust(|snapshot| {
            let setting =
                |key: &str| rolecall::snapshot::Setting { key: key.to_owned(), value: Some("True".to_owned()) };
            snapshot.settings = vec![setting("auth_signup.reset_password")];
        });
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("members of `stock.group_user` can become administrator"), "{told}");
    assert!(told.contains("acts as an account such as `eve` > group:base.group_portal"), "{told}");
    // Outsiders themselves are worse.
    assert!(
        told.contains("critical, confidence high: members of `base.group_portal` can become administrator"),
        "{told}"
    );
}

#[test]
fn a_row_for_everyone_is_one_finding_and_critical() {
    let shop = with_admin().with(|system| {
        system.hand_made("all", None, "res.groups", "w");
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].severity, found[0].subject.kind), (Severity::Critical, "everyone"));
}

#[test]
fn of_two_groups_with_the_same_right_the_wider_one_is_told() {
    let shop = with_admin().with(|system| {
        system.hand_made("a", Some("sale.group_manager"), "res.users", "w");
        system.hand_made("b", Some("sale.group_user"), "res.users", "w");
    });
    let told = shop.told_by(PAIR.check);
    assert!(
        told.contains("members of `sale.group_user`") && !told.contains("members of `sale.group_manager`"),
        "{told}"
    );
}

#[test]
fn own_records_switched_off_rows_and_shipped_ones() {
    let own = writes_users("stock.group_user").with(|system| {
        system.rule("own", "res.users", &["stock.group_user"], "[('id', '=', user.id)]");
    });
    assert_eq!(own.told_by(PAIR.check), "");
    let off = writes_users("stock.group_user").with(|system| {
        system.switch_off_row("users");
    });
    assert_eq!(off.told_by(PAIR.check), "");
    let shipped = with_admin().with(|system| {
        system.row("s", Some("stock.group_user"), "res.users", "w", Origin::Vendor { module: "stock".to_owned() });
    });
    let report = shipped.audit();
    let found = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
    assert!(found.vendor_default);
}

#[test]
fn what_a_row_gives_everyone_and_what_no_row_closes_are_two_findings() {
    let shop = with_admin().with(|system| {
        system.hand_made("all", None, "res.groups", "w").resource("ir.model.access").adjust(|snapshot| {
            snapshot.semantics.open_by_default = true;
            for resource in snapshot.resources.iter_mut().filter(|resource| resource.key == "ir.model.access") {
                resource.unguarded = rolecall::model::Ops(0b1111);
            }
        });
    });
    let report = shop.audit();
    let found = report.findings.iter().filter(|found| found.check_name == PAIR.check);
    let ids: std::collections::BTreeSet<_> = found.map(|found| (&found.subject.id, &found.fingerprint)).collect();
    let names: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(names, ["everyone", "signed-in"]);
}

#[test]
fn the_secret_of_the_database_is_said_to_open_what_it_opens() {
    let read = |version: fn(&mut rolecall::snapshot::Snapshot)| {
        let shop = with_admin().with(|system| {
            system.hand_made("x", Some("stock.group_user"), "ir.config_parameter", "r").adjust(version);
        });
        shop.told_by(PAIR.check)
    };
    let new = read(|snapshot| snapshot.system.version = "19.0".to_owned());
    assert!(new.contains("signs the links that set a new password"), "{new}");
    let old = read(|snapshot| snapshot.system.version = "16.0".to_owned());
    assert!(old.contains("confidence medium") && old.contains("goes into the sessions"), "{old}");
    assert!(!old.contains("links that set a new password"), "{old}");
}
