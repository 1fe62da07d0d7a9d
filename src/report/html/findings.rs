//! The findings as the page's script reads them: equal texts once, nothing where there is nothing.

use serde::Serialize;

use super::data::Texts;
use super::text::{name, paragraph, sentence};
use crate::findings::{CheckInfo, Finding, Report};
use crate::model::Origin;
use crate::report::words;

/// At most so many findings are in the page, the worst; a browser holds no more with ease.
pub(super) const MAX: usize = 20_000;
/// At most so many accounts are named with a finding; the count is exact.
const MAX_USERS: usize = 200;

/// All of them, and what they share.
#[derive(Debug, Serialize)]
pub(super) struct Findings {
    texts: Vec<String>,
    rows: Vec<Row>,
}

/// A finding; numbers are those of texts, but for counts and the severity.
#[derive(Debug, Serialize)]
struct Row {
    severity: u8,
    check: u32,
    name: u32,
    title: u32,
    subject: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<u32>,
    affected: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    users: Vec<u32>,
    confidence: u32,
    /// `blocks`, `waived`, `known`, `open`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<u32>,
    /// What more is told, in pairs of a label and a text, in the order of reading.
    more: Vec<[u32; 2]>,
    fingerprint: u32,
}

/// What became of a finding, as the page names it.
pub(super) fn state(report: &Report, finding: &Finding) -> &'static str {
    if finding.waiver.is_some() {
        "waived"
    } else if finding.is_accepted() {
        "known"
    } else if report.decides(finding) {
        "blocks"
    } else {
        "open"
    }
}

/// A finding's title; that somebody accepted it has a place of its own.
pub(super) fn title(finding: &Finding) -> String {
    let vendor = if finding.vendor_default { "vendor default: " } else { "" };
    sentence(&format!("{vendor}{}", finding.title))
}

/// The findings of a report, worst first.
pub(super) fn findings(report: &Report, checks: &[&CheckInfo]) -> Findings {
    let mut texts = Texts::default();
    let rows = report.findings.iter().take(MAX).map(|finding| row(report, finding, checks, &mut texts)).collect();
    Findings { texts: texts.list(), rows }
}

fn row(report: &Report, finding: &Finding, checks: &[&CheckInfo], texts: &mut Texts) -> Row {
    let resource = words::resource(&finding.resource);
    Row {
        severity: finding.severity as u8,
        check: texts.number(finding.check_id.to_owned()),
        name: texts.number(finding.check_name.to_owned()),
        title: texts.number(title(finding)),
        subject: texts.number(name(&words::subject(&finding.subject))),
        resource: (!resource.is_empty()).then(|| texts.number(name(&resource))),
        affected: finding.affected.count,
        users: finding.affected.users.iter().take(MAX_USERS).map(|user| texts.number(name(user))).collect(),
        confidence: texts.number(finding.confidence.word().to_owned()),
        state: state(report, finding),
        baseline: finding.baseline.map(crate::findings::AgainstBaseline::word),
        owner: finding.owner.as_deref().map(|owner| texts.number(name(owner))),
        path: finding.path.iter().map(|step| texts.number(sentence(step))).collect(),
        more: more(finding, checks)
            .into_iter()
            .map(|(label, text)| [texts.number(label.to_owned()), texts.number(text)])
            .collect(),
        fingerprint: texts.number(name(&finding.fingerprint)),
    }
}

/// Everything about a finding that has no column, in the order of reading; what there is none of is left out.
pub(super) fn more(finding: &Finding, checks: &[&CheckInfo]) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.as_deref().map(paragraph).unwrap_or_default();
    let waiver = finding.waiver.as_ref();
    let of_waiver =
        |part: fn(&crate::findings::Waived) -> String| waiver.map(|w| paragraph(&part(w))).unwrap_or_default();
    let all = [
        ("Expected", text(&finding.expected)),
        ("Designed at", finding.designed_at.as_ref().map(|at| paragraph(&at.to_string())).unwrap_or_default()),
        ("What there is", paragraph(&finding.actual)),
        ("What to do", paragraph(&finding.fix.summary)),
        ("If it stays", paragraph(&finding.risk)),
        ("Accepted by", of_waiver(|w| format!("waiver {}: {}", w.id, w.reason))),
        ("On condition of", of_waiver(|w| w.control.clone())),
        ("Decided by", of_waiver(|w| format!("{} on {}, asked by {}", w.approved_by, w.approved_on, w.requested_by))),
        ("Accepted until", of_waiver(|w| w.expires_on.clone())),
        ("Ticket", waiver.map(|w| text(&w.ticket)).unwrap_or_default()),
        ("Put there by", finding.origin.as_ref().map(Origin::words).map(|words| paragraph(&words)).unwrap_or_default()),
        ("Rule", text(&finding.rule_id)),
        ("Severity from", text(&finding.severity_by)),
        ("Controls", paragraph(&words::controls(finding, checks).join(", "))),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}
