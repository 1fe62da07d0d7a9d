//! Findings that somebody decided to live with. They stay findings: acceptance is said beside them, and decides alone
//! whether they block.

use serde::{Deserialize, Serialize};

/// The waiver that accepts a finding: who decided, why, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// The waiver's id.
    pub id: String,
    /// Why it may stay.
    pub reason: String,
    /// What keeps it from doing harm meanwhile, and who sees to that.
    pub control: String,
    /// Who asked.
    pub requested_by: String,
    /// Who decided.
    pub approved_by: String,
    /// The day of the decision, `2026-03-02`.
    pub approved_on: String,
    /// The last day on which it holds.
    pub expires_on: String,
    /// Where it was discussed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

/// A finding against the baseline, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgainstBaseline {
    /// The baseline does not have it.
    New,
    /// The baseline has it, as bad and as far-reaching as it is: accepted until the baseline ends.
    Known,
    /// The baseline has it less bad or reaching fewer: not accepted.
    Grown,
}

impl AgainstBaseline {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::Grown => "grown",
        }
    }
}
