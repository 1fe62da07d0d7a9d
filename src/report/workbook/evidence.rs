//! *Evidence*: how each exception is known; *Probe*: every question that the running system was asked.

use super::super::RenderError;
use super::as_it_is;
use super::book::{Book, Cell, Look, column};
use crate::findings::{CellResult, Finding, ProbeReport, ProbedCell, Report};
use crate::model::{Confidence, Origin};

pub(super) fn sheets(book: &mut Book, report: &Report) -> Result<(), RenderError> {
    let columns = [
        column("Fingerprint", 38),
        column("Check", 10),
        column("Exception", 60),
        column("How it is known", 40),
        column("Designed at", 26),
        column("Where it comes from", 30),
        column("Path", 60),
        column("Severity by", 40),
    ];
    let rows = report.findings.iter().map(|finding| {
        [
            Cell::text(&finding.fingerprint),
            Cell::text(finding.check_id),
            Cell::text(&finding.title),
            Cell::text(known(finding)),
            Cell::text(&finding.designed_at.as_ref().map(ToString::to_string).unwrap_or_default()),
            Cell::text(&finding.origin.as_ref().map(Origin::words).unwrap_or_default()),
            Cell::list(&finding.path),
            Cell::text(finding.severity_by.as_deref().unwrap_or_default()),
        ]
    });
    book.table("Evidence", &columns, 3, rows, as_it_is)?;
    report.probe.as_ref().map_or(Ok(()), |probe| asked(book, probe))
}

/// By what an exception is shown.
fn known(finding: &Finding) -> &'static str {
    match finding.confidence {
        Confidence::Proven => "the running system was seen to do it",
        Confidence::High => "computed from the system's own configuration",
        Confidence::Medium => "computed, with something that the snapshot does not tell",
        Confidence::Low => "a guess by signs: for somebody to look at",
    }
}

fn asked(book: &mut Book, probe: &ProbeReport) -> Result<(), RenderError> {
    let columns = [
        column("Role", 22),
        column("Asked as", 32),
        column("Question", 16),
        column("Resource", 30),
        column("Operation", 12),
        column("Field", 22),
        column("Record", 12),
        column("Request", 60),
        column("Designed", 12),
        column("Computed", 12),
        column("Seen", 14),
        column("Result", 14),
        column("Reason", 40),
        column("At", 26),
    ];
    let tokens = probe.bearer.iter().map(|token| {
        let at = token.at.as_deref().unwrap_or_default();
        Row {
            question: token.attempt,
            request: &token.request,
            answers: [token.expected.word(), "", token.observed.word()],
            reason: token.reason.as_deref(),
            ..Row::of(token.result, at)
        }
    });
    let logins = probe.default_logins.iter().map(|login| Row {
        login: &login.login,
        question: "default password",
        request: &login.request,
        answers: ["denied", "", login.observed.word()],
        reason: login.reason.as_deref(),
        ..Row::of(login.result, &login.at)
    });
    let rows = probe.cells.iter().map(of_cell).chain(tokens).chain(logins).map(Row::cells);
    book.table("Probe", &columns, 2, rows, as_it_is)
}

fn of_cell(cell: &ProbedCell) -> Row<'_> {
    let text = |part: &'_ Option<String>| -> String { part.clone().unwrap_or_default() };
    Row {
        role: &cell.role,
        login: cell.login.as_deref().unwrap_or("nobody"),
        question: cell.question,
        about: [text(&cell.resource), text(&cell.op), text(&cell.field), text(&cell.record)],
        request: &cell.request,
        answers: [cell.designed.word(), cell.predicted.word(), cell.observed.word()],
        reason: cell.reason.as_deref().or(cell.caveat),
        ..Row::of(cell.result, &cell.at)
    }
}

/// A question to the running system, whatever sort it is of.
struct Row<'p> {
    role: &'p str,
    login: &'p str,
    question: &'p str,
    about: [String; 4],
    request: &'p str,
    answers: [&'static str; 3],
    result: CellResult,
    reason: Option<&'p str>,
    at: &'p str,
}

impl<'p> Row<'p> {
    fn of(result: CellResult, at: &'p str) -> Self {
        Self {
            role: "",
            login: "",
            question: "",
            about: [const { String::new() }; 4],
            request: "",
            answers: [""; 3],
            result,
            reason: None,
            at,
        }
    }

    fn cells(self) -> [Cell; 14] {
        let [resource, op, field, record] = self.about.each_ref().map(|text| Cell::text(text));
        let [designed, computed, seen] = self.answers.map(Cell::text);
        let look = match self.result {
            CellResult::AsExpected => Look::Plain,
            CellResult::Unexpected => Look::Bad,
            CellResult::Inconclusive => Look::Unknown,
        };
        [
            Cell::text(self.role),
            Cell::text(self.login),
            Cell::text(self.question),
            resource,
            op,
            field,
            record,
            Cell::text(self.request),
            designed,
            computed,
            seen,
            Cell::looking(self.result.words(), look),
            Cell::text(self.reason.unwrap_or_default()),
            Cell::text(self.at),
        ]
    }
}
