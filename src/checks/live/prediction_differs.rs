//! The running system answers other than its configuration says.

use super::cell_finding::{about, access, computed, place};
use super::reading::Turn;
use crate::checks::{Check, Context, PROBE};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-004",
        name: "prediction-differs",
        title: "the running system answers other than its configuration says",
        severity: Severity::Medium,
        what: "Compares each answer of the running system with the access computed from its configuration, where the design does not object to the answer.",
        why: "Something beside the configuration decides here, such as custom code, elevated rights or a stale cache; no review of the configuration will see it.",
        fix: "Read what decides there, and clear the caches; then let the configuration say what happens.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 CA-8", "NIST-800-53r5 CM-6", "ISO27001-2022 A.8.9"],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    for group in reading.groups(Turn::Differs, |_| true) {
        let mut finding = about(cx, reading, &CHECK.info, &group);
        let (role, what, place) = (&group.run.name, access(cx, &group), place(cx, &group));
        let all = |allowed| group.cells.iter().all(|cell| cell.observed.allowed() == Some(allowed));
        finding.title = if all(true) {
            format!("the running system gives role `{role}` {what}, its configuration does not")
        } else if all(false) {
            format!("the running system refuses role `{role}` {what}, its configuration gives it")
        } else {
            format!("the running system answers role `{role}` about {what} other than its configuration says")
        };
        finding.expected = Some(format!("{}, as computed from the configuration", computed(&group.cells)));
        finding.fix = Fix {
            summary: format!(
                "look for custom code, elevated rights or a stale cache behind {place}; if it is meant, let the configuration say so"
            ),
        };
        found.push(finding);
    }
}
