//! The design role by role: a suite a role, a case a resource, the operations inside.

use std::collections::BTreeMap;

use super::{Case, Outcome, Suite, told};
use crate::findings::{Answer, CellVerdict, Finding, MatrixCell, MatrixRow, Report};
use crate::report::words;

/// More cases nobody reads, and some readers refuse. Over it what passes is one case a role; what still is too much is counted,
/// each role the same share.
const MAX_CASES: usize = 10_000;

/// What is worst about a case comes first.
const FAILING: [CellVerdict; 3] = [CellVerdict::Disagrees, CellVerdict::Excess, CellVerdict::Missing];

/// A suite for each role of the design; none without one.
pub(super) fn suites(report: &Report) -> Vec<Suite> {
    let annex = &report.annex;
    let known = Known::new(report);
    let mut roles: Vec<(&str, Vec<Case>)> = Vec::new();
    for row in annex.matrix.iter().filter(|row| is_designed(row)) {
        let case = case(row, &annex.operations, &known);
        match roles.last_mut() {
            Some((role, cases)) if *role == row.role => cases.push(case),
            _ => roles.push((&row.role, vec![case])),
        }
    }
    let total: usize = roles.iter().map(|(_, cases)| cases.len()).sum();
    if total > MAX_CASES {
        for (_, cases) in &mut roles {
            gather_passed(cases);
        }
        let share = (MAX_CASES / roles.len().max(1)).max(1);
        let left: usize = roles.iter().map(|(_, cases)| cases.len()).sum();
        if left > MAX_CASES {
            for (_, cases) in &mut roles {
                cut(cases, share);
            }
        }
    }
    roles.into_iter().map(|(role, cases)| Suite::new(format!("role {role}"), cases)).collect()
}

/// What neither the design nor its scope speaks of is no question.
fn is_designed(row: &MatrixRow) -> bool {
    row.in_scope
        || row.cells.iter().any(|cell| {
            cell.designed != Answer::Silent
                || !matches!(cell.verdict, CellVerdict::AsDesigned | CellVerdict::Undesigned)
        })
}

fn case(row: &MatrixRow, operations: &[String], known: &Known<'_>) -> Case {
    let cells: Vec<(&str, &MatrixCell)> = operations.iter().map(String::as_str).zip(&row.cells).collect();
    let mut failed: Vec<(&str, &MatrixCell)> = Vec::new();
    let (mut causes, mut accepted): (Vec<&Finding>, Vec<&Finding>) = (Vec::new(), Vec::new());
    for verdict in FAILING {
        for &(op, cell) in cells.iter().filter(|(_, cell)| cell.verdict == verdict) {
            let found = known.about(&row.role, &row.resource, op);
            let all_accepted = !found.is_empty() && found.iter().all(|finding| finding.is_accepted());
            let list = if all_accepted { &mut accepted } else { &mut causes };
            for finding in found {
                if !list.iter().any(|other| std::ptr::eq(*other, finding)) {
                    list.push(finding);
                }
            }
            if !all_accepted {
                failed.push((op, cell));
            }
        }
    }
    let unknown: Vec<&str> =
        cells.iter().filter(|(_, cell)| cell.verdict == CellVerdict::NotAssessed).map(|(op, _)| *op).collect();
    let outcome = match failed.first() {
        Some((_, worst)) => {
            let mut lines: Vec<String> = failed.iter().map(|(op, cell)| said(op, **cell)).collect();
            lines.extend(told(&causes));
            Outcome::Failed { kind: worst.verdict.words(), message: summary(&failed), lines }
        }
        None if unknown.is_empty() => Outcome::Passed,
        None => Outcome::Skipped(format!("not assessed: {}", unknown.join(", "))),
    };
    Case { class: format!("role.{}", row.role), name: row.resource.clone(), outcome, told: told(&accepted) }
}

/// `create, write: more than designed; read: less than designed`.
fn summary(failed: &[(&str, &MatrixCell)]) -> String {
    let parts: Vec<String> = FAILING
        .iter()
        .filter_map(|verdict| {
            let ops: Vec<&str> =
                failed.iter().filter(|(_, cell)| cell.verdict == *verdict).map(|(op, _)| *op).collect();
            (!ops.is_empty()).then(|| format!("{}: {}", ops.join(", "), verdict.words()))
        })
        .collect();
    parts.join("; ")
}

/// The three answers of a cell.
fn said(op: &str, cell: MatrixCell) -> String {
    let probed = cell.probed.map(|probed| format!(", by the running system {}", probed.word())).unwrap_or_default();
    let (designed, actual) = (cell.designed.word(), cell.actual.word());
    format!("{op}: by the design {designed}, by the role's groups {actual}{probed}: {}", cell.verdict.words())
}

/// What passes as one case.
fn gather_passed(cases: &mut Vec<Case>) {
    let Some(class) = cases.first().map(|case| case.class.clone()) else { return };
    let before = cases.len();
    cases.retain(|case| !matches!(case.outcome, Outcome::Passed) || !case.told.is_empty());
    let passed = before - cases.len();
    if passed > 0 {
        let name = format!("{} as designed", words::count(passed, "resource"));
        cases.push(Case { class, name, outcome: Outcome::Passed, told: Vec::new() });
    }
}

/// The first so many, what fails before what was skipped; the others as one case that says what they are.
fn cut(cases: &mut Vec<Case>, share: usize) {
    cases.sort_by_key(|case| (!case.outcome.is_failed(), !case.outcome.is_skipped()));
    let Some(first) = cases.get(share.saturating_sub(1)) else { return };
    let class = first.class.clone();
    let rest = cases.split_off(share.saturating_sub(1));
    let failed = rest.iter().filter(|case| case.outcome.is_failed()).count();
    let skipped = rest.iter().filter(|case| case.outcome.is_skipped()).count();
    let name = format!("{} more", words::count(rest.len(), "resource"));
    let message = format!("{} not as designed, {} not assessed", words::thousands(failed), words::thousands(skipped));
    let lines = vec!["`--format json --persona auditor` tells each".to_owned()];
    let outcome = match (failed, skipped) {
        (0, 0) => Outcome::Passed,
        (0, _) => Outcome::Skipped(message),
        _ => Outcome::Failed { kind: "left out", message, lines },
    };
    cases.push(Case { class, name, outcome, told: Vec::new() });
}

/// The findings about rights on whole resources, by resource.
struct Known<'a> {
    by_model: BTreeMap<&'a str, Vec<&'a Finding>>,
}

impl<'a> Known<'a> {
    fn new(report: &'a Report) -> Self {
        let mut by_model: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.resource.field.is_none()) {
            if let Some(model) = &finding.resource.model {
                by_model.entry(model).or_default().push(finding);
            }
        }
        Self { by_model }
    }

    /// The findings about a cell: those of the role, or whose path begins with it; else those of whatever gives it the right.
    fn about(&self, role: &str, resource: &str, op: &str) -> Vec<&'a Finding> {
        let step = format!("role:{role}");
        let here = || {
            let found = self.by_model.get(resource).into_iter().flatten().copied();
            found.filter(|finding| finding.resource.ops.iter().any(|known| known == op))
        };
        let of_role = |finding: &&Finding| match finding.subject.kind {
            "role" => finding.subject.id == role,
            _ => finding.path.contains(&step),
        };
        let own: Vec<&Finding> = here().filter(of_role).collect();
        if own.is_empty() {
            here().filter(|finding| matches!(finding.subject.kind, "group" | "everyone")).collect()
        } else {
            own
        }
    }
}
