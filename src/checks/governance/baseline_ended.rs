//! A baseline that is over.

use super::told::{CONTROLS, baseline, of_baseline};
use crate::checks::context::Context;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-011",
        name: "baseline-ended",
        title: "the baseline does not hold",
        severity: Severity::Medium,
        what: "Looks whether the baseline is over, older than the gate allows a waiver to become, from a day that is still to come, or approved by somebody whom the gate does not name. Everything in it counts again.",
        why: "A baseline is a loan: it lets a company begin, and it is paid back by a day that was agreed.",
        fix: "Remove what is left of it, or have somebody decide about each finding with a waiver.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(it) = baseline(cx) else { return };
    let Some(fault) = &it.fault else { return };
    let mut finding = of_baseline(cx, &CHECK.info, it);
    finding.title = format!("the baseline of {} does not hold", it.baseline.made_on);
    finding.expected = Some(format!("nothing that it accepts is left after {}", it.ends));
    finding.actual.clone_from(fault);
    found.push(finding);
}
