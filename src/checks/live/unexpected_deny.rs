//! The running system refuses a role what its design gives.

use super::cell_finding::{about, access, asker, designed, designed_at, explain, place, predicted, request};
use super::reading::{Group, Reading, Turn};
use super::told::is_told;
use crate::checks::telling::finding;
use crate::checks::{Check, Context, PROBE};
use crate::connect::live::Question;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Severity, UserIx};
use crate::probe::{Cell, RoleRun};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-002",
        name: "unexpected-deny",
        title: "the running system refuses a role what its design gives",
        severity: Severity::High,
        what: "Asks the running system as each role, on models, records and fields and at sign-in, and compares its answer with the design. In an audit a refusal that the configuration explains is told by the check of its cause, such as missing-access, which is then proven.",
        why: "It breaks in front of the people who hold the role, on the first day.",
        fix: "Find what refuses it: a missing row, a record rule, custom code or a stale cache.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 CA-8", "ISO27001-2022 A.5.15", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    for group in reading.groups(Turn::UnexpectedDeny, |cell| !is_told(cx, cell)) {
        found.push(tell(cx, reading, &group));
    }
    for (cell, turn) in reading.cells() {
        if let (Question::SignIn, Turn::UnexpectedDeny, Some(run)) = (&cell.question, turn, reading.run(cell.run)) {
            found.push(sign_in(cx, run, cell));
        }
    }
}

fn tell(cx: &Context<'_>, reading: &Reading<'_>, group: &Group<'_>) -> Finding {
    let mut finding = about(cx, reading, &CHECK.info, group);
    let (role, what, place) = (&group.run.name, access(cx, group), place(cx, group));
    let within = if group.records { " within its reach" } else { ", which its design gives" };
    finding.title = format!("the running system refuses role `{role}` {what}{within}");
    finding.severity = severity(cx, group.run);
    finding.expected = Some(format!("allowed: the design of `{role}` gives {what}"));
    finding.designed_at = designed_at(cx, group, false);
    finding.fix = Fix {
        summary: match predicted(&group.cells) {
            Some(true) => {
                format!(
                    "the configuration gives it: look for custom code or a stale cache that refuses it behind {place}"
                )
            }
            Some(false) if group.field.is_none() => {
                format!("{} shows what is missing: add it, or take it out of the design", explain(cx, group))
            }
            _ => format!("find what refuses `{role}` {what}, or take it out of the design"),
        },
    };
    finding
}

fn sign_in(cx: &Context<'_>, run: &RoleRun, cell: &Cell) -> Finding {
    let login = &run.asker.login;
    let mut finding = finding(&CHECK.info, Subject::new("role", &run.name), cx.whole_of(login));
    finding.title = format!("the running system does not let `{login}` of role `{}` sign in", run.name);
    finding.severity = severity(cx, run);
    finding.confidence = Confidence::Proven;
    finding.affected = cx.affected([run.asker.user]);
    finding.expected = Some("an active account signs in with its own secret".to_owned());
    finding.actual = "refused".to_owned();
    finding.path = vec![asker(run), request(cell)];
    finding.fix =
        Fix { summary: format!("look at how `{login}` may sign in: its secret, its second factor, its state") };
    finding
}

/// High where somebody beside the probing account works in the role; without a design nobody knows.
fn severity(cx: &Context<'_>, run: &RoleRun) -> Severity {
    let somebody = |user: &UserIx| *user != run.asker.user;
    let idle = designed(cx, run).is_some_and(|role| !role.holders.iter().any(somebody));
    if idle { Severity::Medium } else { Severity::High }
}
