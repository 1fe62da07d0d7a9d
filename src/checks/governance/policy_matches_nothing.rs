//! A rule of a policy names what the installed system does not have.

use crate::checks::context::{Context, finding_by};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Position, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-008",
        name: "policy-matches-nothing",
        title: "a policy's rule names what the system does not have",
        severity: Severity::Medium,
        what: "Lists rules of the policies for this kind of system that can never match it: every model, group or field that they name is missing. Rules that come with rolecall are information, because they speak of modules that need not be installed; rules of the organisation's own files are medium.",
        why: "A rule that can never match looks like a rule that is kept.",
        fix: "Correct the names, or remove the rule.",
        controls: &["NIST-800-53r5 CA-5", "ISO27001-2022 A.5.36"],
    },
    needs: GRANTS,
    run,
};

/// A rule that can never match the system.
#[derive(Debug)]
pub(in crate::checks) struct Idle {
    /// The policy: `sod`, `sensitive-fields` …
    pub(in crate::checks) policy: &'static str,
    /// The rule's id.
    pub(in crate::checks) rule: String,
    /// What it names and the system does not have.
    pub(in crate::checks) missing: Vec<String>,
    /// Where the rule stands; nothing for built-in rules.
    pub(in crate::checks) at: Option<Position>,
}

/// Every rule of every policy that can never match.
fn idle(cx: &Context<'_>) -> Vec<Idle> {
    let mut idle = Vec::new();
    idle.extend(crate::checks::escalation::idle::idle(cx));
    idle.extend(crate::checks::trails::idle(cx));
    idle
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for Idle { policy, rule, missing, at } in idle(cx) {
        let mut finding =
            finding_by(&CHECK.info, &rule, Subject::new("policy", &format!("{policy}/{rule}")), cx.whole());
        finding.title = format!("rule `{rule}` of policy `{policy}` can never match this system");
        finding.severity = if at.is_some() { Severity::Medium } else { Severity::Info };
        finding.expected = Some("every rule speaks of something that is there".to_owned());
        finding.actual = format!("the system has no {}", crate::checks::context::and(&missing));
        finding.path = at.iter().map(|at| format!("rule:{rule} at {at}")).collect();
        finding.designed_at = at;
        finding.fix = Fix { summary: format!("correct the names in `{rule}`, or remove it") };
        found.push(finding);
    }
}
