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
    low, confidence high: 3 accounts beside the administrators can change document numbering
      function SA-07 -> shop []
      affects 3 ann bob cem
      expected those alone whose job it is
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
