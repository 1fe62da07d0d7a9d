use rolecall::model::Severity;

use crate::Pair;
use crate::record_scope_wider::own_orders;
use crate::shop::{Shop, shop};

fn personal(on: bool) -> Shop {
    shop().with(|system| {
        system.rule("sale.personal", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]");
        if !on {
            system.switch_off_rule("sale.personal");
        }
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "stock-rule-inactive", fires: || personal(false), silent: || personal(true) };

#[test]
fn everybody_whom_the_rule_would_narrow_is_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: shipped rule `sale.personal` on sale.order is switched off
      rule sale.personal -> sale.order ["read", "write", "create", "unlink"]
      affects 3 ann bob cem
      expected it narrows sale.order for members of `sale.group_user`, as shipped
      actual it is switched off, so that they reach more records by read, write, create, unlink
      path rule:sale.personal switched off, for members of `sale.group_user` (shipped by module sale)
      fix switch rule `sale.personal` on again
    "#);
}

#[test]
fn one_that_would_narrow_nobody_is_low_and_one_shipped_like_that_is_not_told() {
    let shop = shop().with(|system| {
        system
            .group("a.group")
            .rule("sale.gone", "sale.order", &["a.group"], "[('user_id', '=', user.id)]")
            .switch_off_rule("sale.gone");
        system.rule("project.project_task_rule_portal_project_sharing", "sale.order", &[], "[(0, '=', 1)]");
        system.switch_off_rule("project.project_task_rule_portal_project_sharing");
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!((told.len(), told[0].severity, told[0].subject.id.as_str()), (1, Severity::Low, "sale.gone"));
}

#[test]
fn a_rule_made_by_hand_may_be_switched_off() {
    let shop = shop().with(|system| {
        system.rule("my rule", "sale.order", &[], "[(0, '=', 1)]").switch_off_rule("my rule");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn the_rule_tells_what_it_lets_roles_reach_beyond_their_design() {
    let shop = own_orders().with(|system| {
        system.switch_off_rule("sale.personal");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: shipped rule `sale.personal` on sale.order is switched off
      rule sale.personal -> sale.order ["read", "write", "create", "unlink"]
      affects 2 ann bob
      expected it narrows sale.order for members of `sale.group_user`, as shipped (map.yaml:11:28)
      actual it is switched off, so that they reach more records by read, write, create
      path rule:sale.personal switched off, for members of `sale.group_user` (shipped by module sale) > role:seller reaches all records of sale.order; designed: own
      fix switch rule `sale.personal` on again
    "#);
    assert_eq!(shop.told_by("record-scope-wider"), "", "it has no other cause");
}

#[test]
fn a_role_that_reaches_more_for_another_cause_too_is_told_of_the_role() {
    let shop = own_orders().with(|system| {
        system.switch_off_rule("sale.personal");
        system.rule("sale.wide", "sale.order", &["sale.group_user"], "[(1, '=', 1)]");
    });
    assert_ne!(shop.told_by("record-scope-wider"), "");
}
