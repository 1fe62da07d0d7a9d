//! A rule of a policy names what the installed system does not have.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, GRANTS, duties, escalation, fields, records, trails};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, Subject};
use crate::model::{Position, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-008",
        name: "policy-matches-nothing",
        title: "a policy's rule names what the system does not have",
        severity: Severity::Medium,
        what: "Lists rules of the organisation's own policies for this kind of system that can never match it: every model, group or field that they name is missing. Rules that come with rolecall speak of modules that need not be installed; those are counted under what was not assessed.",
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
    idle.extend(duties::idle(cx));
    idle.extend(escalation::idle::idle(cx));
    idle.extend(fields::idle(cx));
    idle.extend(records::idle(cx));
    idle.extend(trails::idle(cx));
    idle
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut own: BTreeMap<&str, Vec<(Idle, Position)>> = BTreeMap::new();
    for mut idle in idle(cx) {
        if let Some(at) = idle.at.take() {
            own.entry(idle.policy).or_default().push((idle, at));
        }
    }
    for (policy, rules) in own {
        let names = || and(rules.iter().map(|(idle, _)| &idle.rule));
        let mut finding = finding(&CHECK.info, Subject::new("policy", policy), cx.whole());
        finding.title =
            format!("{} of policy `{policy}` can never match this system: {}", count(rules.len(), "rule"), names());
        finding.expected = Some("every rule speaks of something that is there".to_owned());
        let missing: BTreeSet<&String> = rules.iter().flat_map(|(idle, _)| &idle.missing).collect();
        finding.actual = format!("the system has no {}", and(missing));
        finding.path = rules.iter().map(|(idle, at)| format!("rule:{} at {at}", idle.rule)).collect();
        finding.designed_at = rules.first().map(|(_, at)| at.clone());
        finding.fix = Fix { summary: format!("correct the names in {}, or remove what does not concern you", names()) };
        found.push(finding);
    }
}

/// Policies of which no rule speaks of this kind of system, and the built-in rules that say nothing of this one.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> impl Iterator<Item = NotAssessed> {
    let kind = &cx.snapshot.system.kind;
    let silent = cx.policies.silent_about(kind).into_iter().map(move |policy| NotAssessed {
        what: format!("everything that policy `{policy}` decides"),
        reason: format!("no rule of it speaks of systems of the kind `{kind}`: write some into a policies folder"),
        asked_for: false,
    });
    let mut rules: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for idle in idle(cx).into_iter().filter(|idle| idle.at.is_none()) {
        rules.entry(idle.policy).or_default().push(idle.rule);
    }
    silent.chain(rules.into_iter().map(|(policy, rules)| NotAssessed {
        what: format!("{} of policy `{policy}`: {}", count(rules.len(), "built-in rule"), and(&rules)),
        reason:
            "the system has nothing of what they name, such as the models of modules that are not installed".to_owned(),
        asked_for: false,
    }))
}
