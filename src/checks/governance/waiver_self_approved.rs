//! A waiver whose approver decided about their own affairs.

use super::told::{CONTROLS, faulty, of_waiver};
use crate::checks::context::Context;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::gate::Fault;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-003",
        name: "waiver-self-approved",
        title: "a waiver was approved by one who should not have",
        severity: Severity::High,
        what: "Lists waivers whose approver is the one who asked for them, or one of those whom the accepted finding reaches: people are compared by login, mail address and name of their accounts. Where not all accounts that a finding reaches are listed, an approver with an account counts as one of them. Such a waiver does not hold.",
        why: "Whoever accepts their own excess of rights has controlled nothing.",
        fix: "Have somebody else decide who neither asked nor gains by it.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (decision, how) in faulty(cx, told) {
        let waiver = decision.waiver;
        let mut finding = of_waiver(cx, &CHECK.info, decision);
        finding.title = format!("waiver `{}` was approved by `{}`, who should not have", waiver.id, waiver.approved_by);
        finding.expected = Some("somebody decides who neither asked nor gains by it".to_owned());
        finding.actual = how;
        found.push(finding);
    }
}

fn told(fault: &Fault) -> Option<&str> {
    match fault {
        Fault::SelfApproved(how) => Some(how.as_str()),
        _ => None,
    }
}
