//! A designed API key does not exist.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-011",
        name: "token-missing",
        title: "a designed API key does not exist",
        severity: Severity::Low,
        what: "Lists keys of the map that no account of the system has, or not the designed owner.",
        why: "The integration cannot run, or runs with another key.",
        fix: "Make the key with the designed owner, or take it out of the map.",
        controls: &["NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17"],
    },
    needs: DESIGNED_TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for absent in &comparison.tokens.absent {
        let name = &absent.name.value;
        let owner = absent.owner.as_ref().map(|owner| owner.value.as_str());
        let mut finding = finding(&CHECK.info, Subject::new("token", name), cx.whole_of(owner.unwrap_or_default()));
        let whose = owner.map_or(String::new(), |owner| format!(" of `{owner}`"));
        finding.title = format!("designed API key `{name}`{whose} does not exist");
        finding.expected = Some(format!("a key `{name}`{whose}"));
        finding.designed_at = Some(absent.name.at.clone());
        finding.actual = "no such key".to_owned();
        finding.path = vec![format!("token:{name} (not there)")];
        finding.fix = Fix { summary: format!("make the key, or take it out of the map at {}", absent.name.at) };
        found.push(finding);
    }
}
