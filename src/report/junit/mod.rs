//! `JUnit` XML, for the pages on which CI systems show tests: the gate's criteria, one case a check, and the design role by role.
//!
//! There is no standard; what stands here is what the readers of GitLab, Jenkins, GitHub and Azure have in common. No case takes
//! any time, and no moment is in it but the snapshot's.

mod matrix;
mod xml;

use std::collections::BTreeMap;

use super::words;
use super::{RenderError, escape};
use crate::findings::{Area, CheckInfo, CriterionState, Finding, NotAssessed, Report};

/// Longest name, longest line of text.
const NAME: usize = 300;
const TEXT: usize = 1_000;
/// So many findings are told in one case, and so many things that were not assessed are cases of their own; more are counted.
const TOLD: usize = 50;
const GAPS: usize = 1_000;

/// One group of cases.
struct Suite {
    name: String,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

impl Suite {
    fn new(name: impl Into<String>, cases: Vec<Case>) -> Self {
        Self { name: name.into(), properties: Vec::new(), cases }
    }

    fn count(&self, of: fn(&Outcome) -> bool) -> usize {
        self.cases.iter().filter(|case| of(&case.outcome)).count()
    }
}

/// One question with its outcome.
struct Case {
    class: String,
    name: String,
    outcome: Outcome,
    /// Lines that are told whatever the outcome, such as findings that somebody accepted.
    told: Vec<String>,
}

enum Outcome {
    Passed,
    Failed {
        kind: &'static str,
        message: String,
        lines: Vec<String>,
    },
    /// It was asked for, and nobody can tell: a page that reads no more than this file must not be green.
    Error(String),
    Skipped(String),
}

impl Outcome {
    fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    fn is_error(&self) -> bool {
        matches!(self, Self::Error(_))
    }

    fn is_skipped(&self) -> bool {
        matches!(self, Self::Skipped(_))
    }
}

/// The report as an XML document.
pub(super) fn render(report: &Report, checks: &[&CheckInfo]) -> Result<Vec<u8>, RenderError> {
    let mut suites = Vec::new();
    if !report.gate.criteria.is_empty() {
        suites.push(gate(report));
    }
    suites.push(of_checks(report, checks));
    suites.extend(matrix::suites(report));
    let gaps = gaps(report, checks);
    if !gaps.cases.is_empty() {
        suites.push(gaps);
    }
    xml::document(&suites, &report.summary.taken_at).map_err(RenderError::Xml)
}

/// What the gate asked.
fn gate(report: &Report) -> Suite {
    let case = |criterion: &crate::findings::Criterion| Case {
        class: "gate".to_owned(),
        name: criterion.name.to_owned(),
        outcome: match criterion.state {
            CriterionState::Met | CriterionState::Conditional => Outcome::Passed,
            CriterionState::Unmet => {
                Outcome::Failed { kind: criterion.state.words(), message: criterion.says.clone(), lines: Vec::new() }
            }
            CriterionState::NotAssessed => Outcome::Error(criterion.says.clone()),
        },
        told: match criterion.state {
            CriterionState::Conditional => vec![format!("{}: {}", criterion.state.words(), criterion.says)],
            _ => Vec::new(),
        },
    };
    Suite::new("gate", report.gate.criteria.iter().map(case).collect())
}

/// One case a check: it fails where a finding of it decides about the verdict.
fn of_checks(report: &Report, checks: &[&CheckInfo]) -> Suite {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        found.entry(finding.check_id).or_default().push(finding);
    }
    let mut missing: BTreeMap<&str, &NotAssessed> = BTreeMap::new();
    for entry in &report.not_assessed {
        let known = missing.entry(&entry.what).or_insert(entry);
        if entry.asked_for && !known.asked_for {
            *known = entry;
        }
    }
    let case = |check: &&CheckInfo| {
        let findings = found.get(check.id).map_or(&[][..], Vec::as_slice);
        let (deciding, others): (Vec<&Finding>, Vec<&Finding>) =
            findings.iter().copied().partition(|finding| report.decides(finding));
        let area = Area::ALL.into_iter().find(|area| check.is_of(*area)).map_or("other", |area| area.name);
        let outcome = match (deciding.first(), missing.get(check.name)) {
            (Some(worst), _) => Outcome::Failed {
                kind: worst.severity.word(),
                message: format!("{}: {}", words::count(deciding.len(), "finding"), words::title(worst)),
                lines: told(&deciding),
            },
            (None, Some(entry)) => not_assessed(entry),
            (None, None) => Outcome::Passed,
        };
        let name = format!("{} {}", check.id, check.name);
        Case { class: format!("checks.{area}"), name, outcome, told: told(&others) }
    };
    let summary = &report.summary;
    let mut suite = Suite::new("checks", checks.iter().map(case).collect());
    suite.properties = vec![
        ("verdict", report.verdict.words().to_owned()),
        ("reason", words::reason(report)),
        ("exit_code", report.exit().code().to_string()),
        ("system", summary.system.clone()),
        ("taken_at", summary.taken_at.clone()),
        ("snapshot_sha256", summary.snapshot_sha256.clone()),
        ("role_map", summary.map.clone().unwrap_or_default()),
        ("persona", report.persona.name().to_owned()),
    ];
    suite
}

/// What was not assessed and is no check of its own: domains, roles, questions of the probe.
fn gaps(report: &Report, checks: &[&CheckInfo]) -> Suite {
    let case = |name: &str, outcome: Outcome| Case {
        class: "not assessed".to_owned(),
        name: name.to_owned(),
        outcome,
        told: Vec::new(),
    };
    let mut entries: Vec<_> =
        report.not_assessed.iter().filter(|entry| !checks.iter().any(|check| check.name == entry.what)).collect();
    entries.sort_by_key(|entry| !entry.asked_for);
    let mut cases: Vec<Case> = entries.iter().take(GAPS).map(|entry| case(&entry.what, not_assessed(entry))).collect();
    if let Some(rest) = words::rest(cases.len(), entries.len()) {
        let asked_for = entries.get(GAPS).is_some_and(|entry| entry.asked_for);
        cases.push(case("more", if asked_for { Outcome::Error(rest) } else { Outcome::Skipped(rest) }));
    }
    Suite::new("not assessed", cases)
}

fn not_assessed(entry: &NotAssessed) -> Outcome {
    if entry.asked_for {
        Outcome::Error(format!("asked for and not assessed: {}", entry.reason))
    } else {
        Outcome::Skipped(format!("not assessed: {}", entry.reason))
    }
}

/// Findings in lines, the first ones of many.
fn told(findings: &[&Finding]) -> Vec<String> {
    let mut lines: Vec<String> = findings.iter().take(TOLD).flat_map(|finding| lines(finding)).collect();
    lines.extend(words::rest(findings.len().min(TOLD), findings.len()));
    lines
}

/// What a finding says: its title, who accepted it, its fix.
fn lines(finding: &Finding) -> Vec<String> {
    let accepted = match (&finding.waiver, finding.is_accepted()) {
        (Some(waiver), _) => {
            format!(", accepted by waiver {} until {}: {}", waiver.id, waiver.expires_on, waiver.reason)
        }
        (None, true) => ", accepted by the baseline".to_owned(),
        (None, false) => String::new(),
    };
    vec![
        format!(
            "{} {} ({}, confidence {}): {}{accepted}",
            finding.check_id,
            finding.check_name,
            finding.severity.word(),
            finding.confidence.word(),
            words::title(finding)
        ),
        format!("  fix: {}", finding.fix.summary),
        format!("  fingerprint: {}", finding.fingerprint),
    ]
}

fn name(text: &str) -> String {
    escape::xml(text, NAME)
}

fn text(text: &str) -> String {
    escape::xml(text, TEXT)
}
