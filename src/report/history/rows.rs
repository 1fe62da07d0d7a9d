//! The same for programs: JSON and CSV.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::HistoryPage;
use crate::findings::{AgainstBaseline, Verdict};
use crate::history::{Recorded, RunRef, Standing, Step, Timeline, Tracked};
use crate::model::Severity;
use crate::report::{RenderError, csv_rows, json};

#[derive(Serialize)]
struct Document<'p> {
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<RunRow<'p>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<FindingRow<'p>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timelines: Option<Vec<TimelineRow<'p>>>,
}

#[derive(Serialize)]
struct RunRow<'p> {
    number: u64,
    run: &'p str,
    kind: &'p str,
    system: &'p str,
    version: &'p str,
    taken_at: &'p str,
    judged_on: &'p str,
    verdict: Verdict,
    exit_code: u8,
    findings: BTreeMap<&'static str, u64>,
    waived: u64,
    known: u64,
    new: u64,
    fixed: u64,
    reopened: u64,
    not_looked_at: u64,
    manifest_sha256: &'p str,
    previous: Option<&'p str>,
    snapshot_sha256: &'p str,
    tool: &'p str,
}

impl<'p> From<&'p Recorded> for RunRow<'p> {
    fn from(one: &'p Recorded) -> Self {
        let severities = Severity::ALL.map(Severity::word).into_iter().zip(one.counts.by_severity);
        Self {
            number: one.run.number,
            run: &one.run.run,
            kind: &one.run.kind,
            system: &one.run.system,
            version: &one.run.version,
            taken_at: &one.run.taken_at,
            judged_on: &one.run.judged_on,
            verdict: one.run.verdict,
            exit_code: one.run.exit.code(),
            findings: severities.collect(),
            waived: one.counts.waived,
            known: one.counts.known,
            new: one.change.appeared,
            fixed: one.change.fixed,
            reopened: one.change.reopened,
            not_looked_at: one.change.not_looked_at,
            manifest_sha256: &one.run.manifest_sha256,
            previous: one.run.previous.as_ref().map(|previous| previous.run.as_str()),
            snapshot_sha256: &one.run.snapshot_sha256,
            tool: &one.run.tool,
        }
    }
}

#[derive(Serialize)]
struct FindingRow<'p> {
    fingerprint: &'p str,
    kind: &'p str,
    system: &'p str,
    check_id: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_id: Option<&'p str>,
    state: &'static str,
    severity: Severity,
    title: &'p str,
    subject: &'p str,
    resource: &'p str,
    affected: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<AgainstBaseline>,
    first_run: &'p str,
    first_seen: &'p str,
    last_run: &'p str,
    last_seen: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_run: Option<&'p str>,
    times: u64,
    reopened: u64,
}

impl<'p> From<&'p Tracked> for FindingRow<'p> {
    fn from(one: &'p Tracked) -> Self {
        Self {
            fingerprint: &one.seen.fingerprint,
            kind: &one.kind,
            system: &one.system,
            check_id: &one.seen.check_id,
            rule_id: one.seen.rule_id.as_deref(),
            state: one.standing.words(),
            severity: one.seen.severity,
            title: &one.seen.title,
            subject: &one.seen.subject,
            resource: &one.seen.resource,
            affected: one.seen.affected,
            waiver: one.seen.waiver.as_deref(),
            baseline: one.seen.baseline,
            first_run: &one.first.run,
            first_seen: &one.first.taken_at,
            last_run: &one.last.run,
            last_seen: &one.last.taken_at,
            fixed_run: one.fixed.as_ref().map(|run| run.run.as_str()),
            times: one.times,
            reopened: one.reopened,
        }
    }
}

#[derive(Serialize)]
struct TimelineRow<'p> {
    #[serde(flatten)]
    finding: FindingRow<'p>,
    runs: Vec<StepRow<'p>>,
}

impl<'p> From<&'p Timeline> for TimelineRow<'p> {
    fn from(line: &'p Timeline) -> Self {
        Self { finding: (&line.finding).into(), runs: line.steps.iter().map(StepRow::from).collect() }
    }
}

#[derive(Serialize)]
struct StepRow<'p> {
    run: &'p str,
    taken_at: &'p str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    affected: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<AgainstBaseline>,
}

impl<'p> From<&'p (RunRef, Step)> for StepRow<'p> {
    fn from((run, step): &'p (RunRef, Step)) -> Self {
        let row = |state| Self {
            run: &run.run,
            taken_at: &run.taken_at,
            state,
            severity: None,
            affected: None,
            waiver: None,
            baseline: None,
        };
        match step {
            Step::Seen { severity, affected, waiver, baseline } => Self {
                severity: Some(*severity),
                affected: Some(*affected),
                waiver: waiver.as_deref(),
                baseline: *baseline,
                ..row(Standing::Open.words())
            },
            Step::Gone => row(Standing::Fixed.words()),
            Step::NotLookedAt => row(Standing::NotLookedAt.words()),
        }
    }
}

/// A page as JSON, `history/1`.
pub fn history_json(page: &HistoryPage) -> Result<String, RenderError> {
    let mut document = Document { schema: "history/1", runs: None, findings: None, timelines: None };
    match page {
        HistoryPage::Runs(runs) => document.runs = Some(runs.iter().map(RunRow::from).collect()),
        HistoryPage::Findings { findings, .. } => {
            document.findings = Some(findings.iter().map(FindingRow::from).collect());
        }
        HistoryPage::Timelines(lines) => {
            document.timelines = Some(lines.iter().map(TimelineRow::from).collect());
        }
    }
    Ok(json::document(&document)?)
}

/// A page as CSV, a row for each run, finding or step.
pub fn history_csv(page: &HistoryPage, out: impl io::Write) -> Result<(), RenderError> {
    match page {
        HistoryPage::Runs(runs) => {
            let rows = runs.iter().map(|one| {
                let [info, low, medium, high, critical] = one.counts.by_severity;
                let RunRow { number, run, kind, system, version, taken_at, judged_on, verdict, .. } = RunRow::from(one);
                let texts = [run, kind, system, version, taken_at, judged_on, verdict.words()].map(str::to_owned);
                let (counts, change) = (&one.counts, &one.change);
                let numbers = [critical, high, medium, low, info, counts.waived, counts.known, change.appeared];
                let more = [change.fixed, change.reopened, change.not_looked_at];
                let numbers = numbers.into_iter().chain(more).map(|number| number.to_string());
                std::iter::once(number.to_string()).chain(texts).chain(numbers).collect::<Vec<_>>()
            });
            let header = [
                "number",
                "run",
                "kind",
                "system",
                "version",
                "taken_at",
                "judged_on",
                "verdict",
                "critical",
                "high",
                "medium",
                "low",
                "info",
                "waived",
                "known",
                "new",
                "fixed",
                "reopened",
                "not_looked_at",
            ];
            csv_rows(out, &header, rows)
        }
        HistoryPage::Findings { findings, .. } => {
            let rows = findings.iter().map(finding_cells);
            let header = [
                "fingerprint",
                "kind",
                "system",
                "check_id",
                "rule_id",
                "state",
                "severity",
                "title",
                "subject",
                "resource",
                "waiver",
                "first_seen",
                "last_seen",
                "fixed_run",
                "affected",
                "times",
                "reopened",
            ];
            csv_rows(out, &header, rows)
        }
        HistoryPage::Timelines(lines) => {
            let rows = lines.iter().flat_map(|line| {
                line.steps.iter().map(|step| {
                    let row = StepRow::from(step);
                    let seen = &line.finding.seen;
                    vec![
                        seen.fingerprint.clone(),
                        line.finding.kind.clone(),
                        line.finding.system.clone(),
                        row.run.to_owned(),
                        row.taken_at.to_owned(),
                        row.state.to_owned(),
                        row.severity.map(Severity::word).unwrap_or_default().to_owned(),
                        row.affected.map(|affected| affected.to_string()).unwrap_or_default(),
                        row.waiver.unwrap_or_default().to_owned(),
                    ]
                })
            });
            let header =
                ["fingerprint", "kind", "system", "run", "taken_at", "state", "severity", "affected", "waiver"];
            csv_rows(out, &header, rows)
        }
    }
}

fn finding_cells(one: &Tracked) -> Vec<String> {
    let row = FindingRow::from(one);
    let texts = [
        row.fingerprint,
        row.kind,
        row.system,
        row.check_id,
        row.rule_id.unwrap_or_default(),
        row.state,
        row.severity.word(),
        row.title,
        row.subject,
        row.resource,
        row.waiver.unwrap_or_default(),
        row.first_seen,
        row.last_seen,
        row.fixed_run.unwrap_or_default(),
    ];
    let numbers = [row.affected, row.times, row.reopened].map(|number| number.to_string());
    texts.map(str::to_owned).into_iter().chain(numbers).collect()
}
