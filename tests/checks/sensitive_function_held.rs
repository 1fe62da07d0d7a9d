use rolecall::model::{RecordScope, ResourceIx, UserIx};
use rolecall::snapshot::{Limit, LimitReach, Person};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "sensitive-function-held",
    fires: || {
        shop().with(|system| {
            system.grant("sale.group_user", "ir.sequence", "rw");
        })
    },
    silent: || {
        shop().with(|system| {
            system.grant("base.group_system", "ir.sequence", "rw").grant("sale.group_user", "ir.sequence", "r");
            system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        })
    },
};

#[test]
fn the_groups_that_give_it_are_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    low, confidence high: 3 accounts besides the administrators can change document numbering
      function SA-07 -> shop []
      affects 3 ann bob cem
      expected only those whose job it is can
      actual by `sale.group_user`
      path group:sale.group_user > row:base.access_ir_sequence_group_user allows read, write on ir.sequence (shipped by module base)
      fix Keep ir.sequence with administrators.
    ");
}

#[test]
fn it_weighs_more_where_a_quarter_of_the_company_has_it() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "payment.provider", "rw");
        for at in 0..20 {
            system.user(&format!("seller{at:02}"), "", &["sale.group_user"]);
        }
    });
    let report = shop.audit();
    let found = report.findings.iter().find(|one| one.check_name == PAIR.check).unwrap();
    assert_eq!(found.severity.word(), "critical");
    assert_eq!(found.severity_by.as_deref(), Some("money, credentials or administration x everyone in the company"));
}

#[test]
fn one_s_own_pay_is_one_s_own() {
    let reads = |filter: &str| {
        shop()
            .with(|system| {
                system.grant("base.group_user", "hr.payslip", "r").rule("hr.own", "hr.payslip", &[], filter);
            })
            .told_by(PAIR.check)
    };
    assert_eq!(reads("[('employee_id.user_id', '=', user.id)]"), "");
    assert!(reads("[]").contains("read everybody's pay"));
}

#[test]
fn low_is_said_to_be_meant() {
    let report = (PAIR.fires)().audit();
    let found = report.findings.iter().find(|one| one.check_name == PAIR.check).unwrap();
    let by = "costs, prices or master data x a few, low all the same: somebody has to do it";
    assert_eq!((found.severity.word(), found.severity_by.as_deref()), ("low", Some(by)));
}

#[test]
fn whoever_is_limited_to_their_own_pay_does_not_read_everybody_s() {
    let limited: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let at = |key: &str| ResourceIx::new(snapshot.resources.iter().position(|one| one.key == key).unwrap());
        let (pay, by) = (at("hr.payslip"), at("hr.employee"));
        let limit =
            |user| Limit { user, by, value: "E-1".into(), tree: false, only_on: None, leaves: RecordScope::Restricted };
        snapshot.limits = (0..3).map(|at| limit(UserIx(at))).collect();
        // The record is the first two accounts' own.
        let person = |user| Person { user, key: "E-1".into(), working: None, until: None };
        snapshot.people = (0..2).map(|at| person(UserIx(at))).collect();
        snapshot.limited_by = vec![LimitReach(pay, by)];
    };
    let shop = shop().with(|system| {
        system.resource("hr.employee").grant("sale.group_user", "hr.payslip", "r").adjust(limited);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("1 account besides the administrators") && told.contains("affects 1 cem"), "{told}");
}

#[test]
fn rows_that_nobody_can_tell_are_no_certainty_and_not_everybody_s() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "payment.provider", "rw").rule("x.y", "payment.provider", &[], "[('a', '='");
        for at in 0..20 {
            system.user(&format!("seller{at:02}"), "", &["sale.group_user"]);
        }
    });
    assert!(shop.told_by(PAIR.check).starts_with("low, confidence medium"), "{}", shop.told_by(PAIR.check));
}
