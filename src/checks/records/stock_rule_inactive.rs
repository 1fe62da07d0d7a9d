//! A record rule that a module ships is switched off.

use super::record_rule_always_true::CONTROLS;
use super::record_scope_wider;
use super::rules::{all, once, reach, step, weighed, whom, widened};
use super::scope_finding;
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, ROWS};
use crate::compare::{Design, RecordDifference};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Origin, RuleIx, Severity, UserIx};
use crate::snapshot::Rule;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-005",
        name: "stock-rule-inactive",
        title: "a shipped record rule is switched off",
        severity: Severity::Critical,
        what: "Lists record rules of modules that are switched off, apart from those that modules ship like that (`shipped_inactive` of the policy `records`), with everybody who reaches more records for it. Where that alone makes a role reach more records than the role map designs, the rule tells it, and as high as record-scope-wider would. One that keeps nothing from anybody today is low.",
        why: "The rule kept people to their own records, or to those of their company; nothing else does.",
        fix: "Switch the rule on again, or narrow the resource by a rule of your own.",
        controls: CONTROLS,
    },
    needs: ROWS,
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

/// Whether a difference between the design and what a role reaches is told of a rule that is switched off: with that rule the
/// role would reach what is designed.
pub(super) fn tells(cx: &Context<'_>, design: &Design<'_>, difference: &RecordDifference<'_>) -> bool {
    difference.switched_off.iter().any(|rule| is_cause(cx, design, difference, *rule))
}

fn is_cause(cx: &Context<'_>, design: &Design<'_>, difference: &RecordDifference<'_>, rule: RuleIx) -> bool {
    let role = design.role(difference.role);
    let cures = |user: &UserIx| {
        let mut groups = cx.access.of(*user).groups.clone();
        groups.intersect_with(&design.ambient);
        groups.union_with(&role.closure);
        let with_it = |op| cx.scopes.supposing(&groups, difference.resource, op, (rule, true));
        difference.ops.iter().all(|op| with_it(op) <= difference.designed)
    };
    is_off(cx, cx.snapshot.rule(rule))
        && !difference.users.is_empty()
        && difference.users.iter().all(cures)
        && difference.users.is_subset(&widened(cx, rule).0.into_iter().collect())
}

/// Adds what the design says, where the rule is what keeps roles from reaching more.
fn as_designed(cx: &Context<'_>, finding: &mut Finding, at: RuleIx) {
    let Some(comparison) = cx.comparison else { return };
    let differences = comparison.records.differences.iter().filter(|one| scope_finding::is_wider(one));
    let caused: Vec<_> =
        differences.filter(|one| one.switched_off.contains(&at) && is_cause(cx, &comparison.design, one, at)).collect();
    let Some(first) = caused.first() else { return };
    finding.designed_at = Some(first.at.clone());
    finding.path.extend(caused.iter().map(|one| {
        let (role, key) = (comparison.design.role(one.role).name(), &cx.snapshot.resource(one.resource).key);
        format!("role:{role} reaches {} records of {key}; designed: {}", one.actual.word(), one.designed.word())
    }));
    let least = record_scope_wider::CHECK.info.severity;
    if finding.severity < least {
        finding.severity = least;
        finding.severity_by = Some("a role reaches more records than the role map designs".to_owned());
    }
}

fn tell(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> Finding {
    let (users, by) = widened(cx, at);
    let key = &cx.snapshot.resource(rule.resource).key;
    let mut finding = finding(&CHECK.info, Subject::new("rule", &rule.key), cx.model(rule.resource, rule.ops));
    finding.title = format!("shipped rule `{}` on {key} is switched off", rule.key);
    if users.is_empty() {
        finding.severity = Severity::Low;
        finding.severity_by = Some("nobody reaches more for it today".to_owned());
        finding.actual = "it is switched off; it would keep nothing from anybody today".to_owned();
    } else {
        weighed(cx, &mut finding, rule.resource, reach(cx, rule, &users));
        as_designed(cx, &mut finding, at);
        finding.actual = format!("it is switched off, so that they reach more records by {}", cx.ops(by));
    }
    finding.affected = cx.affected(users);
    finding.expected = Some(format!("it narrows {key} for {}, as shipped", whom(cx, rule)));
    finding.path.insert(0, step(cx, rule));
    finding.origin = Some(rule.origin.clone());
    finding.fix = Fix { summary: format!("switch rule `{}` on again", rule.key) };
    finding
}
