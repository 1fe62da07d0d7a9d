//! What was sent and what came of it: one JSON line a request, without any secret and without any value of the ERP's data.

use serde::Serialize;

use super::{Cell, Plan, Sent};
use crate::compare::Design;
use crate::connect::live::{Observed, Question, Verdict};
use crate::snapshot::Snapshot;

/// The version of the lines.
pub const SCHEMA: &str = "probe/1";

/// One line.
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
    schema: &'static str,
    at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<&'a str>,
    /// What was sent, in words.
    request: &'a str,
    kind: &'static str,
    /// Which token was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    designed: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    predicted: Option<&'static str>,
    /// What must come of it, whatever a design says.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'static str>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caveat: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    latency_ms: u32,
}

/// The line of a request, with a line end; nothing for a run that the plan does not have.
pub fn line(sent: &Sent<'_>, plan: &Plan, design: &Design<'_>, snapshot: &Snapshot) -> Option<String> {
    let role = |run: u32| {
        let role = plan.roles.get(run as usize)?;
        Some((design.role(role.role).name(), role.asker.login.as_ref()))
    };
    let words;
    let line = match sent {
        Sent::Question(cell) => of_question(cell, role(cell.run)?, snapshot),
        Sent::Lookup { run, login, traced, rows } => Line {
            at: &traced.at,
            role: Some(role(*run)?.0),
            login: Some(login),
            request: &traced.words,
            kind: "lookup",
            outcome: if rows.is_ok() { "answered" } else { "inconclusive" },
            reason: rows.err(),
            rows: rows.ok(),
            latency_ms: traced.latency,
            ..Line::default()
        },
        Sent::Session { run, login, traced, outcome } => Line {
            at: &traced.at,
            role: Some(role(*run)?.0),
            login: Some(login),
            request: &traced.words,
            kind: "session",
            outcome: if outcome.is_ok() { "answered" } else { "inconclusive" },
            reason: outcome.err(),
            latency_ms: traced.latency,
            ..Line::default()
        },
        Sent::Token(cell) => {
            words = cell.words();
            let (at, latency) = cell.sent.as_ref()?;
            let (outcome, reason) = outcome(&cell.observed);
            Line {
                at,
                request: &words,
                kind: "token",
                attempt: Some(cell.attempt.name()),
                expected: Some(word(cell.attempt.must_open())),
                outcome,
                reason,
                latency_ms: *latency,
                ..Line::default()
            }
        }
    };
    let mut text = serde_json::to_string(&Line { schema: SCHEMA, ..line }).ok()?;
    text.push('\n');
    Some(text)
}

fn of_question<'a>(cell: &'a Cell, (role, login): (&'a str, &'a str), snapshot: &'a Snapshot) -> Line<'a> {
    let question = &cell.question;
    let (outcome, reason) = outcome(&cell.observed);
    Line {
        at: &cell.at,
        role: Some(role),
        login: Some(login),
        request: &cell.words,
        kind: kind(question),
        resource: question.resource().map(|at| snapshot.resource(at).key.as_str()),
        op: question.op().map(|at| snapshot.operation(at).name.as_str()),
        field: question.field().map(AsRef::as_ref),
        record: question.record().map(|record| record.0.as_ref()),
        designed: cell.designed.allowed().map(word),
        predicted: cell.predicted.map(word),
        outcome,
        reason,
        caveat: cell.observed.caveat,
        latency_ms: cell.latency,
        ..Line::default()
    }
}

/// The word, and the reason why nobody can tell.
fn outcome(observed: &Observed) -> (&'static str, Option<&str>) {
    match &observed.verdict {
        Verdict::Allowed => ("allowed", None),
        Verdict::Denied => ("denied", None),
        Verdict::Inconclusive(why) => ("inconclusive", Some(&why.reason)),
    }
}

fn word(allowed: bool) -> &'static str {
    if allowed { "allowed" } else { "denied" }
}

/// The name of a kind of question.
pub fn kind<R>(question: &Question<R>) -> &'static str {
    match question {
        Question::Control => "control",
        Question::Resource { .. } => "resource",
        Question::Record { .. } => "record",
        Question::Attempt { .. } => "attempt",
        Question::ReadField { .. } => "read-field",
        Question::WriteField { .. } => "write-field",
        Question::SignIn => "sign-in",
        Question::SignInWrong => "sign-in-wrong",
        Question::Anonymous { .. } => "anonymous",
        Question::FilterField { .. } => "filter-field",
        Question::Surface { .. } => "surface",
    }
}
