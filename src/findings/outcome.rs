//! The outcome of an audit: findings, what was not assessed, the verdict and the exit code.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::persona::shown;
use super::{Annex, Finding, GateOutcome, Hidden, Persona, ProbeReport};
use crate::model::Severity;

/// Something that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotAssessed {
    /// A domain such as `fields`, or a check's name.
    pub what: String,
    /// Why, and what to do about it.
    pub reason: String,
    /// Whether the audit was asked for it: then it cannot end in GO.
    pub asked_for: bool,
}

/// GO or not, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// Nothing at or above the threshold, everything asked for assessed.
    #[serde(rename = "GO")]
    Go,
    /// The same but for findings that somebody decided to live with, on conditions.
    #[serde(rename = "GO WITH CONDITIONS")]
    GoWithConditions,
    /// Something asked for was not assessed.
    #[serde(rename = "NOT ASSESSED")]
    NotAssessed,
    /// Something at or above the threshold.
    #[serde(rename = "NO-GO")]
    NoGo,
}

impl Verdict {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::GoWithConditions => "GO WITH CONDITIONS",
            Self::NoGo => "NO-GO",
            Self::NotAssessed => "NOT ASSESSED",
        }
    }
}

/// Exit codes of the design: precedence 2, 3, 1, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Usage, configuration or connection.
    Failed,
    /// Something asked for was not assessed.
    Incomplete,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Clean, Self::Findings, Self::Failed, Self::Incomplete];

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::Incomplete => 3,
        }
    }
}

/// What was audited and how much of it there was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Kind, name and version of the system.
    pub system: String,
    /// When the snapshot was taken, ISO 8601 UTC.
    pub taken_at: String,
    /// SHA-256 of the snapshot's content.
    pub snapshot_sha256: String,
    /// The role map's file, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<String>,
    /// Accounts in the snapshot.
    pub users: usize,
    /// Those that may log in.
    pub active_users: usize,
    /// Groups in the snapshot.
    pub groups: usize,
    /// Resources in the snapshot.
    pub resources: usize,
    /// Decisions computed: users × resources × operations.
    pub decisions: u64,
    /// Roles in the design.
    pub roles: usize,
}

/// Everything that the formats print; made once, read by all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Always `audit/1`.
    pub schema: &'static str,
    /// GO or not.
    pub verdict: Verdict,
    /// The threshold that decided.
    pub fail_on: Severity,
    /// What the gate asked, and what came of it.
    pub gate: GateOutcome,
    /// What was audited.
    pub summary: Summary,
    /// Who it is for.
    pub persona: Persona,
    /// What that leaves out.
    pub hidden: Hidden,
    /// Those that nobody accepted in front, worst first.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_assessed: Vec<NotAssessed>,
    /// What the running system did, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeReport>,
    /// The tables behind it, for formats that show them.
    #[serde(skip)]
    pub annex: Arc<Annex>,
}

impl Report {
    /// Sorts the findings, those that nobody accepted in front and worst first, and decides by the threshold alone. Guesses and what somebody accepted decide nothing.
    pub fn new(
        summary: Summary,
        fail_on: Severity,
        mut findings: Vec<Finding>,
        mut not_assessed: Vec<NotAssessed>,
    ) -> Self {
        worst_first(&mut findings);
        not_assessed.sort();
        let verdict = if findings.iter().any(|finding| finding.decides(fail_on)) {
            Verdict::NoGo
        } else if not_assessed.iter().any(|entry| entry.asked_for) {
            Verdict::NotAssessed
        } else if findings.iter().any(|finding| finding.blocks(fail_on)) {
            Verdict::GoWithConditions
        } else {
            Verdict::Go
        };
        Self {
            schema: "audit/1",
            verdict,
            fail_on,
            gate: GateOutcome::default(),
            summary,
            persona: Persona::Auditor,
            hidden: Hidden::default(),
            findings,
            not_assessed,
            probe: None,
            annex: Arc::default(),
        }
    }

    /// The same report with what the gate says. The verdict is the worse of the two: no gate makes a GO of what the findings
    /// and the gaps do not allow.
    #[must_use]
    pub fn judged(self, gate: GateOutcome) -> Self {
        Self { verdict: self.verdict.max(gate.verdict()), gate, ..self }
    }

    /// The same report as a persona reads it: the verdict is the same, and what decided about it is still there.
    #[must_use]
    pub fn seen_by(self, persona: Persona) -> Self {
        let fail_on = self.fail_on;
        let (mut findings, hidden) = shown(persona, self.findings, |finding| finding.decides(fail_on));
        worst_first(&mut findings);
        Self { persona, hidden, findings, ..self }
    }

    /// The same report with what the probe saw.
    #[must_use]
    pub fn with_probe(self, probe: Option<ProbeReport>) -> Self {
        Self { probe, ..self }
    }

    /// The same report with the tables behind it.
    #[must_use]
    pub fn with_annex(self, annex: Annex) -> Self {
        Self { annex: Arc::new(annex), ..self }
    }

    /// The exit code: incomplete beats findings.
    pub fn exit(&self) -> Exit {
        if self.verdict == Verdict::NotAssessed || self.not_assessed.iter().any(|entry| entry.asked_for) {
            Exit::Incomplete
        } else if self.verdict == Verdict::NoGo {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    /// Whether a finding makes the verdict NO-GO.
    pub fn decides(&self, finding: &Finding) -> bool {
        finding.decides(self.fail_on)
    }

    /// Whether a finding would make the verdict NO-GO if nobody had accepted it.
    pub fn blocks(&self, finding: &Finding) -> bool {
        finding.blocks(self.fail_on)
    }

    /// Findings by severity, worst first.
    pub fn by_severity(&self) -> BTreeMap<std::cmp::Reverse<Severity>, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(std::cmp::Reverse(finding.severity)).or_insert(0) += 1;
        }
        counts
    }
}

fn worst_first(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        a.is_accepted()
            .cmp(&b.is_accepted())
            .then_with(|| b.severity.cmp(&a.severity))
            .then_with(|| a.check_id.cmp(b.check_id))
            .then_with(|| a.rule_id.cmp(&b.rule_id))
            .then_with(|| b.affected.count.cmp(&a.affected.count))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.resource.cmp(&b.resource))
    });
}
