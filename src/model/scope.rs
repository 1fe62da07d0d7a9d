//! Record scope: which rows an allowed operation reaches.

use serde::{Deserialize, Serialize};

/// Which rows an allowed operation reaches, from narrow to wide; `Unknown` stands outside the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordScope {
    /// No row.
    None,
    /// Rows tied to the user: created by, assigned to, followed by, belonging to the user's own partner or employee.
    Own,
    /// Some rows, by a condition that names neither the user nor a company.
    Restricted,
    /// Rows of the user's companies, and those that belong to no company.
    Company,
    /// Every row.
    All,
    /// The condition could not be read; never taken for all or none.
    Unknown,
}

impl RecordScope {
    /// The word that role maps and outputs use.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Own => "own",
            Self::Restricted => "restricted",
            Self::Company => "company",
            Self::All => "all",
            Self::Unknown => "unknown",
        }
    }

    /// Rows that both conditions let through.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (a, b) => a.min(b),
        }
    }

    /// Rows that either condition lets through.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (a, b) => a.max(b),
        }
    }
}
