//! What a probe saw, as the report's own part: plain values, every index turned into its name.

use crate::checks::{Reading, Turn};
use crate::connect::live::{Observed, Question, Verdict};
use crate::findings::{
    Answer, CellResult, ProbeReport, ProbedCell, ProbedDefaultLogin, ProbedRole, ProbedToken, RoleEnd,
};
use crate::probe::bearer::BearerCell;
use crate::probe::{Cell, RoleOutcome, TriedLogin, evidence::kind};
use crate::snapshot::Snapshot;

/// The probe's part of a report.
pub(super) fn section(snapshot: &Snapshot, reading: &Reading<'_>) -> ProbeReport {
    let probed = reading.probed;
    ProbeReport {
        requests: probed.requests,
        interrupted: probed.interrupted,
        roles: roles(reading),
        traces: probed.traces.iter().map(|trace| (*trace).to_owned()).collect(),
        cells: reading.cells().map(|(cell, turn)| row(snapshot, reading, cell, turn)).collect(),
        bearer: probed.bearer.iter().map(token).collect(),
        default_logins: probed.default_logins.iter().map(|tried| default_login(snapshot, tried)).collect(),
    }
}

fn roles(reading: &Reading<'_>) -> Vec<ProbedRole> {
    let begin = |run: &crate::probe::RoleRun| {
        let (outcome, reason) = match &run.outcome {
            RoleOutcome::Done => (RoleEnd::Done, None),
            RoleOutcome::ControlFailed(why) => (RoleEnd::ControlFailed, Some(why.clone())),
            RoleOutcome::Ended(why) => (RoleEnd::Ended, Some(why.clone())),
        };
        let not_asked = reading.probed.unprobed.iter().filter(|entry| entry.role == Some(run.role)).count();
        ProbedRole {
            role: run.name.clone(),
            login: run.asker.login.to_string(),
            outcome,
            reason,
            asked: 0,
            as_expected: 0,
            unexpected: 0,
            inconclusive: 0,
            not_asked,
        }
    };
    let mut roles: Vec<ProbedRole> = reading.probed.roles.iter().map(begin).collect();
    for (cell, turn) in reading.cells() {
        if let Some(role) = roles.get_mut(cell.run as usize) {
            role.asked += 1;
            *match result(turn) {
                CellResult::AsExpected => &mut role.as_expected,
                CellResult::Unexpected => &mut role.unexpected,
                CellResult::Inconclusive => &mut role.inconclusive,
            } += 1;
        }
    }
    roles
}

fn row(snapshot: &Snapshot, reading: &Reading<'_>, cell: &Cell, turn: Turn) -> ProbedCell {
    let (question, run) = (&cell.question, reading.run(cell.run));
    let anonymous = matches!(question, Question::Anonymous { .. });
    ProbedCell {
        role: run.map(|run| run.name.clone()).unwrap_or_default(),
        login: run.filter(|_| !anonymous).map(|run| run.asker.login.to_string()),
        question: kind(question),
        resource: question.resource().map(|resource| snapshot.resource(resource).key.clone()),
        op: question.op().map(|op| snapshot.operation(op).name.clone()),
        field: question.field().map(ToString::to_string),
        record: question.record().map(ToString::to_string),
        request: cell.words.to_string(),
        designed: Answer::of(cell.designed.allowed(), Answer::Silent),
        predicted: Answer::of(cell.predicted, Answer::Unknown),
        observed: Answer::of(cell.observed.allowed(), Answer::Inconclusive),
        reason: reason(&cell.observed),
        caveat: cell.observed.caveat,
        result: result(turn),
        at: cell.at.to_string(),
        latency_ms: cell.latency,
    }
}

fn token(cell: &BearerCell) -> ProbedToken {
    ProbedToken {
        attempt: cell.attempt.name(),
        request: cell.words(),
        expected: if cell.attempt.must_open() { Answer::Allowed } else { Answer::Denied },
        observed: Answer::of(cell.observed.allowed(), Answer::Inconclusive),
        reason: reason(&cell.observed),
        result: match cell.observed.allowed() {
            Some(_) if cell.is_hole() => CellResult::Unexpected,
            Some(_) if !cell.is_failed_control() => CellResult::AsExpected,
            _ => CellResult::Inconclusive,
        },
        at: cell.sent.as_ref().map(|(at, _)| at.to_string()),
        latency_ms: cell.sent.as_ref().map(|(_, latency)| *latency),
    }
}

fn default_login(snapshot: &Snapshot, tried: &TriedLogin) -> ProbedDefaultLogin {
    ProbedDefaultLogin {
        login: snapshot.user(tried.user).key.to_string(),
        request: tried.words(snapshot),
        observed: Answer::of(tried.observed.allowed(), Answer::Inconclusive),
        reason: reason(&tried.observed),
        result: match tried.observed.allowed() {
            Some(true) => CellResult::Unexpected,
            Some(false) => CellResult::AsExpected,
            None => CellResult::Inconclusive,
        },
        at: tried.at.to_string(),
        latency_ms: tried.latency,
    }
}

fn reason(observed: &Observed) -> Option<String> {
    match &observed.verdict {
        Verdict::Inconclusive(why) => Some(why.reason.clone()),
        Verdict::Allowed | Verdict::Denied => None,
    }
}

fn result(turn: Turn) -> CellResult {
    match turn {
        Turn::AsExpected => CellResult::AsExpected,
        Turn::UnexpectedAllow | Turn::UnexpectedDeny | Turn::Differs => CellResult::Unexpected,
        Turn::Open => CellResult::Inconclusive,
    }
}
