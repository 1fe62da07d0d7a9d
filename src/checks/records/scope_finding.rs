//! What both record-scope checks tell.

use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::compare::{Comparison, RecordDifference};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::RecordScope;

/// One finding about one role, resource and difference.
pub(super) fn tell(
    cx: &Context<'_>,
    comparison: &Comparison<'_>,
    info: &'static CheckInfo,
    difference: &RecordDifference<'_>,
) -> Finding {
    let role = comparison.design.role(difference.role);
    let key = &cx.snapshot.resource(difference.resource).key;
    let (designed, actual) = (difference.designed.word(), difference.actual.word());
    let mut finding = finding(info, Subject::new("role", role.name()), cx.model(difference.resource, difference.ops));
    let rows = match difference.actual {
        RecordScope::All => "all records",
        RecordScope::Company => "records of the whole company",
        RecordScope::Own => "own records",
        RecordScope::None => "no records",
        RecordScope::Restricted | RecordScope::Unknown => "some records",
    };
    finding.title =
        format!("role `{}` reaches {rows} of {key} ({}); designed: {designed}", role.name(), cx.ops(difference.ops));
    let than = if is_wider(difference) { "more" } else { "fewer" };
    finding.severity_by = Some(format!("a role reaches {than} records than the role map designs"));
    finding.affected = cx.affected(difference.users.iter().copied());
    finding.expected = Some(format!("{designed} records of {key}"));
    finding.designed_at = Some(difference.at.clone());
    finding.actual = if difference.rules.is_empty() {
        format!("{actual}: no active record rule applies")
    } else {
        format!("{actual}, by {}", count(difference.rules.len(), "active record rule"))
    };
    finding.path = vec![format!("role:{}", role.name())];
    let rule_step = |rule: &crate::snapshot::Rule, state: &str| {
        let reach = if rule.groups.is_empty() { "for everyone" } else { "for its groups" };
        format!("rule:{} {state}, {reach} ({})", rule.key, rule.origin.words())
    };
    for rule in &difference.rules {
        finding.path.push(rule_step(cx.snapshot.rule(*rule), "active"));
    }
    for rule in &difference.switched_off {
        finding.path.push(rule_step(cx.snapshot.rule(*rule), "switched off"));
    }
    let suspect = difference.switched_off.first().or(difference.rules.last()).map(|rule| cx.snapshot.rule(*rule));
    finding.origin = suspect.map(|rule| rule.origin.clone());
    let off = || difference.switched_off.iter().map(|rule| cx.snapshot.rule(*rule));
    let wider = difference.actual > difference.designed;
    // Rules of groups are alternatives, so one more can only widen.
    let cure = if wider { off().next() } else { off().find(|rule| !rule.groups.is_empty()) };
    finding.fix = Fix {
        summary: match (cure, wider) {
            (Some(rule), _) => format!("switch rule `{}` on again", rule.key),
            (None, true) => format!("add a record rule that gives the role's groups {designed} records of {key}"),
            (None, false) => format!("widen the record rules of {key} for the role's groups to {designed}"),
        },
    };
    finding
}

/// Whether the actual scope is wider than designed; unknown scopes are in neither check.
pub(super) fn is_wider(difference: &RecordDifference<'_>) -> bool {
    difference.actual != RecordScope::Unknown && difference.actual > difference.designed
}
