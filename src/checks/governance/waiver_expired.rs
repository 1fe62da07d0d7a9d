//! A waiver whose last day is over.

use super::told::{CONTROLS, still_there, waivers};
use crate::checks::context::Context;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::gate::Fault;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-002",
        name: "waiver-expired",
        title: "a waiver is over",
        severity: Severity::Medium,
        what: "Lists waivers whose last day is over while what they accepted is still there. Such a finding counts again. A waiver holds to the end of its last day, UTC.",
        why: "A risk that was accepted for some time is accepted by nobody once that time is over.",
        fix: "Remove what the finding is about, or have somebody decide again with a new waiver.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for decision in waivers(cx).filter(|decision| decision.faults.contains(&Fault::Expired)) {
        let waiver = decision.waiver;
        let mut finding = still_there(cx, &CHECK.info, decision);
        finding.title = format!("waiver `{}` is over since {}", waiver.id, waiver.expires_on);
        found.push(finding);
    }
}
