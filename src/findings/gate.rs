//! What the gate asked, and what came of it: the reasons of the verdict, in the order in which they are read.

use serde::Serialize;

use super::Verdict;

/// What the gate asked and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GateOutcome {
    /// The day on which it was judged, UTC: waivers and the age of the evidence depend on it.
    pub judged_on: String,
    /// Where the criteria are written: a file, or `built in`.
    pub criteria_of: String,
    /// Each criterion.
    pub criteria: Vec<Criterion>,
    /// What must be kept for the verdict to hold: accepted findings that would block.
    pub conditions: Vec<Condition>,
    /// Who must sign before anybody goes live.
    pub sign_offs: Vec<SignOff>,
}

impl GateOutcome {
    /// What its criteria come to: one that is not met is NO-GO, one that nobody can tell is no GO.
    pub fn verdict(&self) -> Verdict {
        let of = |criterion: &Criterion| match criterion.state {
            CriterionState::Met => Verdict::Go,
            CriterionState::Conditional => Verdict::GoWithConditions,
            CriterionState::NotAssessed => Verdict::NotAssessed,
            CriterionState::Unmet => Verdict::NoGo,
        };
        self.criteria.iter().map(of).max().unwrap_or(Verdict::Go)
    }
}

/// One criterion of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// Its name, for ever: `findings`, `assessed`, `freshness` …
    pub name: &'static str,
    /// What came of it.
    pub state: CriterionState,
    /// What was asked and what there is, in one line.
    pub says: String,
}

/// What came of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CriterionState {
    /// It is met.
    Met,
    /// It is met because somebody accepted what stands against it.
    Conditional,
    /// It is not met.
    Unmet,
    /// Nobody can tell.
    NotAssessed,
}

impl CriterionState {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Conditional => "met on conditions",
            Self::Unmet => "not met",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// Who decided that a finding does not block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptedBy {
    /// Somebody with a reason, in a waiver.
    Waiver,
    /// Whoever approved the baseline.
    Baseline,
    /// Whoever gave a weaker `--fail-on` than the gate's, for this run.
    CommandLine,
}

/// An accepted finding that would block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The finding.
    pub fingerprint: String,
    /// The finding's title.
    pub title: String,
    /// Who decided.
    pub accepted_by: AcceptedBy,
    /// The waiver that accepts it, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// The last day on which it is accepted.
    pub until: String,
    /// Who keeps the condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What must be kept: the compensating control.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
}

impl Condition {
    /// The decision in outputs: the waiver's id, `baseline`, `--fail-on`.
    pub fn decision(&self) -> &str {
        match (&self.waiver, self.accepted_by) {
            (Some(id), _) => id,
            (None, AcceptedBy::CommandLine) => "--fail-on",
            (None, _) => "baseline",
        }
    }
}

/// Somebody who must sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignOff {
    /// The role in which they sign, such as `security`.
    pub role: String,
    /// What they answer for.
    pub answers_for: String,
}
