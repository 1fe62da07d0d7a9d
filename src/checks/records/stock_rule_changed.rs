//! A record rule that a module ships was changed by hand.

use super::record_rule_always_true::{CONTROLS, is_always_true};
use super::rules::{all, once, step, whom};
use crate::checks::context::Context;
use crate::checks::fields::sensitive;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Reach, Subject, weigh};
use crate::model::{Confidence, Origin, RuleIx, Severity};
use crate::snapshot::{Domain, Rule};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-007",
        name: "stock-rule-changed",
        title: "a shipped record rule was changed by hand",
        severity: Severity::High,
        what: "Lists active record rules of modules that a person wrote to after they were installed. What they said before is in the module and not in the database, so whether it widens or narrows anything must be looked at. Rules that are switched off are told by stock-rule-inactive, those that let everything through by record-rule-always-true.",
        why: "Who reaches which records is not what the vendor's documentation says, and an upgrade of the module may put it back without a word.",
        fix: "Compare the rule with the module's, put it back, and write the difference into a rule of your own.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::Origins)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let changed = all(cx).filter(|(at, rule)| {
        rule.active && matches!(rule.origin, Origin::VendorChanged { .. }) && !is_always_true(cx, *at, rule)
    });
    found.extend(once(changed.map(|(at, rule)| tell(cx, at, rule))));
}

fn tell(cx: &Context<'_>, at: RuleIx, rule: &Rule) -> Finding {
    let key = &cx.snapshot.resource(rule.resource).key;
    let mut finding = finding(&CHECK.info, Subject::new("rule", &rule.key), cx.model(rule.resource, rule.ops));
    finding.title = format!("shipped rule `{}` on {key} was changed by hand", rule.key);
    // Nobody knows which way: a step less than if it opened the rows.
    let (severity, by) = weigh(sensitive::of_rows(cx, rule.resource), Reach::Role, Confidence::Low);
    (finding.severity, finding.severity_by) = (severity, Some(format!("{by} about what it opens")));
    finding.expected = Some("it says what the module ships".to_owned());
    finding.actual = format!("it lets {} records through for {}", cx.scopes.alone(at).word(), whom(cx, rule));
    finding.path = vec![step(cx, rule)];
    finding.origin = Some(rule.origin.clone());
    finding.fix = Fix { summary: format!("compare rule `{}` with the module's and put it back", rule.key) };
    finding
}
