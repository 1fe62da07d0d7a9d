//! How bad a finding is, and how sure we are.

use serde::{Deserialize, Serialize};

/// How bad it is, from impact and reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Hygiene.
    Low,
    /// Wrong, with limited reach.
    Medium,
    /// Wrong, and it moves money, people or rights.
    High,
    /// Open to outsiders, or a way to administrator.
    Critical,
}

impl Severity {
    /// Every severity, from mild to bad.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure we are that the finding is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A heuristic, such as a name.
    Low,
    /// Something else could explain it.
    Medium,
    /// Complete metadata, no override seen.
    High,
    /// Seen live.
    Proven,
}

impl Confidence {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Proven => "proven",
        }
    }
}
