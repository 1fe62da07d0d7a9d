//! The report for people at a terminal: the summary first, then the worst, then how to see more.

mod details;
mod gate;
mod probe;

use super::grid::{self, grid, heading};
use super::words::{self, thousands};
use super::{RenderOptions, escape};
use crate::findings::{Finding, Report};

/// Longest name in a cell, longest sentence, longest paragraph; what is cut says so.
const NAME: usize = 80;
const SENTENCE: usize = 300;
const TEXT: usize = 1_000;

/// Below so many columns, subject and resource go under the title.
const WIDE: usize = 100;

/// The whole report.
pub(super) fn render(report: &Report, options: RenderOptions) -> String {
    let mut text = summary(report, options);
    text.push_str(&gate::gate(report, options));
    if !report.findings.is_empty() {
        text.push('\n');
        text.push_str(&worst(report, options));
        text.push_str(&details::details(report, options));
    }
    if let Some(probe) = &report.probe {
        text.push('\n');
        text.push_str(&probe::probe(probe, options));
    }
    if !report.not_assessed.is_empty() {
        text.push('\n');
        text.push_str(&not_assessed(report, options));
    }
    text.push('\n');
    text.push_str(&see_more(report, options));
    text
}

fn summary(report: &Report, options: RenderOptions) -> String {
    let verdict =
        format!("{}: {}", grid::verdict(report.verdict, options), escape::terminal(&words::reason(report), TEXT));
    let mut counts: Vec<String> =
        words::severities(report).iter().map(|(severity, count)| grid::severity(*severity, count, options)).collect();
    counts.extend(words::of_which(report));
    let found = if counts.is_empty() { "none".to_owned() } else { counts.join(" · ") };
    let hash = report.summary.snapshot_sha256.get(..16).unwrap_or(&report.summary.snapshot_sha256);
    let facts = [
        ("system", escape::terminal(&report.summary.system, SENTENCE)),
        ("snapshot", escape::terminal(&format!("{}, sha256 {hash}…", report.summary.taken_at), SENTENCE)),
        ("role map", escape::terminal(&words::map(report), SENTENCE)),
        ("looked at", words::extent(report)),
        ("findings", found),
    ];
    let left_out = words::left_out(report).map(|left_out| ("left out", left_out));
    let probe = words::probe(report).map(|probe| ("probe", probe));
    let rows = facts.into_iter().chain(left_out).chain(probe).map(|(name, value)| vec![name.to_owned(), value]);
    format!("{}\n{}", grid(&[], [vec![verdict]], None, options), grid(&[], rows, None, options))
}

fn worst(report: &Report, options: RenderOptions) -> String {
    let total = report.findings.len();
    let shown = options.limit.unwrap_or(total).min(total);
    let order = if shown == total { "" } else { ", worst first" };
    let title = format!("{}{order}", words::shown(shown, total, "finding"));
    let mut text = format!("{}\n\n", heading(&title, options));
    if shown > 0 {
        let rows = report.findings.iter().take(shown);
        text.push_str(&if options.columns() < WIDE {
            let header = ["severity", "check", "affected", "finding"];
            grid(&header, rows.map(|finding| narrow(finding, options)), Some(2), options)
        } else {
            let header = ["severity", "check", "subject", "resource", "affected", "title"];
            grid(&header, rows.map(|finding| wide(finding, options)), Some(4), options)
        });
    }
    text.extend(words::rest(shown, total).map(|rest| rest + "\n"));
    text
}

fn wide(finding: &Finding, options: RenderOptions) -> Vec<String> {
    vec![
        grid::severity(finding.severity, finding.severity.word(), options),
        finding.check_id.to_owned(),
        escape::terminal(&words::subject(&finding.subject), NAME),
        escape::terminal(&words::resource(&finding.resource), NAME),
        thousands(finding.affected.count),
        escape::terminal(&words::title(finding), SENTENCE),
    ]
}

fn narrow(finding: &Finding, options: RenderOptions) -> Vec<String> {
    let mut text = escape::terminal(&words::title(finding), SENTENCE);
    text.push('\n');
    text.push_str(&escape::terminal(&words::subject(&finding.subject), NAME));
    let resource = words::resource(&finding.resource);
    if !resource.is_empty() {
        text.push_str(" → ");
        text.push_str(&escape::terminal(&resource, NAME));
    }
    vec![
        grid::severity(finding.severity, finding.severity.word(), options),
        finding.check_id.to_owned(),
        thousands(finding.affected.count),
        text,
    ]
}

fn not_assessed(report: &Report, options: RenderOptions) -> String {
    let rows = words::gaps(report).into_iter().map(|gap| {
        let what: Vec<String> = gap.what.iter().map(|what| escape::terminal(what, NAME)).collect();
        let mark = if gap.asked_for { "asked for" } else { "" };
        vec![mark.to_owned(), what.join(", "), escape::terminal(gap.reason, TEXT)]
    });
    let table = grid(&["", "what", "why"], rows, None, options);
    format!("{}\n\n{table}", heading("Not assessed", options))
}

fn see_more(report: &Report, options: RenderOptions) -> String {
    let mut rows = Vec::new();
    let mut hint = |command: &str, what: &str| rows.push(vec![command.to_owned(), what.to_owned()]);
    if options.limit.is_some_and(|limit| limit < report.findings.len()) {
        hint("--limit 0", "all in the table");
    }
    let next = [(report.hidden.pedantic, "pedantic"), (report.hidden.auditor, "auditor")];
    if let Some((_, persona)) = next.into_iter().find(|(number, _)| *number > 0) {
        hint(&format!("--persona {persona}"), "what is left out");
    }
    hint("--format json", "everything, for programs");
    if let Some(finding) = report.findings.first() {
        hint(&format!("rolecall checks {}", finding.check_id), "more about this check");
    }
    hint("rolecall explain USER RESOURCE OP", "why a user can or cannot");
    format!("{}\n\n{}", heading("See more", options), grid(&[], rows, None, options))
}
