//! The running system lets a role do what its design denies.

use super::cell_finding::{about, access, designed, designed_at, explain, place, predicted};
use super::reading::Turn;
use super::told::is_told;
use crate::checks::{Check, Context, PROBE};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-001",
        name: "unexpected-allow",
        title: "the running system lets a role do what its design denies",
        severity: Severity::High,
        what: "Asks the running system as each role, on models, records and fields, and compares its answer with the design. In an audit a deviation that the configuration explains is told by the check of its cause, such as excess-access, which is then proven.",
        why: "Whatever the configuration says, whoever holds the role can do it today.",
        fix: "Find what lets it through: a row, custom code, elevated rights or a stale cache.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-6",
            "NIST-800-53r5 CA-8",
            "ISO27001-2022 A.8.3",
            "PCI-DSS-4.0.1 7.2.1",
        ],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    for group in reading.groups(Turn::UnexpectedAllow, |cell| !is_told(cx, cell)) {
        let mut finding = about(cx, reading, &CHECK.info, &group);
        let (role, mut what, place) = (&group.run.name, access(cx, &group), place(cx, &group));
        if group.records {
            what.push_str(" beyond its reach");
        }
        let beyond = if group.records { "" } else { ", beyond the design" };
        finding.title = format!("the running system gives role `{role}` {what}{beyond}");
        let by_name = designed(cx, group.run)
            .is_some_and(|designed| !designed.deny.ops(group.resource).and(group.ops).is_empty());
        let verb = if by_name { "forbids" } else { "does not give" };
        finding.expected = Some(format!("denied: the design of `{role}` {verb} {what}"));
        finding.designed_at = designed_at(cx, &group, true);
        finding.fix = Fix {
            summary: match predicted(&group.cells) {
                Some(false) => format!(
                    "the configuration does not give it: look for custom code, elevated rights or a stale cache behind {place}"
                ),
                Some(true) if group.field.is_none() => {
                    format!("{} shows what gives it: take it away, or add it to the design", explain(cx, &group))
                }
                _ => format!("find what gives `{role}` {what}, or add it to the design"),
            },
        };
        found.push(finding);
    }
}
