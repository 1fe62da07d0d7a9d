//! Compliance Finding events of OCSF 1.8.0 (class 2003), for a SIEM: one event for each finding, and one for each thing that was
//! not assessed.
//!
//! Every moment in them is the snapshot's, so that the same audit gives the same events.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::words;
use crate::findings::{AgainstBaseline, Area, CheckInfo, Finding, NotAssessed, Report, ResourceRef, marked};
use crate::model::{Confidence, Origin, Severity};
use model::{
    Analytic, Check, Compliance, Data, Event, Evidence, FindingInfo, Metadata, Product, Remediation, Resource, Unmapped,
};

/// The version of the schema.
const VERSION: &str = "1.8.0";
const CATEGORY: u8 = 2;
const CLASS: u16 = 2003;

/// A number of the schema with its caption.
type Coded = (u8, &'static str);

const CREATE: Coded = (1, "Create");
const UPDATE: Coded = (2, "Update");
const NEW: Coded = (1, "New");
const SUPPRESSED: Coded = (3, "Suppressed");
const WARNING: Coded = (2, "Warning");
const FAIL: Coded = (3, "Fail");
const TARGET: Coded = (1, "Target");
const ACTOR: Coded = (2, "Actor");
const RULE: Coded = (1, "Rule");

/// The findings, worst first, then what was not assessed.
pub(super) fn events<'a>(report: &'a Report, checks: &[&CheckInfo]) -> Vec<Event<'a>> {
    let known: BTreeMap<&str, &CheckInfo> = checks.iter().map(|check| (check.id, *check)).collect();
    let run = Run::new(report);
    let findings = report.findings.iter().map(|finding| run.finding(finding, known.get(finding.check_id).copied()));
    findings.chain(report.not_assessed.iter().map(|entry| run.not_assessed(entry))).collect()
}

/// What all events of a report have in common.
struct Run<'a> {
    report: &'a Report,
    /// Milliseconds since 1970; 0 where the snapshot does not say when it was taken.
    time: i64,
}

/// What is one event's own.
struct Own<'a> {
    activity: Coded,
    severity: Severity,
    status: Coded,
    status_detail: Option<String>,
    uid: String,
    title: String,
    desc: Option<&'a str>,
    analytic: Option<Analytic>,
    kind: &'a str,
    compliance: Compliance<'a>,
    unmapped: Unmapped<'a>,
}

impl<'a> Run<'a> {
    fn new(report: &'a Report) -> Self {
        let time = report.summary.taken_at.parse::<Timestamp>().map_or(0, Timestamp::as_millisecond);
        Self { report, time }
    }

    fn finding(&self, finding: &'a Finding, check: Option<&CheckInfo>) -> Event<'a> {
        let (status, status_detail) = status(finding);
        let title = words::title(finding);
        let own = Own {
            activity: match finding.baseline {
                Some(AgainstBaseline::Known | AgainstBaseline::Grown) => UPDATE,
                Some(AgainstBaseline::New) | None => CREATE,
            },
            severity: finding.severity,
            status,
            status_detail,
            uid: finding.fingerprint.clone(),
            title,
            desc: Some(&finding.risk),
            analytic: Some(Analytic {
                uid: finding.check_id,
                name: finding.check_name,
                type_id: RULE.0,
                kind: RULE.1,
                category: check
                    .and_then(|check| Area::ALL.into_iter().find(|area| check.is_of(*area)))
                    .map(|area| area.name),
            }),
            kind: finding.check_name,
            compliance: compliance(finding, check),
            unmapped: Unmapped {
                verdict: self.report.verdict.words(),
                confidence: Some(finding.confidence.word()),
                rule_id: finding.rule_id.as_deref(),
                severity_by: finding.severity_by.as_deref(),
                vendor_default: finding.vendor_default,
                asked_for: false,
                owner: finding.owner.as_deref(),
                waiver: finding.waiver.as_ref(),
                baseline: finding.baseline,
            },
        };
        Event {
            confidence: Some(confidence(finding.confidence)),
            resources: resources(finding),
            evidences: vec![Evidence {
                name: "how it comes about",
                data: Data {
                    expected: finding.expected.as_deref(),
                    designed_at: finding.designed_at.as_ref().map(ToString::to_string),
                    actual: &finding.actual,
                    path: &finding.path,
                    origin: finding.origin.as_ref().map(Origin::words),
                    affected: &finding.affected,
                },
            }],
            remediation: Some(Remediation { desc: &finding.fix.summary }),
            ..self.event(own)
        }
    }

    fn not_assessed(&self, entry: &'a NotAssessed) -> Event<'a> {
        let asked = if entry.asked_for { "asked for and not assessed" } else { "not assessed" };
        self.event(Own {
            activity: CREATE,
            // Without it there is no GO; what nobody asked for is a note.
            severity: if entry.asked_for { Severity::High } else { Severity::Info },
            status: NEW,
            status_detail: None,
            uid: format!("not-assessed/{}/{}", self.report.summary.system, entry.what),
            title: format!("{asked}: {}", entry.what),
            desc: Some(&entry.reason),
            analytic: None,
            kind: "not-assessed",
            compliance: Compliance {
                status_id: WARNING.0,
                status: WARNING.1,
                status_details: vec![&entry.reason],
                control: None,
                standards: Vec::new(),
                requirements: Vec::new(),
                checks: Vec::new(),
            },
            unmapped: Unmapped {
                verdict: self.report.verdict.words(),
                asked_for: entry.asked_for,
                ..Unmapped::default()
            },
        })
    }

    fn event(&self, own: Own<'a>) -> Event<'a> {
        let summary = &self.report.summary;
        let (severity_id, severity) = severity(own.severity);
        Event {
            activity_id: own.activity.0,
            activity_name: own.activity.1,
            category_uid: CATEGORY,
            category_name: "Findings",
            class_uid: CLASS,
            class_name: "Compliance Finding",
            type_uid: u32::from(CLASS) * 100 + u32::from(own.activity.0),
            type_name: format!("Compliance Finding: {}", own.activity.1),
            time: self.time,
            timezone_offset: 0,
            severity_id,
            severity,
            confidence: None,
            status_id: own.status.0,
            status: own.status.1,
            status_detail: own.status_detail,
            message: own.title.clone(),
            metadata: Metadata {
                version: VERSION,
                uid: format!("{}/{}", summary.snapshot_sha256, own.uid),
                product: Product { name: "rolecall", vendor_name: "rolecall", version: env!("CARGO_PKG_VERSION") },
                log_name: "rolecall audit",
                original_time: &summary.taken_at,
            },
            finding_info: FindingInfo {
                uid: own.uid,
                title: own.title,
                desc: own.desc,
                analytic: own.analytic,
                types: vec![own.kind],
                created_time: self.time,
                last_seen_time: self.time,
                data_sources: std::iter::once(summary.system.as_str()).chain(summary.map.as_deref()).collect(),
            },
            compliance: own.compliance,
            resources: Vec::new(),
            evidences: Vec::new(),
            remediation: None,
            unmapped: own.unmapped,
        }
    }
}

fn severity(severity: Severity) -> Coded {
    match severity {
        Severity::Info => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

/// OCSF knows nothing above high; the score tells what is proven.
fn confidence(confidence: Confidence) -> model::Confidence {
    let (id, word, score) = match confidence {
        Confidence::Low => (1, "Low", 25),
        Confidence::Medium => (2, "Medium", 50),
        Confidence::High => (3, "High", 75),
        Confidence::Proven => (3, "High", 100),
    };
    model::Confidence { confidence_id: id, confidence: word, confidence_score: score }
}

/// Whether somebody decided to live with it, and who and why.
fn status(finding: &Finding) -> (Coded, Option<String>) {
    match (&finding.waiver, finding.is_accepted()) {
        (Some(waiver), _) => {
            let detail = format!(
                "waiver {} until {}, approved by {} on {}: {}; compensating control: {}",
                waiver.id, waiver.expires_on, waiver.approved_by, waiver.approved_on, waiver.reason, waiver.control
            );
            (SUPPRESSED, Some(detail))
        }
        (None, true) => (SUPPRESSED, Some("in the baseline, no worse and reaching no more".to_owned())),
        (None, false) => (NEW, None),
    }
}

/// What was checked for whom: controls are requirements, their frameworks standards.
fn compliance<'a>(finding: &'a Finding, check: Option<&CheckInfo>) -> Compliance<'a> {
    let of_check = check.map_or(&[][..], |check| check.controls).iter().copied();
    let controls: Vec<&str> = of_check.chain(finding.controls.iter().map(String::as_str)).collect();
    let standards: BTreeSet<&str> =
        controls.iter().filter_map(|control| control.split_once(' ')).map(|(framework, _)| framework).collect();
    Compliance {
        status_id: FAIL.0,
        status: FAIL.1,
        status_details: Some(finding.actual.as_str()).filter(|actual| !actual.is_empty()).into_iter().collect(),
        control: Some(finding.check_id),
        standards: standards.into_iter().map(str::to_owned).collect(),
        requirements: controls.iter().map(|control| marked(control)).collect(),
        checks: vec![Check {
            uid: finding.check_id,
            name: finding.check_name,
            desc: check.map(|check| check.what),
            status_id: FAIL.0,
            status: FAIL.1,
        }],
    }
}

/// What is reached, and whom or what the finding is about.
fn resources(finding: &Finding) -> Vec<Resource> {
    let resource = &finding.resource;
    let namespace = format!("{}/{}", resource.system, resource.instance);
    let (kind, name) = reached(resource);
    let subject = &finding.subject;
    let of = |(role_id, role): Coded, kind, name: String, uid: String| Resource {
        uid,
        name,
        kind,
        namespace: namespace.clone(),
        role_id,
        role,
    };
    vec![
        of(TARGET, kind, name.clone(), format!("{namespace}/{kind}/{name}")),
        of(ACTOR, subject.kind, subject.id.clone(), format!("{namespace}/{}/{}", subject.kind, subject.id)),
    ]
}

/// A field, a model, a group, or the system as a whole.
fn reached(resource: &ResourceRef) -> (&'static str, String) {
    match (&resource.model, &resource.field, &resource.group) {
        (Some(model), Some(field), _) => ("field", format!("{model}.{field}")),
        (Some(model), None, _) => ("model", model.clone()),
        (None, _, Some(group)) => ("group", group.clone()),
        (None, _, None) => ("system", resource.instance.clone()),
    }
}
