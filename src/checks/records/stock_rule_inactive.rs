//! A record rule that a module ships is switched off.

use super::record_rule_always_true::CONTROLS;
use super::rules::{all, once, reach, step, weighed, whom, widened};
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Origin, RuleIx, Severity};
use crate::snapshot::{Domain, Rule};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-005",
        name: "stock-rule-inactive",
        title: "a shipped record rule is switched off",
        severity: Severity::Critical,
        what: "Lists record rules of modules that are switched off, apart from those that modules ship like that (`shipped_inactive` of the policy `records`), with everybody who reaches more records for it. One that keeps nothing from anybody today is low.",
        why: "The rule kept people to their own records, or to those of their company; nothing else does.",
        fix: "Switch the rule on again, or narrow the resource by a rule of your own.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    found.extend(once(all(cx).filter(|(_, rule)| is_off(cx, rule)).map(|(at, rule)| tell(cx, at, rule))));
}

/// Whether a module's rule is switched off that is shipped switched on.
pub(super) fn is_off(cx: &Context<'_>, rule: &Rule) -> bool {
    let policy = cx.policies.records.of(&cx.snapshot.system.kind);
    let by_design = || policy.is_some_and(|policy| policy.shipped_inactive.contains(&rule.key));
    !rule.active && matches!(rule.origin, Origin::Vendor { .. } | Origin::VendorChanged { .. }) && !by_design()
}

fn tell(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> Finding {
    let (users, by) = widened(cx, at);
    let key = &cx.snapshot.resource(rule.resource).key;
    let mut finding = finding(&CHECK.info, Subject::new("rule", &rule.key), cx.model(rule.resource, rule.ops));
    finding.title = format!("shipped rule `{}` on {key} is switched off", rule.key);
    if users.is_empty() {
        finding.severity = Severity::Low;
        finding.actual = "it is switched off; it would keep nothing from anybody today".to_owned();
    } else {
        weighed(cx, &mut finding, rule.resource, reach(cx, rule, &users));
        finding.actual = format!("it is switched off, so that they reach more records by {}", cx.ops(by));
    }
    finding.affected = cx.affected(users);
    finding.expected = Some(format!("it narrows {key} for {}, as shipped", whom(cx, rule)));
    finding.path = vec![step(cx, rule)];
    finding.origin = Some(rule.origin.clone());
    finding.fix = Fix { summary: format!("switch rule `{}` on again", rule.key) };
    finding
}
