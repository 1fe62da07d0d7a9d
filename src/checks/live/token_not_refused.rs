//! An API lets a token in that it must refuse.

use crate::checks::telling::finding;
use crate::checks::{Check, Context, PROBE};
use crate::findings::{CheckInfo, Finding, Fix, ResourceRef, Subject};
use crate::model::{Confidence, Severity};
use crate::probe::bearer::{Attempt, BearerCell};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-007",
        name: "token-not-refused",
        title: "an API opens to a caller whose token it must refuse",
        severity: Severity::Critical,
        what: "Shows an API that takes bearer tokens a good one, which it must take, and then none, expired ones, and ones that are forged or for somebody else.",
        why: "Whoever finds an old token or writes one of their own is in, as any user that they name.",
        fix: "Let a library that is kept up verify every token: signature, algorithm, audience, beginning and end.",
        controls: &["NIST-800-53r5 IA-5", "NIST-800-53r5 AC-3", "ISO27001-2022 A.8.5", "PCI-DSS-4.0.1 6.2.4"],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    let cells = &reading.probed.bearer;
    for cell in cells.iter().filter(|cell| cell.is_hole()) {
        // The attempt is in the fingerprint: each hole is a finding of its own.
        let resource = ResourceRef { ops: vec![cell.attempt.name().to_owned()], ..cx.whole() };
        let mut finding = finding(&CHECK.info, Subject::new("api", &cell.path), resource);
        finding.title = format!("`{}` opens to a caller with {}", cell.path, cell.attempt);
        finding.confidence = Confidence::Proven;
        finding.expected = Some("401 or 403".to_owned());
        finding.actual = "opened".to_owned();
        finding.path = cells.iter().filter(|control| control.attempt == Attempt::Good).map(step).collect();
        finding.path.push(step(cell));
        finding.fix = Fix { summary: fix(cell.attempt).to_owned() };
        found.push(finding);
    }
}

fn step(cell: &BearerCell) -> String {
    let answer = if cell.observed.allowed() == Some(true) { "allowed" } else { "not allowed" };
    format!("{}: {answer}", cell.words())
}

fn fix(attempt: Attempt) -> &'static str {
    match attempt {
        Attempt::NoToken => "refuse a caller without a token before anything is answered",
        Attempt::Expired => "verify the end (`exp`) of every token",
        Attempt::NotYetValid => "verify the beginning (`nbf`) of every token",
        Attempt::WrongAudience => "verify the audience (`aud`) of every token against the API's own name",
        Attempt::WrongSignature => "verify the signature of every token before reading its claims",
        Attempt::AlgNone => "fix the algorithms that the API takes in its program, and leave `none` out",
        Attempt::KeyConfusion => "fix the one algorithm that goes with the key, whatever a token's header says",
        Attempt::Good | Attempt::GoodAgain => CHECK.info.fix,
    }
}
