//! A decision whose finding is more than what was accepted.

use super::told::{CONTROLS, baseline, faulty, of_baseline, of_waiver, steps};
use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::{Check, DECISIONS};
use crate::findings::{CheckInfo, Finding};
use crate::gate::Fault;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-012",
        name: "waiver-outgrown",
        title: "what was accepted has grown",
        severity: Severity::Medium,
        what: "Lists waivers and entries of the baseline whose finding is more severe now, or reaches more accounts, than when it was accepted. They do not hold.",
        why: "Somebody accepted a smaller risk than the one that is there.",
        fix: "Bring it back to what was accepted, or have somebody decide again about what it is now.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (decision, how) in faulty(cx, told) {
        let waiver = decision.waiver;
        let mut finding = of_waiver(cx, &CHECK.info, decision);
        finding.title = format!("what waiver `{}` accepted has grown", waiver.id);
        finding.expected = Some(format!(
            "no worse than {} and no more than {}",
            waiver.severity_at_approval.word(),
            count(waiver.users_at_approval, "account")
        ));
        finding.actual = how;
        found.push(finding);
    }
    let Some(it) = baseline(cx).filter(|it| !it.grown.is_empty()) else { return };
    let mut finding = of_baseline(cx, &CHECK.info, it);
    finding.title = match it.grown.len() {
        1 => "a finding of the baseline has grown".to_owned(),
        grown => format!("{grown} findings of the baseline have grown"),
    };
    finding.expected = Some("no worse than in the baseline, and no more accounts".to_owned());
    finding.actual = format!("worse now, or reaching more accounts: {}", count(it.grown.len(), "finding"));
    finding.path.extend(steps(&it.grown));
    found.push(finding);
}

fn told(fault: &Fault) -> Option<&str> {
    match fault {
        Fault::Outgrown(how) => Some(how.as_str()),
        _ => None,
    }
}
