//! A waiver that holds and ends soon.

use jiff::ToSpan;

use super::told::{CONTROLS, still_there, waivers};
use crate::checks::context::Context;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-010",
        name: "waiver-ends-soon",
        title: "a waiver ends soon",
        severity: Severity::Low,
        what: "Lists waivers that hold and end within the days that the gate names (`warn_days`).",
        why: "On the day after its last the finding counts again, and a release stops that nobody expected to stop.",
        fix: "Remove what the finding is about in time, or have somebody decide again.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(today) = cx.accepted.as_ref().map(|accepted| accepted.today) else { return };
    let soon = today.saturating_add(i64::from(cx.policies.gate.waivers.warn_days).days());
    for decision in waivers(cx).filter(|decision| decision.holds() && decision.waiver.expires_on <= soon) {
        let waiver = decision.waiver;
        let mut finding = still_there(cx, &CHECK.info, decision);
        finding.title = format!("waiver `{}` ends on {}", waiver.id, waiver.expires_on);
        found.push(finding);
    }
}
