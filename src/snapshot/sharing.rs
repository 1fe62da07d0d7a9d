//! Access that is tied to single records: records shared with people, and people limited to records.

use serde::{Deserialize, Serialize};

use crate::model::{Ops, Origin, RecordScope, ResourceIx, UserIx};

/// A record that somebody may reach although no row of their groups says so. Frappe 14 to 17: `DocShare`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Of what.
    pub resource: ResourceIx,
    /// The ERP's own name of the record.
    pub record: Box<str>,
    /// With whom; nobody named means everyone who signs in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<UserIx>,
    /// For what.
    pub ops: Ops,
    /// Who made it.
    pub origin: Origin,
}

/// A user reaches, of the resources that [`LimitReach`] names, only rows that are tied to certain rows of another.
/// Limits of one user by the same resource are alternatives. Frappe 14 to 17: `User Permission`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Who.
    pub user: UserIx,
    /// By rows of what.
    pub by: ResourceIx,
    /// The row: the ERP's own name of it.
    pub value: Box<str>,
    /// Rows below it in a tree count too, and only the ERP knows which they are.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub tree: bool,
    /// It narrows this resource alone; none means every one that it reaches.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub only_on: Option<ResourceIx>,
    /// What it leaves of all rows: those of a company, or some.
    pub leaves: RecordScope,
}

/// Limits by rows of the second resource narrow rows of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LimitReach(pub ResourceIx, pub ResourceIx);
