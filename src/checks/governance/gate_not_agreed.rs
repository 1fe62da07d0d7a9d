//! A gate of the organisation's own that nobody agreed on in time.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{ALWAYS, Check};
use crate::findings::{CheckInfo, Finding, Subject};
use crate::model::{Severity, date};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-001",
        name: "gate-not-agreed",
        title: "the criteria were not agreed before the system was looked at",
        severity: Severity::Info,
        what: "Looks whether a gate of the organisation's own says since when it holds and who agreed, and whether that was before the snapshot was taken. The gate that comes with rolecall is a proposal and is not told.",
        why: "Criteria that are chosen after the results are known prove nothing: they may have been chosen to fit.",
        fix: "Write `agreed: { on: DAY, by: [NAMES] }` into gate.yaml, and collect again after that day.",
        controls: &[
            "NIST-800-53r5 AC-2(e)",
            "NIST-800-53r5 AC-2(j)",
            "NIST-800-53r5 AC-6(7)",
            "ISO27001-2022 A.5.18",
            "ISO27001-2022 A.5.35",
            "PCI-DSS-4.0.1 7.2.3",
            "PCI-DSS-4.0.1 7.2.4",
            "CIS-8.1 6.1",
            "SOC2 CC6.2",
        ],
    },
    needs: ALWAYS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let gate = &cx.policies.gate;
    let Some(at) = &gate.at else { return };
    let taken = cx.snapshot.system.taken_at.get(..10).and_then(date);
    let actual = match (&gate.agreed, taken) {
        (None, _) => "it says neither since when it holds nor who agreed".to_owned(),
        (Some(agreed), Some(taken)) if agreed.on > taken => {
            format!("it was agreed on {}, after the snapshot was taken on {taken}", agreed.on)
        }
        _ => return,
    };
    let mut finding = finding(&CHECK.info, Subject::new("policy", "gate.yaml"), cx.whole());
    finding.designed_at = Some(at.clone());
    finding.expected = Some("criteria that were agreed before anybody saw results".to_owned());
    finding.actual = actual;
    finding.path = vec![format!("policy:{}", gate.file)];
    found.push(finding);
}
