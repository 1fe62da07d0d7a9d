//! SARIF 2.1.0, for GitHub, GitLab and Azure code scanning.

mod location;
mod model;

use std::collections::BTreeMap;

use super::words::{self, thousands};
use super::{catalogue, escape};
use crate::findings::{CheckInfo, Finding, Report, marked};
use crate::model::{Origin, Severity};
use model::{
    Configuration, Descriptor, Driver, Fingerprints, Help, Invocation, Level, Log, Message, Notification, ResultObject,
    ResultProperties, Rule, RuleProperties, Run, RunProperties, Tool,
};

/// GitHub shows no more results of one run; the worst come first, and a notification counts the others.
const MAX_RESULTS: usize = 5_000;

/// Longest message.
const TEXT: usize = 1_000;

/// The report as a SARIF log of one run.
pub(super) fn log(report: &Report, checks: &[&CheckInfo]) -> Log {
    let places: BTreeMap<&str, (usize, &CheckInfo)> =
        checks.iter().enumerate().map(|(index, check)| (check.id, (index, *check))).collect();
    let summary = &report.summary;
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "rolecall",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: checks.iter().map(|check| rule(check)).collect(),
            },
        },
        invocations: [Invocation { execution_successful: true, tool_execution_notifications: notifications(report) }],
        column_kind: "unicodeCodePoints",
        results: report
            .findings
            .iter()
            .take(MAX_RESULTS)
            .map(|finding| result(finding, places.get(finding.check_id).copied(), report))
            .collect(),
        properties: RunProperties {
            verdict: report.verdict.words(),
            system: plain(&summary.system),
            taken_at: plain(&summary.taken_at),
            snapshot_sha256: plain(&summary.snapshot_sha256),
        },
    };
    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    }
}

/// Text without a control character and without the links that a viewer would make of `[text](target)`
/// (SARIF 2.1.0, 3.11.6; the standard has no way to escape one).
fn plain(text: &str) -> String {
    escape::terminal(text, TEXT).replace("](", "] (")
}

fn message(text: &str) -> Message {
    Message { text: plain(text) }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    }
}

/// A number inside the band that GitHub calls by the same name: critical above 9.0, high from 7.0, medium from 4.0.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

fn rule(check: &CheckInfo) -> Rule {
    Rule {
        id: check.id,
        name: check.name,
        short_description: message(check.title),
        full_description: message(check.what),
        help: Help {
            text: format!("{}\n\n{}\n\n{}", check.what, check.why, check.fix),
            markdown: catalogue::check_page(check),
        },
        default_configuration: Configuration { level: level(check.severity) },
        properties: RuleProperties {
            tags: std::iter::once("security".to_owned())
                .chain(check.controls.iter().map(|control| marked(control)))
                .collect(),
            security_severity: security_severity(check.severity),
        },
    }
}

fn result(finding: &Finding, check: Option<(usize, &CheckInfo)>, report: &Report) -> ResultObject {
    let own = finding.controls.iter().map(|control| plain(&marked(control)));
    let of_check = check.iter().flat_map(|(_, check)| check.controls).map(|control| marked(control));
    ResultObject {
        rule_id: finding.check_id,
        rule_index: check.map(|(index, _)| index),
        level: level(finding.severity),
        kind: "fail",
        message: message(&format!("{}\nfix: {}", words::title(finding), finding.fix.summary)),
        locations: [location::of(finding, report)],
        partial_fingerprints: Fingerprints { primary: finding.fingerprint.clone() },
        code_flows: location::path(finding, report),
        properties: ResultProperties {
            severity: finding.severity.word(),
            confidence: finding.confidence.word(),
            rule: finding.rule_id.as_deref().map(plain),
            vendor_default: finding.vendor_default,
            affected: finding.affected.count,
            controls: of_check.chain(own).collect(),
            origin: finding.origin.as_ref().map(Origin::words).map(|words| plain(&words)),
            fix: plain(&finding.fix.summary),
        },
    }
}

fn notifications(report: &Report) -> Vec<Notification> {
    let left_out = report.findings.len().saturating_sub(MAX_RESULTS);
    let mut notifications = Vec::new();
    if left_out > 0 {
        notifications.push(Notification {
            descriptor: Descriptor { id: "results-left-out" },
            level: Level::Warning,
            message: message(&format!(
                "the worst {} findings are listed and {} are left out; `--format json` has all",
                thousands(MAX_RESULTS),
                thousands(left_out)
            )),
        });
    }
    notifications.extend(report.not_assessed.iter().map(|entry| Notification {
        descriptor: Descriptor { id: "not-assessed" },
        level: if entry.asked_for { Level::Error } else { Level::Note },
        message: message(&format!("{} not assessed: {}", entry.what, entry.reason)),
    }));
    notifications
}
