//! What a reviewer can decide.

use serde::Serialize;

/// What a reviewer decides about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It stays as it is.
    Keep,
    /// It goes.
    Revoke,
    /// It stays in another form, which the comment says.
    Modify,
}

impl Decision {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Revoke, Self::Modify];

    /// The word in sheets and outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Revoke => "revoke",
            Self::Modify => "modify",
        }
    }

    /// The decision that a cell says, whatever its case.
    pub(super) fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.word().eq_ignore_ascii_case(text.trim()))
    }
}
