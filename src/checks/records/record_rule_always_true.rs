//! A rule of groups lets every record through.

use super::rules::{all, once, reach, step, weighed, whom, widened};
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, ROWS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{RecordScope, RuleIx, Severity};
use crate::snapshot::Rule;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-004",
        name: "record-rule-always-true",
        title: "a record rule lets every record through",
        severity: Severity::Critical,
        what: "Lists active rules of groups whose condition is always true, such as `[(1, '=', 1)]`, and that somebody made or changed: of rules of groups one is enough, so that such a rule takes the effect of all others from the members of its groups. Told is who reaches more rows by it. One that gives nobody more is low. Rules that a module ships like this are for its managers, by design: rows-widened-by-group tells of groups that have them.",
        why: "The narrower rules are still there and look as if they held.",
        fix: "Remove the rule, switch it off, or give it to the group that is meant to reach everything.",
        controls: CONTROLS,
    },
    needs: ROWS,
    run,
};

/// Controls of all checks about rows.
pub(super) const CONTROLS: &[&str] = &[
    "NIST-800-53r5 AC-3",
    "NIST-800-53r5 AC-4",
    "ISO27001-2022 A.8.3",
    "PCI-DSS-4.0.1 7.3.2",
    "CIS-8.1 3.3",
    "SOC2 CC6.1",
];

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    found.extend(once(all(cx).filter(|(at, rule)| is_made(cx, *at, rule)).map(|(at, rule)| tell(cx, at, rule))));
}

/// Whether a rule of groups lets everything through.
pub(super) fn is_always_true(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> bool {
    rule.active && !rule.groups.is_empty() && cx.scopes.alone(at) == RecordScope::All
}

/// Whether a person opened it.
pub(super) fn is_made(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> bool {
    is_always_true(cx, at, rule) && !rule.origin.is_vendor()
}

fn tell(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> Finding {
    let (users, by) = widened(cx, at);
    let (key, gains) = (&cx.snapshot.resource(rule.resource).key, !users.is_empty());
    let ops = if gains { by } else { rule.ops };
    let mut finding = finding(&CHECK.info, Subject::new("rule", &rule.key), cx.model(rule.resource, rule.ops));
    let whom = whom(cx, rule);
    finding.title = format!("rule `{}` lets {whom} reach every record of {key}", rule.key);
    if gains {
        weighed(cx, &mut finding, rule.resource, reach(cx, rule, &users));
    } else {
        finding.severity = Severity::Low;
    }
    finding.affected = cx.affected(users);
    finding.expected = Some("a rule of groups names the records that it is for".to_owned());
    finding.actual = if gains {
        format!("its condition is always true, and they reach more records by {} than by the other rules", cx.ops(ops))
    } else {
        "its condition is always true; nobody reaches more records by it today".to_owned()
    };
    let others = cx.scopes.narrowing(rule.resource).filter(|other| *other != at).map(|other| cx.snapshot.rule(other));
    finding.path = vec![step(cx, rule)];
    finding.path.extend(others.filter(|other| !other.groups.is_empty()).take(5).map(|other| step(cx, other)));
    finding.origin = Some(rule.origin.clone());
    finding.fix = Fix { summary: format!("remove rule `{}` on {key}, or narrow its condition", rule.key) };
    finding
}
