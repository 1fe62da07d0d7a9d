//! A waiver that the gate does not allow.

use super::told::{CONTROLS, faulty, of_waiver};
use crate::checks::context::Context;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::gate::Fault;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-009",
        name: "waiver-invalid",
        title: "a waiver is not what the gate asks for",
        severity: Severity::Medium,
        what: "Lists waivers that the gate does not allow: they last too long, end before they begin, were approved on a day that is still to come, or by somebody whom the gate does not name. Such a waiver does not hold.",
        why: "The organisation agreed on who may accept a risk and for how long.",
        fix: "Have somebody who may decide again, for no longer than the gate allows.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (decision, reasons) in faulty(cx, told) {
        let mut finding = of_waiver(cx, &CHECK.info, decision);
        finding.title = format!("waiver `{}` is not what the gate asks for", decision.waiver.id);
        finding.expected = Some(format!("a waiver by the terms of {}", cx.policies.gate.file));
        finding.actual = reasons;
        found.push(finding);
    }
}

fn told(fault: &Fault) -> Option<&str> {
    match fault {
        Fault::Invalid(reason) => Some(reason.as_str()),
        _ => None,
    }
}
