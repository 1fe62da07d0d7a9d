//! How bad a finding is, from what can be done and by whom: the one table behind every computed severity.

use serde::Deserialize;

use crate::model::{Confidence, Severity};

/// What somebody can do, or see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Tidiness.
    Hygiene,
    /// Reads costs and prices, edits master data.
    Commercial,
    /// Reads pay, bank data, personal data or credentials.
    Personal,
    /// Moves money, changes credentials, becomes administrator.
    Money,
}

impl Impact {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Hygiene => "hygiene",
            Self::Commercial => "costs, prices or master data",
            Self::Personal => "pay, bank, personal data or credentials",
            Self::Money => "money, credentials or administration",
        }
    }
}

/// Who can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Administrators, who are expected to.
    Admin,
    /// A role of the business that is not meant to.
    Role,
    /// Whoever works in the company.
    Internal,
    /// Customers, suppliers, or callers without a login.
    Outside,
}

impl Reach {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Admin => "administrators",
            Self::Role => "a business role",
            Self::Internal => "everyone in the company",
            Self::Outside => "outsiders",
        }
    }
}

/// The severity, and how it came about. One step up where it was seen to happen; one step down where we are not sure, which
/// is never critical.
pub fn weigh(impact: Impact, reach: Reach, confidence: Confidence) -> (Severity, String) {
    let plain = match (impact, reach) {
        (Impact::Money, Reach::Outside | Reach::Internal) | (Impact::Personal, Reach::Outside) => Severity::Critical,
        (Impact::Money, Reach::Role)
        | (Impact::Personal, Reach::Internal | Reach::Role)
        | (Impact::Commercial, Reach::Outside) => Severity::High,
        (Impact::Money | Impact::Personal, Reach::Admin)
        | (Impact::Commercial, Reach::Internal | Reach::Role)
        | (Impact::Hygiene, Reach::Outside) => Severity::Medium,
        (Impact::Commercial, Reach::Admin) | (Impact::Hygiene, Reach::Internal | Reach::Role) => Severity::Low,
        (Impact::Hygiene, Reach::Admin) => Severity::Info,
    };
    let by = format!("{} x {}", impact.words(), reach.words());
    match confidence {
        Confidence::Proven => (stepped(plain, 1), format!("{by}, one step up: seen to happen")),
        Confidence::Low => (stepped(plain, -1).min(Severity::High), format!("{by}, one step down: a heuristic")),
        Confidence::Medium | Confidence::High => (plain, by),
    }
}

fn stepped(severity: Severity, by: isize) -> Severity {
    let at = Severity::ALL.iter().position(|one| *one == severity).unwrap_or_default();
    let next = at.saturating_add_signed(by).min(Severity::ALL.len() - 1);
    Severity::ALL.get(next).copied().unwrap_or(severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_documented_one() {
        let reaches = [Reach::Outside, Reach::Internal, Reach::Role, Reach::Admin];
        let row = |impact| reaches.map(|reach| weigh(impact, reach, Confidence::High).0.word());
        assert_eq!(row(Impact::Money), ["critical", "critical", "high", "medium"]);
        assert_eq!(row(Impact::Personal), ["critical", "high", "high", "medium"]);
        assert_eq!(row(Impact::Commercial), ["high", "medium", "medium", "low"]);
        assert_eq!(row(Impact::Hygiene), ["medium", "low", "low", "info"]);
    }

    #[test]
    fn what_was_seen_goes_up_and_what_is_guessed_goes_down_and_is_never_critical() {
        let of = |impact, reach, confidence| weigh(impact, reach, confidence).0;
        assert_eq!(of(Impact::Commercial, Reach::Role, Confidence::Proven), Severity::High);
        assert_eq!(of(Impact::Money, Reach::Outside, Confidence::Proven), Severity::Critical);
        assert_eq!(of(Impact::Money, Reach::Outside, Confidence::Low), Severity::High);
        assert_eq!(of(Impact::Hygiene, Reach::Admin, Confidence::Low), Severity::Info);
        assert_eq!(
            weigh(Impact::Personal, Reach::Internal, Confidence::Low).1,
            "pay, bank, personal data or credentials x everyone in the company, one step down: a heuristic"
        );
    }
}
