//! Findings as rows: what CSV and the workbook's sheet have in common.

use super::csv::csv_rows;
use super::{RenderError, escape, words};
use crate::findings::{AgainstBaseline, CheckInfo, Finding, Report, Waived};
use crate::model::Origin;

/// What a row says in one column.
pub(super) enum Value {
    Text(String),
    /// Several texts, in order.
    List(Vec<String>),
    Count(usize),
}

/// A column of findings.
pub(super) struct Column {
    /// In CSV; for ever.
    pub(super) name: &'static str,
    /// In the workbook.
    pub(super) title: &'static str,
    /// In the workbook, in characters.
    pub(super) width: u16,
    value: fn(&Finding, &Told<'_>) -> Value,
}

/// What a row needs beside the finding.
pub(super) struct Told<'a> {
    report: &'a Report,
    checks: &'a [&'a CheckInfo],
}

impl<'a> Told<'a> {
    pub(super) fn of(report: &'a Report, checks: &'a [&'a CheckInfo]) -> Self {
        Self { report, checks }
    }

    /// A finding's cells, in the order of [`COLUMNS`].
    pub(super) fn row(&self, finding: &Finding) -> impl Iterator<Item = Value> {
        COLUMNS.iter().map(|column| (column.value)(finding, self))
    }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn optional(text: Option<impl ToString>) -> Value {
    Value::Text(text.map(|text| text.to_string()).unwrap_or_default())
}

fn yes(is: bool) -> Value {
    text(if is { "yes" } else { "no" })
}

fn waiver(finding: &Finding, part: fn(&Waived) -> &str) -> Value {
    optional(finding.waiver.as_ref().map(part))
}

macro_rules! column {
    ($name:literal, $title:literal, $width:literal, $value:expr) => {
        Column { name: $name, title: $title, width: $width, value: $value }
    };
}

/// Every column, in order. New ones come last, so that a program that counts them stays right.
pub(super) const COLUMNS: [Column; 29] = [
    column!("severity", "Severity", 10, |finding, _| text(finding.severity.word())),
    column!("check_id", "Check", 10, |finding, _| text(finding.check_id)),
    column!("check_name", "Check's name", 26, |finding, _| text(finding.check_name)),
    column!("title", "Exception", 60, |finding, _| text(words::title(finding))),
    column!("subject", "Subject", 32, |finding, _| text(words::subject(&finding.subject))),
    column!("resource", "Resource", 34, |finding, _| text(words::resource(&finding.resource))),
    column!("expected", "Expected", 26, |finding, _| optional(finding.expected.as_ref())),
    column!("designed_at", "Designed at", 26, |finding, _| optional(finding.designed_at.as_ref())),
    column!("actual", "Actual", 26, |finding, _| text(finding.actual.as_str())),
    column!("path", "Path", 50, |finding, _| Value::List(finding.path.clone())),
    column!("affected", "Affected", 10, |finding, _| Value::Count(finding.affected.count)),
    column!("affected_accounts", "Affected accounts", 40, |finding, _| Value::List(affected(finding))),
    column!("decides", "Makes it NO-GO", 10, |finding, told| yes(told.report.decides(finding))),
    column!("confidence", "Confidence", 12, |finding, _| text(finding.confidence.word())),
    column!("origin", "Origin", 30, |finding, _| optional(finding.origin.as_ref().map(Origin::words))),
    column!("risk", "Why it matters", 50, |finding, _| text(&*finding.risk)),
    column!("fix", "What to do", 50, |finding, _| text(finding.fix.summary.as_str())),
    column!("controls", "Controls", 34, |finding, told| Value::List(words::controls(finding, told.checks))),
    column!("owner", "Owner", 16, |finding, _| optional(finding.owner.as_ref())),
    column!("rule_id", "Rule", 20, |finding, _| optional(finding.rule_id.as_ref())),
    column!("waiver", "Waiver", 14, |finding, _| waiver(finding, |waiver| &waiver.id)),
    column!("waiver_reason", "Waiver's reason", 40, |finding, _| waiver(finding, |waiver| &waiver.reason)),
    column!("waiver_control", "Compensating control", 40, |finding, _| waiver(finding, |waiver| &waiver.control)),
    column!("waiver_requested_by", "Requested by", 24, |finding, _| waiver(finding, |waiver| &waiver.requested_by)),
    column!("waiver_approved_by", "Approved by", 24, |finding, _| waiver(finding, |waiver| &waiver.approved_by)),
    column!("waiver_expires_on", "Waived until", 12, |finding, _| waiver(finding, |waiver| &waiver.expires_on)),
    column!("baseline", "Baseline", 10, |finding, _| optional(finding.baseline.map(AgainstBaseline::word))),
    column!("vendor_default", "Vendor's default", 10, |finding, _| yes(finding.vendor_default)),
    column!("fingerprint", "Fingerprint", 38, |finding, _| text(finding.fingerprint.as_str())),
];

/// The accounts that are listed, and how many more there are.
fn affected(finding: &Finding) -> Vec<String> {
    let mut users = finding.affected.users.clone();
    let more = finding.affected.count.saturating_sub(users.len());
    if more > 0 {
        users.push(format!("… and {} more", words::thousands(more)));
    }
    users
}

/// One row for each finding.
pub(super) fn csv(report: &Report, checks: &[&CheckInfo]) -> Result<Vec<u8>, RenderError> {
    let told = Told::of(report, checks);
    // One line a finding, whatever its texts hold: programs that read line by line are right, too.
    let plain = |value| match value {
        Value::Text(text) => escape::line(&text),
        Value::List(texts) => escape::line(&texts.join("; ")),
        Value::Count(count) => count.to_string(),
    };
    let header = COLUMNS.map(|column| column.name);
    let mut out = Vec::new();
    csv_rows(&mut out, &header, report.findings.iter().map(|finding| told.row(finding).map(plain)))?;
    Ok(out)
}
