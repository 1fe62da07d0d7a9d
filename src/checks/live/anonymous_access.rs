//! The running system answers a caller without any login.

use std::collections::BTreeMap;

use super::cell_finding::request;
use super::reading::Turn;
use crate::checks::telling::finding;
use crate::checks::{Check, Context, PROBE};
use crate::connect::live::Question;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, ResourceIx, Severity, Verb};
use crate::probe::Cell;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-006",
        name: "anonymous-access",
        title: "the running system answers a caller without a login",
        severity: Severity::Critical,
        what: "Reads, without any login, what the design keeps from roles.",
        why: "Anyone who reaches the system's address reads it, and no account shows who did.",
        fix: "Close the route, or take the row away that gives it to visitors.",
        controls: &["NIST-800-53r5 AC-14", "NIST-800-53r5 AC-3", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.3"],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    let mut answered: BTreeMap<ResourceIx, Vec<&Cell>> = BTreeMap::new();
    for (cell, turn) in reading.cells() {
        if let (Question::Anonymous { resource }, Turn::UnexpectedAllow) = (&cell.question, turn) {
            answered.entry(*resource).or_default().push(cell);
        }
    }
    for (resource, cells) in answered {
        let key = &cx.snapshot.resource(resource).key;
        let read = cx.snapshot.ops_of(Verb::Read);
        let mut finding = finding(&CHECK.info, Subject::new("anonymous", "anonymous"), cx.model(resource, read));
        finding.title = format!("anyone reads {key} without a login");
        finding.confidence = Confidence::Proven;
        finding.expected = Some("a caller without a login is refused".to_owned());
        finding.actual = "answered".to_owned();
        finding.path = vec!["probe without a login".to_owned()];
        finding.path.extend(cells.iter().map(|cell| request(cell)));
        finding.fix = Fix {
            summary: format!("close the route that answers for {key}, or take the row away that gives it to visitors"),
        };
        found.push(finding);
    }
}
