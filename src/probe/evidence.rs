//! What was sent and what came of it: one JSON line a request, without any secret and without any value of the ERP's data.

use serde::Serialize;

use super::{Cell, Plan, Sent};
use crate::compare::Design;
use crate::connect::live::{Question, Verdict};
use crate::snapshot::Snapshot;

/// The version of the lines.
pub const SCHEMA: &str = "probe/1";

/// One line.
#[derive(Debug, Serialize)]
struct Line<'a> {
    schema: &'static str,
    at: &'a str,
    role: &'a str,
    login: &'a str,
    /// What was sent, in words.
    request: &'a str,
    kind: &'static str,
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
    let run = match sent {
        Sent::Question(cell) => cell.run,
        Sent::Lookup { run, .. } => *run,
    };
    let role = plan.roles.get(run as usize)?;
    let name = design.role(role.role).name();
    let line = match sent {
        Sent::Question(cell) => of_question(cell, name, &role.asker.login, snapshot),
        Sent::Lookup { login, traced, rows, .. } => Line {
            schema: SCHEMA,
            at: &traced.at,
            role: name,
            login,
            request: &traced.words,
            kind: "lookup",
            resource: None,
            op: None,
            field: None,
            record: None,
            designed: None,
            predicted: None,
            outcome: if rows.is_ok() { "answered" } else { "inconclusive" },
            reason: rows.err(),
            caveat: None,
            rows: rows.ok(),
            latency_ms: traced.latency,
        },
    };
    let mut text = serde_json::to_string(&line).ok()?;
    text.push('\n');
    Some(text)
}

fn of_question<'a>(cell: &'a Cell, role: &'a str, login: &'a str, snapshot: &'a Snapshot) -> Line<'a> {
    let question = &cell.question;
    let (outcome, reason) = match &cell.observed.verdict {
        Verdict::Allowed => ("allowed", None),
        Verdict::Denied => ("denied", None),
        Verdict::Inconclusive(why) => ("inconclusive", Some(why.reason.as_str())),
    };
    Line {
        schema: SCHEMA,
        at: &cell.at,
        role,
        login,
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
        rows: None,
        latency_ms: cell.latency,
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
    }
}
