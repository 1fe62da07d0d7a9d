//! Under the table: how the worst findings come about, and what removes them.

use super::{NAME, SENTENCE, TEXT};
use crate::findings::{Finding, Report};
use crate::model::Origin;
use crate::report::grid::{self, grid, heading};
use crate::report::words::{self, thousands};
use crate::report::{RenderOptions, escape};

/// So many findings get a block of their own, and all that decide.
const BLOCKS: usize = 5;
/// So many users are named in it.
const NAMED: usize = 5;

/// A block for each of the worst that the table shows, and for each that decides.
pub(super) fn details(report: &Report, options: RenderOptions) -> String {
    let shown = report.findings.iter().take(options.limit.unwrap_or(usize::MAX)).enumerate();
    let told = shown.filter(|(at, finding)| *at < BLOCKS || report.decides(finding));
    told.map(|(_, finding)| block(finding, options)).collect()
}

fn block(finding: &Finding, options: RenderOptions) -> String {
    let severity = grid::severity(finding.severity, finding.severity.word(), options);
    let check = heading(&format!("{} {}", finding.check_id, finding.check_name), options);
    let confidence = finding.confidence.word();
    let title = [
        vec![format!("{severity} · {check} · confidence {confidence}")],
        vec![escape::terminal(&words::title(finding), SENTENCE)],
    ];
    let mut rows = Vec::new();
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            rows.push(vec![format!("  {name}"), escape::terminal(value, TEXT)]);
        }
    };
    row("waiver", &words::decision(finding).unwrap_or_default());
    row("owner", finding.owner.as_deref().unwrap_or_default());
    row("expected", &designed(finding));
    row("actual", &finding.actual);
    row("path", &finding.path.join(" → "));
    row("origin", &finding.origin.as_ref().map(Origin::words).unwrap_or_default());
    row("affected", &affected(finding));
    row("rule", finding.rule_id.as_deref().unwrap_or_default());
    row("severity", finding.severity_by.as_deref().unwrap_or_default());
    row("if it stays", &finding.risk);
    row("to do", &finding.fix.summary);
    row("fingerprint", &words::fingerprint(finding));
    format!("\n{}{}", grid(&[], title, None, options), grid(&[], rows, None, options))
}

fn designed(finding: &Finding) -> String {
    let place = finding.designed_at.as_ref().map(ToString::to_string);
    match (&finding.expected, place) {
        (Some(expected), Some(place)) => format!("{expected} ({place})"),
        (Some(expected), None) => expected.clone(),
        (None, place) => place.unwrap_or_default(),
    }
}

fn affected(finding: &Finding) -> String {
    let named: Vec<String> =
        finding.affected.users.iter().take(NAMED).map(|user| escape::terminal(user, NAME)).collect();
    let rest = finding.affected.count.saturating_sub(named.len());
    match (named.is_empty(), rest) {
        (true, 0) => String::new(),
        (true, rest) => thousands(rest),
        (false, 0) => named.join(", "),
        (false, rest) => format!("{} and {} more", named.join(", "), thousands(rest)),
    }
}
