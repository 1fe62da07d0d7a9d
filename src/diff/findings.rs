//! What changed between the findings of two audits.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Happened;
use crate::findings::NotAssessed;
use crate::model::Severity;

/// Why a report cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableReport {
    /// It is no JSON, or not of the shape that `audit --format json` writes.
    #[error("it is no report of `rolecall audit --format json`")]
    Shape(#[source] serde_json::Error),
    /// It is one of another version.
    #[error("it is a `{0}`, and this rolecall compares `audit/1`")]
    Schema(String),
}

/// What an audit said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Kind, version and name of the system.
    pub system: String,
    /// When its snapshot was taken.
    pub taken_at: String,
    /// SHA-256 of the snapshot's content.
    pub snapshot_sha256: String,
    /// GO or not.
    pub verdict: String,
    /// Its findings.
    pub findings: Vec<Told>,
    /// What was not looked at.
    pub not_assessed: Vec<NotAssessed>,
}

/// A finding, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What makes it the same one in another system, too.
    key: Vec<String>,
    /// The same in every run of one system.
    pub fingerprint: String,
    /// The check.
    pub check_id: String,
    /// The policy's rule that speaks.
    pub rule_id: Option<String>,
    /// One line for people.
    pub title: String,
    /// How bad.
    pub severity: Severity,
    /// How many accounts it reaches.
    pub affected: u64,
    /// Why it blocks nothing: a waiver, the baseline.
    pub accepted: Option<String>,
}

#[derive(Deserialize)]
struct Report {
    verdict: String,
    summary: Summary,
    findings: Vec<Finding>,
    not_assessed: Vec<Gap>,
}

#[derive(Deserialize)]
struct Summary {
    system: String,
    taken_at: String,
    snapshot_sha256: String,
}

#[derive(Deserialize)]
struct Gap {
    what: String,
    reason: String,
    asked_for: bool,
}

#[derive(Deserialize)]
struct Finding {
    check_id: String,
    rule_id: Option<String>,
    title: String,
    severity: Severity,
    subject: Subject,
    affected: Affected,
    resource: Resource,
    waiver: Option<Waiver>,
    baseline: Option<String>,
    fingerprint: String,
}

#[derive(Deserialize)]
struct Subject {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

#[derive(Deserialize)]
struct Affected {
    count: u64,
}

#[derive(Deserialize)]
struct Resource {
    model: Option<String>,
    field: Option<String>,
    group: Option<String>,
    owner: Option<String>,
    #[serde(default)]
    ops: Vec<String>,
}

#[derive(Deserialize)]
struct Waiver {
    id: String,
}

#[derive(Deserialize)]
struct Header {
    schema: String,
}

impl Outcome {
    /// Reads a report as `audit --format json` writes it.
    pub fn read(json: &[u8]) -> Result<Self, UnreadableReport> {
        let header: Header = serde_json::from_slice(json).map_err(UnreadableReport::Shape)?;
        if header.schema != "audit/1" {
            return Err(UnreadableReport::Schema(header.schema.chars().take(40).collect()));
        }
        let report: Report = serde_json::from_slice(json).map_err(UnreadableReport::Shape)?;
        let gap = |gap: Gap| NotAssessed { what: gap.what, reason: gap.reason, asked_for: gap.asked_for };
        Ok(Self {
            system: report.summary.system,
            taken_at: report.summary.taken_at,
            snapshot_sha256: report.summary.snapshot_sha256,
            verdict: report.verdict,
            findings: report.findings.into_iter().map(told).collect(),
            not_assessed: report.not_assessed.into_iter().map(gap).collect(),
        })
    }
}

fn told(finding: Finding) -> Told {
    let Resource { model, field, group, owner, mut ops } = finding.resource;
    ops.sort_unstable();
    let mut key = vec![finding.check_id.clone(), finding.rule_id.clone().unwrap_or_default()];
    key.extend([finding.subject.kind, finding.subject.id, ops.join(",")]);
    key.extend([model, field, group, owner].map(Option::unwrap_or_default));
    let accepted = match (finding.waiver, finding.baseline.as_deref()) {
        (Some(waiver), _) => Some(format!("waived by {}", waiver.id)),
        (None, Some("known")) => Some("in the baseline".to_owned()),
        (None, _) => None,
    };
    Told {
        key,
        fingerprint: finding.fingerprint,
        check_id: finding.check_id,
        rule_id: finding.rule_id,
        title: finding.title,
        severity: finding.severity,
        affected: finding.affected.count,
        accepted,
    }
}

/// What changed between the findings of two audits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FindingsDiff {
    /// GO or not, before and after.
    pub verdict: [String; 2],
    /// What changed, the worst first.
    pub changes: Vec<FindingChange>,
    /// Findings that both have, alike.
    pub same: usize,
}

/// One finding that is new, gone or another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingChange {
    /// New, fixed or changed.
    pub happened: Happened,
    /// Gone because the second audit did not look for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_looked_at: bool,
    /// How bad, as it was seen last.
    pub severity: Severity,
    /// The check.
    pub check_id: String,
    /// The policy's rule that speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// One line for people.
    pub title: String,
    /// Its fingerprint, as it was seen last.
    pub fingerprint: String,
    /// How many accounts it reaches, as it was seen last.
    pub affected: u64,
    /// What is other about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub how: Vec<String>,
}

impl FindingsDiff {
    /// What changed; `gaps` are the checks that the second audit did not make, or not wholly.
    pub fn between(before: &Outcome, after: &Outcome, gaps: &BTreeSet<String>) -> Self {
        let by_key = |outcome: &Outcome| -> BTreeMap<Vec<String>, Vec<Told>> {
            let mut map: BTreeMap<Vec<String>, Vec<Told>> = BTreeMap::new();
            for one in &outcome.findings {
                map.entry(one.key.clone()).or_default().push(one.clone());
            }
            map
        };
        let (old, new) = (by_key(before), by_key(after));
        let mut diff = Self { verdict: [before.verdict.clone(), after.verdict.clone()], ..Self::default() };
        let none = Vec::new();
        for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
            let (was, is) = (old.get(key).unwrap_or(&none), new.get(key).unwrap_or(&none));
            for (was, is) in was.iter().zip(is) {
                let how = against(was, is);
                if how.is_empty() {
                    diff.same += 1;
                } else {
                    diff.changes.push(change(Happened::Changed, is, how));
                }
            }
            diff.changes.extend(is.iter().skip(was.len()).map(|one| change(Happened::Added, one, Vec::new())));
            diff.changes.extend(was.iter().skip(is.len()).map(|one| FindingChange {
                not_looked_at: gaps.contains(&one.check_id),
                ..change(Happened::Removed, one, Vec::new())
            }));
        }
        diff.changes.sort_by(|a, b| {
            let names = |one: &FindingChange| (one.check_id.clone(), one.title.clone(), one.fingerprint.clone());
            (a.happened, a.not_looked_at)
                .cmp(&(b.happened, b.not_looked_at))
                .then(b.severity.cmp(&a.severity))
                .then_with(|| names(a).cmp(&names(b)))
        });
        diff
    }

    /// Nothing changed.
    pub fn is_empty(&self) -> bool {
        let [before, after] = &self.verdict;
        self.changes.is_empty() && before == after
    }
}

fn change(happened: Happened, one: &Told, how: Vec<String>) -> FindingChange {
    FindingChange {
        happened,
        not_looked_at: false,
        severity: one.severity,
        check_id: one.check_id.clone(),
        rule_id: one.rule_id.clone(),
        title: one.title.clone(),
        fingerprint: one.fingerprint.clone(),
        affected: one.affected,
        how,
    }
}

fn against(was: &Told, is: &Told) -> Vec<String> {
    let mut how = Vec::new();
    if was.severity != is.severity {
        how.push(format!("{} → {}", was.severity.word(), is.severity.word()));
    }
    if was.affected != is.affected {
        how.push(format!("reaches {} → {}", was.affected, is.affected));
    }
    if was.accepted != is.accepted {
        let said = |one: &Told| one.accepted.clone().unwrap_or_else(|| "accepted by nobody".to_owned());
        how.push(format!("{} → {}", said(was), said(is)));
    }
    how
}
