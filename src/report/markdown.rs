//! Markdown for a pull request: the verdict, the worst findings, the rest folded.

mod gate;
mod probe;

use super::words::{self, thousands};
use super::{RenderOptions, escape};
use crate::findings::{CheckInfo, Finding, Report, marked};
use crate::model::Origin;

/// Longest name in a cell and longest paragraph; what is cut says so.
const NAME: usize = 80;
const TEXT: usize = 600;

/// The whole report.
pub(super) fn render(report: &Report, checks: &[&CheckInfo], options: RenderOptions) -> String {
    let mut page = summary(report);
    page.push_str(&gate::gate(report));
    if !report.findings.is_empty() {
        page.push_str(&findings(report, checks, options));
    }
    page.extend(report.probe.as_ref().map(|probe| probe::probe(probe, options)));
    if !report.not_assessed.is_empty() {
        page.push_str("\n### Not assessed\n\n");
        page.extend(words::gaps(report).into_iter().map(|gap| {
            let what: Vec<String> = gap.what.iter().map(|what| escape::code(what, NAME)).collect();
            let mark = if gap.asked_for { " **(asked for)**" } else { "" };
            format!("- {}{mark}: {}\n", what.join(", "), escape::markdown(gap.reason, TEXT))
        }));
    }
    page
}

fn summary(report: &Report) -> String {
    let counts: Vec<String> = words::severities(report).into_iter().map(|(_, words)| words).collect();
    let counts = [counts, words::of_which(report)].concat();
    let found = if counts.is_empty() { "none".to_owned() } else { counts.join(" · ") };
    let summary = &report.summary;
    format!(
        "## rolecall: {}\n\n{}.\n\n| | |\n|---|---|\n| System | {} |\n| Snapshot | {}, sha256 {} |\n| Role map | {} |\n\
         | Looked at | {} |\n| Findings | {found} |\n{}{}",
        report.verdict.words(),
        escape::markdown(&sentence(&words::reason(report)), TEXT),
        escape::markdown(&summary.system, TEXT),
        escape::code(&summary.taken_at, NAME),
        escape::code(&summary.snapshot_sha256, NAME),
        escape::markdown(&words::map(report), TEXT),
        words::extent(report),
        words::left_out(report).map(|left_out| format!("| Left out | {left_out} |\n")).unwrap_or_default(),
        words::probe(report).map(|probe| format!("| Probe | {probe} |\n")).unwrap_or_default(),
    )
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn findings(report: &Report, checks: &[&CheckInfo], options: RenderOptions) -> String {
    let total = report.findings.len();
    let shown = options.limit.unwrap_or(total).min(total);
    let mut text = String::from("\n### Findings\n");
    if shown > 0 {
        text.push_str("\n| Severity | Check | Subject | Resource | Affected | Finding |\n|---|---|---|---|---:|---|\n");
        text.extend(report.findings.iter().take(shown).map(row));
    }
    text.extend(words::rest(shown, total).map(|rest| format!("\n{rest}: `--limit 0` shows all.\n")));
    if shown > 0 {
        text.push_str("\n<details><summary>How they come about, and what removes them</summary>\n");
        text.extend(report.findings.iter().take(shown).map(|finding| detail(finding, checks)));
        text.push_str("\n</details>\n");
    }
    text
}

fn row(finding: &Finding) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {} |\n",
        finding.severity.word(),
        finding.check_id,
        escape::code(&words::subject(&finding.subject), NAME),
        escape::code(&words::resource(&finding.resource), NAME),
        thousands(finding.affected.count),
        escape::markdown(&words::title(finding), TEXT),
    )
}

fn detail(finding: &Finding, checks: &[&CheckInfo]) -> String {
    let optional = |value: Option<String>| value.map(|value| escape::markdown(&value, TEXT)).unwrap_or_default();
    let path: Vec<String> = finding.path.iter().map(|step| escape::markdown(step, TEXT)).collect();
    let check = checks.iter().find(|check| check.id == finding.check_id);
    let own = finding.controls.iter().map(|control| escape::markdown(&marked(control), TEXT));
    let of_check = check.iter().flat_map(|check| check.controls).map(|control| marked(control));
    let controls: Vec<String> = of_check.chain(own).collect();
    let facts = [
        ("waiver", optional(words::decision(finding))),
        ("owner", optional(finding.owner.clone())),
        ("expected", optional(finding.expected.clone())),
        ("written at", optional(finding.designed_at.as_ref().map(ToString::to_string))),
        ("actual", escape::markdown(&finding.actual, TEXT)),
        ("path", path.join(" → ")),
        ("origin", optional(finding.origin.as_ref().map(Origin::words))),
        ("rule", optional(finding.rule_id.clone())),
        ("severity", optional(finding.severity_by.clone())),
        ("if it stays", escape::markdown(&finding.risk, TEXT)),
        ("to do", escape::markdown(&finding.fix.summary, TEXT)),
        ("fingerprint", escape::markdown(&words::fingerprint(finding), TEXT)),
        ("controls", controls.join(", ")),
    ];
    let mut text = format!(
        "\n**{} {}**, {}, confidence {}: {}\n\n",
        finding.check_id,
        finding.check_name,
        finding.severity.word(),
        finding.confidence.word(),
        escape::markdown(&words::title(finding), TEXT)
    );
    let told = facts.iter().filter(|(_, value)| !value.is_empty());
    text.extend(told.map(|(name, value)| format!("- {name}: {value}\n")));
    text
}
