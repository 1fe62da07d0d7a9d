use rolecall::model::Severity;

use crate::Pair;
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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn one_that_would_narrow_nobody_is_low_and_one_shipped_like_that_is_not_told() {
    let shop = shop().with(|system| {
        system
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
