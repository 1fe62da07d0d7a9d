//! The words that several formats share.

use crate::findings::{CellResult, Finding, Hidden, ProbeReport, ProbedCell, ProbedRole, Report, ResourceRef, Subject};
use crate::model::Severity;

/// A number with its thousands apart: `1,234,567`.
pub(super) fn thousands(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 finding`, `2 findings`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// The reason for the verdict, in one line.
pub(super) fn reason(report: &Report) -> String {
    let threshold = report.fail_on.word();
    let or_worse = if report.fail_on == Severity::Critical { "" } else { " or worse" };
    let failing = report.findings.iter().filter(|finding| report.decides(finding)).count();
    let missing = report.not_assessed.iter().filter(|entry| entry.asked_for).count();
    let found = match failing {
        0 => format!("nothing found that is {threshold}{or_worse}"),
        _ => format!("{} {threshold}{or_worse}", count(failing, "finding")),
    };
    match missing {
        0 => format!("{found}, everything asked for was assessed"),
        1 => format!("{found}, 1 thing asked for was not assessed"),
        _ => format!("{found}, {} things asked for were not assessed", thousands(missing)),
    }
}

/// A finding's title; what every installation has says so.
pub(super) fn title(finding: &Finding) -> String {
    if finding.vendor_default { format!("vendor default: {}", finding.title) } else { finding.title.clone() }
}

/// What the reader's persona is not shown, if anything: `12 for pedantic, 3 for auditor, 40 told as a part of another`.
pub(super) fn left_out(report: &Report) -> Option<String> {
    let Hidden { pedantic, auditor, gathered } = report.hidden;
    let parts = [
        (pedantic, "for `--persona pedantic`"),
        (auditor, "for `--persona auditor`"),
        (gathered, "told as a part of another"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", thousands(*number)))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// A heading over the first few of many: `20 of 1,032 findings`, `3 findings`.
pub(super) fn shown(shown: usize, total: usize, noun: &str) -> String {
    if shown == total { count(total, noun) } else { format!("{} of {}", thousands(shown), count(total, noun)) }
}

/// What the limit leaves out, if it does.
pub(super) fn rest(shown: usize, total: usize) -> Option<String> {
    (shown < total).then(|| format!("… and {} more", thousands(total - shown)))
}

/// Findings by severity, worst first: `2 critical · 11 high`.
pub(super) fn severities(report: &Report) -> Vec<(Severity, String)> {
    let words = |(severity, count): (std::cmp::Reverse<Severity>, usize)| {
        (severity.0, format!("{} {}", thousands(count), severity.0.word()))
    };
    report.by_severity().into_iter().map(words).collect()
}

/// How much was looked at.
pub(super) fn extent(report: &Report) -> String {
    let summary = &report.summary;
    format!(
        "{} ({} active) · {} · {} · {} decisions",
        count(summary.users, "user"),
        thousands(summary.active_users),
        count(summary.groups, "group"),
        count(summary.resources, "resource"),
        thousands(summary.decisions),
    )
}

/// How the probe went, if there was one.
pub(super) fn probe(report: &Report) -> Option<String> {
    let probe = report.probe.as_ref()?;
    let sum = |number: fn(&ProbedRole) -> usize| probe.roles.iter().map(number).sum();
    let asked = sum(|role| role.asked);
    let came_to = [sum(|role| role.as_expected), sum(|role| role.unexpected), sum(|role| role.inconclusive)];
    let interrupted = if probe.interrupted { ", interrupted" } else { "" };
    let requests = count(usize::try_from(probe.requests).unwrap_or(usize::MAX), "request");
    Some(format!("{}, {requests}{interrupted}: {}", count(probe.roles.len(), "role"), answers(asked, came_to)))
}

/// How many questions, and how many answers were as expected, unexpected and inconclusive.
pub(super) fn answers(asked: usize, [expected, unexpected, inconclusive]: [usize; 3]) -> String {
    format!(
        "{}, {} as expected, {} unexpected, {} inconclusive",
        count(asked, "question"),
        thousands(expected),
        thousands(unexpected),
        thousands(inconclusive)
    )
}

/// Answers that the design or the computed access contradicts.
pub(super) fn unexpected(probe: &ProbeReport) -> impl Iterator<Item = &ProbedCell> {
    probe.cells.iter().filter(|cell| cell.result == CellResult::Unexpected)
}

/// The role map and its size.
pub(super) fn map(report: &Report) -> String {
    match &report.summary.map {
        Some(map) => format!("{map} ({})", count(report.summary.roles, "role")),
        None => "none: nothing was compared with a design".to_owned(),
    }
}

/// `role sales-rep`; `everyone`.
pub(super) fn subject(subject: &Subject) -> String {
    subject.words()
}

/// `sale.order (create, write)`, `res.partner.bank_ids (read)`, `group base.group_user`; empty if it reaches nothing.
pub(super) fn resource(resource: &ResourceRef) -> String {
    resource.words()
}

/// What was not assessed, gathered by reason, what was asked for first.
pub(super) struct Gap<'a> {
    /// What it was not.
    pub(super) what: Vec<&'a str>,
    /// Why.
    pub(super) reason: &'a str,
    /// Whether the audit was asked for it.
    pub(super) asked_for: bool,
}

/// Gathers what was not assessed for the same reason, such as all checks that need a role map.
pub(super) fn gaps(report: &Report) -> Vec<Gap<'_>> {
    let mut gaps: Vec<Gap<'_>> = Vec::new();
    for asked_for in [true, false] {
        for entry in report.not_assessed.iter().filter(|entry| entry.asked_for == asked_for) {
            match gaps.iter_mut().find(|gap| gap.asked_for == asked_for && gap.reason == entry.reason) {
                Some(gap) => gap.what.push(&entry.what),
                None => gaps.push(Gap { what: vec![&entry.what], reason: &entry.reason, asked_for }),
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        let shown: Vec<String> = [0_u64, 999, 1_000, 12_345_678].map(thousands).to_vec();
        assert_eq!(shown, ["0", "999", "1,000", "12,345,678"]);
    }
}
