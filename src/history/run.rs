//! What is kept of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::db::storable;
use crate::findings::{AgainstBaseline, Exit, Verdict};
use crate::model::{Confidence, Link, Severity};

/// An audit that was archived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// Its name: that of its folder.
    pub run: String,
    /// The kind of system.
    pub kind: String,
    /// The system's name.
    pub system: String,
    /// Its version.
    pub version: String,
    /// When the snapshot was taken, ISO 8601 UTC.
    pub taken_at: String,
    /// The day on which it was judged.
    pub judged_on: String,
    /// GO or not.
    pub verdict: Verdict,
    /// The exit code.
    pub exit: Exit,
    /// Ids of checks that were not made, or not wholly: what they found earlier is not fixed because it is gone.
    pub gaps: BTreeSet<String>,
    /// SHA-256 of the manifest.
    pub manifest_sha256: String,
    /// The run before it in the chain, of whatever system.
    pub previous: Option<Link>,
    /// SHA-256 of the snapshot's content.
    pub snapshot_sha256: String,
    /// The version of rolecall.
    pub tool: String,
}

/// A finding of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The same in every run as long as check, subject and resource are.
    pub fingerprint: String,
    /// The check's id.
    pub check_id: String,
    /// The policy's rule that speaks.
    pub rule_id: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One line for people.
    pub title: String,
    /// Whom or what it is about: `user mara@acme.example`.
    pub subject: String,
    /// What they reach: `sale.order (write)`.
    pub resource: String,
    /// How many accounts it reaches.
    pub affected: u64,
    /// The waiver that accepts it.
    pub waiver: Option<String>,
    /// Whether the baseline has it.
    pub baseline: Option<AgainstBaseline>,
}

/// Each finding once, by its fingerprint as it is kept.
pub(super) fn once(seen: &[Seen]) -> BTreeMap<String, &Seen> {
    let mut once = BTreeMap::new();
    for one in seen {
        once.entry(storable(&one.fingerprint)).or_insert(one);
    }
    once
}

/// Findings of a run by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// By severity, in the order of [`Severity::ALL`].
    pub by_severity: [u64; 5],
    /// Those that a waiver accepts.
    pub waived: u64,
    /// Those that the baseline has.
    pub known: u64,
}

impl Counts {
    pub(super) fn of<'s>(seen: impl IntoIterator<Item = &'s Seen>) -> Self {
        let mut counts = Self::default();
        for one in seen {
            for (count, severity) in counts.by_severity.iter_mut().zip(Severity::ALL) {
                *count += u64::from(severity == one.severity);
            }
            counts.waived += u64::from(one.waiver.is_some());
            counts.known += u64::from(one.baseline == Some(AgainstBaseline::Known));
        }
        counts
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.by_severity.iter().sum()
    }
}

/// A run against the run of the same system before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Never seen before.
    pub appeared: u64,
    /// Gone, and looked for.
    pub fixed: u64,
    /// Back after they were fixed.
    pub reopened: u64,
    /// Open before, and not looked for.
    pub not_looked_at: u64,
}

/// A run as the history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was recorded; without its gaps.
    pub run: Run,
    /// Its findings, counted.
    pub counts: Counts,
    /// Against the run before of the same system.
    pub change: Change,
}

/// Where a finding stands after the newest run of its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The newest run has it.
    Open,
    /// An earlier run had it, and no later one looked for it.
    NotLookedAt,
    /// A later run looked for it and did not find it.
    Fixed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::NotLookedAt, Self::Fixed];

    /// The words in outputs and in the database.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NotLookedAt => "not looked at",
            Self::Fixed => "fixed",
        }
    }
}

/// A run that a finding names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRef {
    /// Its place in the chain.
    pub number: u64,
    /// Its name.
    pub run: String,
    /// When its snapshot was taken.
    pub taken_at: String,
}

/// A finding over all runs of its system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The kind of system.
    pub kind: String,
    /// The system's name.
    pub system: String,
    /// As it was seen last.
    pub seen: Seen,
    /// Where it stands.
    pub standing: Standing,
    /// The first run that had it.
    pub first: RunRef,
    /// The last run that had it.
    pub last: RunRef,
    /// The run that found it gone, where it is fixed.
    pub fixed: Option<RunRef>,
    /// How many runs had it.
    pub times: u64,
    /// How often it came back after it was fixed.
    pub reopened: u64,
}

/// What one run says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is there, and how.
    Seen {
        /// How bad.
        severity: Severity,
        /// How many accounts it reaches.
        affected: u64,
        /// The waiver that accepts it.
        waiver: Option<String>,
        /// Whether the baseline has it.
        baseline: Option<AgainstBaseline>,
    },
    /// It is gone.
    Gone,
    /// Its check was not made, or not wholly.
    NotLookedAt,
}

/// A finding run by run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The finding.
    pub finding: Tracked,
    /// Every run of its system since the first that had it.
    pub steps: Vec<(RunRef, Step)>,
}
