//! The baseline: findings that were there when somebody began to look, written by `rolecall baseline`. It ends as a whole and
//! never holds a critical one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::findings::{Finding, is_fingerprint};
use crate::model::{Position, Severity};

/// The name of the shape.
const SCHEMA: &str = "baseline/1";

/// Findings that were there, accepted until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Always `baseline/1`.
    schema: String,
    /// The system that was looked at.
    pub system: Of,
    /// The snapshot that was looked at.
    pub made_from: MadeFrom,
    /// The day on which it was made.
    #[serde(with = "in_full")]
    pub made_on: Date,
    /// The last day on which it holds.
    #[serde(with = "in_full")]
    pub expires_on: Date,
    /// Who decided.
    pub approved_by: String,
    /// The findings, by fingerprint.
    pub entries: Vec<Entry>,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// Its kind.
    pub kind: String,
    /// The name by which outputs and fingerprints call it.
    pub name: String,
}

/// A snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeFrom {
    /// When it was taken, ISO 8601 UTC.
    pub taken_at: String,
    /// SHA-256 of its content.
    pub snapshot_sha256: String,
}

/// A finding that was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// The check that found it.
    pub check_id: String,
    /// How bad it was.
    pub severity: Severity,
    /// How many accounts it reached.
    pub affected: usize,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{at}: {message}")]
pub struct BaselineError {
    /// Where.
    at: Position,
    /// What, and the next step.
    message: String,
}

impl Baseline {
    /// The findings that can be accepted as they are, and how many cannot because they are critical. What has a waiver does
    /// not need to be, and what is about decisions is decided about where those stand.
    pub fn of(
        findings: &[Finding],
        (system, made_from): (Of, MadeFrom),
        (made_on, expires_on): (Date, Date),
        approved_by: &str,
    ) -> (Self, usize) {
        let about_decisions = |finding: &&Finding| matches!(finding.subject.kind, "waiver" | "baseline");
        let open = findings.iter().filter(|finding| finding.waiver.is_none() && !about_decisions(finding));
        let (critical, rest): (Vec<&Finding>, Vec<&Finding>) =
            open.partition(|finding| finding.severity == Severity::Critical);
        let entry = |finding: &&Finding| {
            let entry = Entry {
                fingerprint: finding.fingerprint.clone(),
                check_id: finding.check_id.to_owned(),
                severity: finding.severity,
                affected: finding.affected.count,
            };
            (entry.fingerprint.clone(), entry)
        };
        let entries: BTreeMap<String, Entry> = rest.iter().map(entry).collect();
        let baseline = Self {
            schema: SCHEMA.to_owned(),
            system,
            made_from,
            made_on,
            expires_on,
            approved_by: approved_by.to_owned(),
            entries: entries.into_values().collect(),
        };
        (baseline, critical.len())
    }

    /// Whether it is of a system.
    pub fn is_of(&self, kind: &str, name: &str) -> bool {
        (self.system.kind.as_str(), self.system.name.as_str()) == (kind, name)
    }

    /// What a file says; the first thing that is wrong ends it, with its place.
    pub fn read(text: &str, file: &Arc<str>) -> Result<Self, BaselineError> {
        let fail = |line: usize, column: usize, message: String| {
            let at = if line == 0 { Position::file(file) } else { Position::line(file, line as u64, column as u64) };
            BaselineError { at, message }
        };
        let baseline: Self = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            fail(error.line(), error.column(), message)
        })?;
        let place = |words: &str| {
            let line = text.lines().position(|line| line.contains(words)).map_or(0, |at| at + 1);
            let column = text.lines().nth(line.saturating_sub(1)).and_then(|line| line.find(words)).unwrap_or(0);
            (line, column + 1)
        };
        let wrong = |words: &str, message: String| {
            let (line, column) = place(words);
            Err(fail(line, column, message))
        };
        if baseline.schema != SCHEMA {
            return wrong(
                "\"schema\"",
                format!("it has the shape `{}`, and `{SCHEMA}` is understood", baseline.schema),
            );
        }
        if baseline.approved_by.trim().is_empty() {
            return wrong("\"approved_by\"", "the baseline has nothing in `approved_by`".to_owned());
        }
        if baseline.expires_on < baseline.made_on {
            return wrong("\"expires_on\"", "it ended before it was made".to_owned());
        }
        let mut known = BTreeSet::new();
        for entry in &baseline.entries {
            let Entry { fingerprint, severity, .. } = entry;
            if !is_fingerprint(fingerprint) {
                return wrong(fingerprint, format!("`{fingerprint}` is no fingerprint"));
            }
            if !known.insert(fingerprint) {
                return wrong(fingerprint, format!("`{fingerprint}` is there twice"));
            }
            if *severity == Severity::Critical {
                let message = format!(
                    "`{fingerprint}` is critical: a baseline cannot accept that; somebody may decide about it in waivers.yaml"
                );
                return wrong(fingerprint, message);
            }
        }
        Ok(baseline)
    }

    /// The same as a file, indented.
    pub fn written(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// Days as `2026-11-29`.
mod in_full {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference to the field")]
    pub(super) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = crate::model::date(&text);
        day.ok_or_else(|| D::Error::custom(format!("`{text}` is no day: write it as 2026-11-29")))
    }
}
