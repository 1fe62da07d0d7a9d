//! The running system answers other than its configuration says.

use super::cell_finding::{NAMED, about, access, asker, computed, designed, place, request};
use super::reading::{Reading, Turn};
use crate::checks::telling::{count, finding};
use crate::checks::{Check, Context, PROBE};
use crate::connect::live::Question;
use crate::findings::{CheckInfo, Finding, Fix, ResourceRef, Subject};
use crate::model::{Confidence, Severity};
use crate::probe::Cell;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-004",
        name: "prediction-differs",
        title: "the running system answers other than its configuration says",
        severity: Severity::Medium,
        what: "Compares each answer of the running system with the access computed from its configuration, where the design does not object to the answer: about resources, records and fields, and about pages and reports.",
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
    for (run, _) in (0..).zip(&reading.probed.roles) {
        found.extend(surfaces(cx, reading, run, true));
        found.extend(surfaces(cx, reading, run, false));
    }
}

/// The pages and reports that one role is given, or refused, against the configuration; one finding, because one program
/// behind the interface decides about all of them.
fn surfaces(cx: &Context<'_>, reading: &Reading<'_>, run: u32, given: bool) -> Option<Finding> {
    let differs = |(cell, turn): &(&Cell, Turn)| {
        let surface = matches!(cell.question, Question::Surface { .. });
        surface && *turn == Turn::Differs && cell.run == run && cell.observed.allowed() == Some(given)
    };
    let cells: Vec<&Cell> = reading.cells().filter(differs).map(|(cell, _)| cell).collect();
    let role = reading.run(run).filter(|_| !cells.is_empty())?;
    let way = if given { "given" } else { "refused" };
    let place = ResourceRef { model: Some("pages and reports".to_owned()), ops: vec![way.to_owned()], ..cx.whole() };
    let mut finding = finding(&CHECK.info, Subject::new("role", &role.name), place);
    let number =
        if cells.len() == 1 { "a page or report".to_owned() } else { format!("{} pages and reports", cells.len()) };
    finding.title = if given {
        format!("the running system gives role `{}` {number} that its configuration refuses", role.name)
    } else {
        format!("the running system refuses role `{}` {number} that its configuration gives", role.name)
    };
    let holders = designed(cx, role).map(|role| role.holders.iter().copied()).into_iter().flatten();
    finding.affected = cx.affected(holders.chain([role.asker.user]));
    finding.confidence = Confidence::Proven;
    finding.expected = Some(format!("{}, as computed from the configuration", computed(&cells)));
    finding.actual = format!("{} in {}", if given { "allowed" } else { "denied" }, count(cells.len(), "request"));
    finding.path = vec![asker(role)];
    finding.path.extend(cells.iter().take(NAMED).map(|cell| request(cell)));
    finding.path.extend((cells.len() > NAMED).then(|| format!("and {}", count(cells.len() - NAMED, "more request"))));
    finding.fix = Fix {
        summary: "look for custom code or a stale cache behind them; if it is meant, let their roles say so".to_owned(),
    };
    Some(finding)
}
