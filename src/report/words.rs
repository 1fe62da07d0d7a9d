//! The words that several formats share.

use crate::findings::{
    AgainstBaseline, CellResult, CheckInfo, Condition, Criterion, CriterionState, Finding, Hidden, ProbeReport,
    ProbedCell, ProbedRole, Report, ResourceRef, Subject, Verdict, marked,
};
use crate::model::{Confidence, Severity};

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
    let blocking = || report.findings.iter().filter(|finding| report.blocks(finding));
    let accepted = blocking().filter(|finding| finding.is_accepted()).count();
    let failing = blocking().count() - accepted;
    let missing = report.not_assessed.iter().filter(|entry| entry.asked_for).count();
    let found = || match (failing, accepted) {
        (0, 0) => format!("no finding that is {threshold}{or_worse}"),
        (0, _) => format!("{} {threshold}{or_worse}, accepted for some time", count(accepted, "finding")),
        (_, 0) => format!("{} {threshold}{or_worse}", count(failing, "finding")),
        _ => format!("{} {threshold}{or_worse}, {} more accepted", count(failing, "finding"), thousands(accepted)),
    };
    // What makes it NO-GO; the rest stands with the criteria.
    let unmet = |criterion: &&Criterion| report.verdict == Verdict::NoGo && criterion.state == CriterionState::Unmet;
    let of_findings = |criterion: &&Criterion| criterion.name == "findings";
    let mut why: Vec<&Criterion> = report.gate.criteria.iter().filter(unmet).collect();
    if why.is_empty() {
        why.extend(report.gate.criteria.iter().find(of_findings));
    }
    let mut said = Vec::new();
    for criterion in &why {
        said.push(criterion.says.clone());
        // The gate counted before anything was told as one.
        let gathered = report.hidden.deciding;
        if of_findings(criterion) && gathered > 0 {
            said.push(format!("{} of them told as a part of another", thousands(gathered)));
        }
    }
    if why.is_empty() {
        said.push(found());
    }
    said.push(match missing {
        0 => "everything asked for was assessed".to_owned(),
        1 => "1 thing asked for was not assessed".to_owned(),
        _ => format!("{} things asked for were not assessed", thousands(missing)),
    });
    said.join(", ")
}

/// The controls of a finding: those of its check, then its own.
pub(super) fn controls(finding: &Finding, checks: &[&CheckInfo]) -> Vec<String> {
    let check = checks.iter().find(|check| check.id == finding.check_id);
    let of_check = check.iter().flat_map(|check| check.controls).map(|control| marked(control));
    of_check.chain(finding.controls.iter().map(|control| marked(control))).collect()
}

/// A finding's title; what every installation has says so, and so does what somebody accepted.
pub(super) fn title(finding: &Finding) -> String {
    let vendor = if finding.vendor_default { "vendor default: " } else { "" };
    let accepted = accepted(finding).map(|words| format!("{words}: ")).unwrap_or_default();
    format!("{accepted}{vendor}{}", finding.title)
}

/// `waived until 2026-06-30`, `in the baseline`; nothing where nobody accepted it.
pub(super) fn accepted(finding: &Finding) -> Option<String> {
    match (&finding.waiver, finding.baseline) {
        (Some(waiver), _) => Some(format!("waived until {}", waiver.expires_on)),
        (None, Some(AgainstBaseline::Known)) => Some("in the baseline".to_owned()),
        (None, _) => None,
    }
}

/// The decision to live with a finding, if there is one.
pub(super) fn decision(finding: &Finding) -> Option<String> {
    let waiver = finding.waiver.as_ref()?;
    let ticket = waiver.ticket.as_ref().map(|ticket| format!(", ticket {ticket}")).unwrap_or_default();
    Some(format!(
        "`{}` until {}: {}; instead: {}; asked by {}, approved by {} on {}{ticket}",
        waiver.id,
        waiver.expires_on,
        waiver.reason,
        waiver.control,
        waiver.requested_by,
        waiver.approved_by,
        waiver.approved_on,
    ))
}

/// By which a finding is named in decisions; several that are told as one have none together.
pub(super) fn fingerprint(finding: &Finding) -> String {
    if finding.subject.kind == "population" {
        return "each has its own: `--persona auditor` shows them".to_owned();
    }
    finding.fingerprint.clone()
}

/// How many of the findings decide nothing, beside those by severity: `3 waived`, `12 in the baseline`, `2 guesses`.
pub(super) fn of_which(report: &Report) -> Vec<String> {
    let number = |wanted: fn(&Finding) -> bool| report.findings.iter().filter(|finding| wanted(finding)).count();
    let waived = number(|finding| finding.waiver.is_some());
    let known = number(|finding| finding.waiver.is_none() && finding.is_accepted());
    let guessed = |finding: &&Finding| {
        finding.severity >= report.fail_on && finding.confidence == Confidence::Low && !finding.is_accepted()
    };
    let guesses = report.findings.iter().filter(guessed).count();
    let parts =
        [(waived, "waived"), (known, "in the baseline"), (guesses, if guesses == 1 { "guess" } else { "guesses" })];
    parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", thousands(*number)))
        .collect()
}

/// Where the criteria stand and on which day they were judged.
pub(super) fn gate(report: &Report) -> String {
    format!("{}, judged on {}", report.gate.criteria_of, report.gate.judged_on)
}

/// Who must sign before anybody goes live.
pub(super) fn sign_offs(report: &Report) -> Option<String> {
    let roles: Vec<&str> = report.gate.sign_offs.iter().map(|sign_off| sign_off.role.as_str()).collect();
    (!roles.is_empty()).then(|| roles.join(", "))
}

/// What must be kept: findings that one waiver accepts are one condition, and so are those of the baseline and of `--fail-on`.
pub(super) struct Kept<'a> {
    /// The last day.
    pub(super) until: &'a str,
    /// Who sees to it.
    pub(super) owner: &'a str,
    /// What.
    pub(super) what: String,
}

/// The conditions of the verdict, those that end first in front.
pub(super) fn conditions(report: &Report) -> Vec<Kept<'_>> {
    let alike = |a: &Condition, b: &Condition| (&a.until, a.decision()) == (&b.until, b.decision());
    let mut all = Vec::new();
    for conditions in report.gate.conditions.chunk_by(alike) {
        let Some(first) = conditions.first() else { continue };
        let more = conditions.len() - 1;
        let of = format!("{}: {}", first.decision(), first.title);
        let besides = if more > 0 { format!(", and {} more", thousands(more)) } else { String::new() };
        let control = first.control.as_ref().map(|control| format!("; {control}")).unwrap_or_default();
        let owner = first.owner.as_deref().filter(|_| first.waiver.is_some() || more == 0).unwrap_or_default();
        all.push(Kept { until: &first.until, owner, what: format!("{of}{besides}{control}") });
    }
    all
}

/// What the reader's persona is not shown, if anything: `12 for pedantic, 3 for auditor, 40 told as a part of another`.
pub(super) fn left_out(report: &Report) -> Option<String> {
    let Hidden { pedantic, auditor, gathered, deciding: _ } = report.hidden;
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
