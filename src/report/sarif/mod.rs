//! SARIF 2.1.0, for GitHub, GitLab and Azure code scanning.

mod location;
mod model;
mod size;
mod taxonomy;

use std::collections::BTreeMap;

use super::words::{self, thousands};
use super::{RenderError, catalogue, escape, json};
use crate::findings::{AgainstBaseline, CheckInfo, Finding, Report, Waived, marked};
use crate::model::{Origin, Severity};
use model::{
    Configuration, Descriptor, Driver, Fingerprints, Help, Invocation, InvocationProperties, Level, Log, Message,
    Notification, ResultObject, ResultProperties, Rule, RuleProperties, Run, RunProperties, Suppression,
    SuppressionProperties, Tool,
};
use taxonomy::Controls;

/// GitHub shows no more results of one run; the worst come first, and a notification counts the others.
const MAX_RESULTS: usize = 5_000;

/// Longest message.
const TEXT: usize = 1_000;

/// The report as a SARIF log of one run, small enough for GitHub.
pub(super) fn render(report: &Report, checks: &[&CheckInfo]) -> Result<String, RenderError> {
    let most = report.findings.len().min(MAX_RESULTS);
    size::fitting(size::MAX_GZIP, most, |shown| Ok(json::document(&log(report, checks, shown))?))
}

fn log(report: &Report, checks: &[&CheckInfo], shown: usize) -> Log {
    let places: BTreeMap<&str, (usize, &CheckInfo)> =
        checks.iter().enumerate().map(|(index, check)| (check.id, (index, *check))).collect();
    let summary = &report.summary;
    let controls = Controls::of(report, checks);
    let any_waived = report.findings.iter().any(|finding| finding.waiver.is_some());
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "rolecall",
                semantic_version: env!("CARGO_PKG_VERSION"),
                supported_taxonomies: controls.supported(),
                rules: checks.iter().map(|check| rule(check, &controls)).collect(),
            },
        },
        invocations: [invocation(report, shown)],
        taxonomies: controls.taxonomies(),
        column_kind: "unicodeCodePoints",
        results: report
            .findings
            .iter()
            .take(shown)
            .map(|finding| ResultObject {
                suppressions: any_waived.then(|| finding.waiver.iter().map(suppression).collect()),
                ..result(finding, places.get(finding.check_id).copied(), report, &controls)
            })
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

fn rule(check: &CheckInfo, controls: &Controls<'_>) -> Rule {
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
        relationships: controls.relationships(check),
        properties: RuleProperties {
            tags: std::iter::once("security".to_owned())
                .chain(check.controls.iter().map(|control| marked(control)))
                .collect(),
            security_severity: security_severity(check.severity),
        },
    }
}

fn result(
    finding: &Finding,
    check: Option<(usize, &CheckInfo)>,
    report: &Report,
    controls: &Controls<'_>,
) -> ResultObject {
    let of_check = check.map_or(&[][..], |(_, check)| check.controls).iter().copied();
    let named: Vec<&str> = of_check.chain(finding.controls.iter().map(String::as_str)).collect();
    ResultObject {
        rule_id: finding.check_id,
        rule_index: check.map(|(index, _)| index),
        level: level(finding.severity),
        kind: "fail",
        baseline_state: finding.baseline.map(baseline_state),
        message: message(&format!("{}\nfix: {}", words::title(finding), finding.fix.summary)),
        locations: [location::of(finding, report)],
        partial_fingerprints: Fingerprints { primary: finding.fingerprint.clone() },
        suppressions: None,
        taxa: controls.taxa(named.iter().copied()),
        code_flows: location::path(finding, report),
        properties: ResultProperties {
            severity: finding.severity.word(),
            confidence: finding.confidence.word(),
            rule: finding.rule_id.as_deref().map(plain),
            vendor_default: finding.vendor_default,
            affected: finding.affected.count,
            controls: named.iter().map(|control| plain(&marked(control))).collect(),
            origin: finding.origin.as_ref().map(Origin::words).map(|words| plain(&words)),
            fix: plain(&finding.fix.summary),
            owner: finding.owner.as_deref().map(plain),
        },
    }
}

/// What the baseline says. `absent` is not among it: a baseline is no list of what must be there.
fn baseline_state(against: AgainstBaseline) -> &'static str {
    match against {
        AgainstBaseline::New => "new",
        AgainstBaseline::Known => "unchanged",
        AgainstBaseline::Grown => "updated",
    }
}

/// A waiver: decided outside of the code, by a person.
fn suppression(waiver: &Waived) -> Suppression {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: plain(&waiver.reason),
        properties: SuppressionProperties {
            waiver: plain(&waiver.id),
            expires: plain(&waiver.expires_on),
            approved_by: plain(&waiver.approved_by),
            approved_on: plain(&waiver.approved_on),
            requested_by: plain(&waiver.requested_by),
            compensating_control: plain(&waiver.control),
            ticket: waiver.ticket.as_deref().map(plain),
        },
    }
}

/// How the audit ended. Start and end are in no report: the same inputs give the same bytes.
fn invocation(report: &Report, shown: usize) -> Invocation {
    Invocation {
        execution_successful: true,
        exit_code: report.exit().code(),
        exit_code_description: plain(&format!("{}: {}", report.verdict.words(), words::reason(report))),
        tool_execution_notifications: notifications(report, shown),
        properties: InvocationProperties {
            verdict: report.verdict.words(),
            fail_on: report.fail_on.word(),
            judged_on: plain(&report.gate.judged_on),
        },
    }
}

fn notifications(report: &Report, shown: usize) -> Vec<Notification> {
    let left_out = report.findings.len().saturating_sub(shown);
    let mut notifications = Vec::new();
    if left_out > 0 {
        notifications.push(Notification {
            descriptor: Descriptor { id: "results-left-out" },
            level: Level::Warning,
            message: message(&format!(
                "the worst {} findings are listed and {} are left out; `--format json` has all",
                thousands(shown),
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
