//! What stands behind the findings: the design cell by cell, the accounts, the keys, and how much was seen. For formats that
//! show more than findings; `audit/1` leaves it out.

use std::sync::Arc;

use serde::Serialize;

use super::Answer;

/// The tables behind a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Annex {
    /// The operations of the cells, in the ERP's own names.
    pub operations: Vec<String>,
    /// Roles and resources against each other; a row where the design or the system says anything, sorted by the design's
    /// order of roles and by resource.
    pub matrix: Vec<MatrixRow>,
    /// Every account, sorted by login.
    pub accounts: Vec<AccountRow>,
    /// Every key, by owner.
    pub tokens: Vec<TokenRow>,
    /// How much of each domain was seen.
    pub coverage: Vec<CoverageRow>,
    /// What was counted twice.
    pub population: Vec<CountRow>,
}

/// What one role may do with one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    /// The role.
    pub role: String,
    /// The resource's technical name.
    pub resource: String,
    /// Whether the design speaks for the resource.
    pub in_scope: bool,
    /// One for each of [`Annex::operations`].
    pub cells: Vec<MatrixCell>,
}

/// One operation of a role on a resource, said three times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MatrixCell {
    /// By the design: allowed, denied or silent.
    pub designed: Answer,
    /// By the role's groups: allowed, denied or unknown.
    pub actual: Answer,
    /// By the running system: allowed, denied or inconclusive; none where it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probed: Option<Answer>,
    /// What that comes to.
    pub verdict: CellVerdict,
}

/// What the design, the groups and the running system come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellVerdict {
    /// As designed.
    AsDesigned,
    /// Nobody designed it, and the design does not speak for the resource.
    Undesigned,
    /// More than designed.
    Excess,
    /// Less than designed.
    Missing,
    /// The running system does other than its configuration says.
    Disagrees,
    /// Nobody can tell.
    NotAssessed,
}

impl CellVerdict {
    /// All of them, in the order of legends.
    pub const ALL: [Self; 6] =
        [Self::AsDesigned, Self::Excess, Self::Missing, Self::Disagrees, Self::NotAssessed, Self::Undesigned];

    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::AsDesigned => "as designed",
            Self::Undesigned => "not designed",
            Self::Excess => "more than designed",
            Self::Missing => "less than designed",
            Self::Disagrees => "the running system disagrees",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountRow {
    /// Its unique name.
    pub login: String,
    /// Display name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// `internal`, `external`, `anonymous`, `system`, `unclassified`.
    pub kind: &'static str,
    /// May sign in.
    pub active: bool,
    /// Can give any right to anyone, or bypasses every check.
    pub administers: bool,
    /// Designed roles.
    pub roles: Vec<String>,
    /// Groups that are stored with it.
    pub groups: Vec<Arc<str>>,
    /// Of its groups those that no other of them brings and no designed role of the account: each was given for itself.
    pub beyond: Vec<Arc<str>>,
    /// The last sign-in, ISO 8601 UTC.
    pub last_login: Option<String>,
    /// A second factor is set up; none where nobody knows.
    pub second_factor: Option<bool>,
}

/// A key or a trusted device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenRow {
    /// `api-key` and the like.
    pub kind: String,
    /// What its owner called it.
    pub name: String,
    /// Whose it is.
    pub owner: String,
    /// What it is for, where the ERP stores that.
    pub scope: Option<String>,
    /// ISO 8601 UTC.
    pub created: Option<String>,
    /// ISO 8601 UTC; none means never.
    pub expires: Option<String>,
    /// It is past its end.
    pub expired: bool,
}

/// How much of a domain was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// The domain.
    pub domain: &'static str,
    /// `assessed`, `incomplete`, `not assessed`.
    pub state: &'static str,
    /// Why it is not whole.
    pub reason: Option<String>,
}

/// One entity counted twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountRow {
    /// What was counted.
    pub entity: String,
    /// Rows in the snapshot.
    pub collected: u64,
    /// Rows by the second path.
    pub counted: u64,
    /// The second path.
    pub method: String,
}
