//! The types of a role map.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Glob, Located, Pattern, RecordScope, SecretKind};

/// A designed matrix of roles and access.
#[derive(Debug, Clone, Default)]
pub struct RoleMap {
    /// Every file that it was read from, the first one first.
    pub files: Vec<Arc<str>>,
    /// The kind of system that it was made for.
    pub system: Option<Located<String>>,
    /// The resources that it speaks for; outside them nothing is designed. Empty means every resource.
    pub scope: Vec<Located<Pattern>>,
    /// Groups that the ERP adds by itself: tolerated for anyone.
    pub ambient: Vec<Located<String>>,
    /// The roles, in the order of the file.
    pub roles: Vec<Role>,
    /// Who holds which role.
    pub assignments: Vec<Assignment>,
    /// API keys that are meant to be.
    pub tokens: Vec<TokenDesign>,
    /// Administrators that are meant to be.
    pub admins: Admins,
    /// Logins that are meant to be shared.
    pub shared_allowed: Vec<SharedAllowed>,
}

/// One designed role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name, unique in the map.
    pub name: Located<String>,
    /// Roles whose groups, includes, cells and limits it has too.
    pub extends: Vec<Located<String>>,
    /// The ERP groups that make it up.
    pub groups: Vec<Located<String>>,
    /// ERP groups whose vendor-shipped rows are by design.
    pub includes: Vec<Located<String>>,
    /// Designed cells.
    pub grants: Vec<CellRule>,
    /// Resources that the role must not reach at all.
    pub must_not: Vec<Located<Pattern>>,
    /// Designed record scopes.
    pub records: Vec<RecordDesign>,
    /// Designed fields.
    pub fields: Vec<FieldRule>,
    /// How to log in as the role.
    pub probe: Option<Probe>,
}

/// One row of a role's matrix.
#[derive(Debug, Clone)]
pub struct CellRule {
    /// On what.
    pub resource: Located<Pattern>,
    /// What is allowed and what is denied; everything else stays unspecified.
    pub access: Located<Access>,
}

/// What one cell says: an operation is allowed, denied or not mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Allowed by design.
    pub allow: OpSelection,
    /// Denied by design; stronger than allowed.
    pub deny: OpSelection,
}

/// Some operations, or every operation that the system has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpSelection {
    /// Every operation of the system.
    All,
    /// These.
    Named(BTreeSet<OpName>),
}

impl Default for OpSelection {
    fn default() -> Self {
        Self::Named(BTreeSet::new())
    }
}

impl OpSelection {
    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Named(names) if names.is_empty())
    }

    /// Selects what the other selects, too.
    pub(super) fn add(&mut self, other: &Self) {
        match (self, other) {
            (Self::All, _) => {}
            (all, Self::All) => *all = Self::All,
            (Self::Named(names), Self::Named(more)) => names.extend(more.iter().cloned()),
        }
    }
}

/// The name of an operation in the words of role maps: `read`, `write`, `create`, `delete` for what every ERP has
/// (`unlink` and `update` are read as `delete` and `write`), else the ERP's own name in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpName(pub String);

/// One designed record scope.
#[derive(Debug, Clone)]
pub struct RecordDesign {
    /// On what.
    pub resource: Located<String>,
    /// Which rows.
    pub scope: Located<RecordScope>,
}

/// One designed field.
#[derive(Debug, Clone)]
pub struct FieldRule {
    /// The resource: the key up to its last dot.
    pub resource: Located<String>,
    /// The field: the key behind its last dot.
    pub field: String,
    /// What is allowed on it; `none` means neither read nor write.
    pub access: Located<Access>,
}

/// How to log in as a role.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The login.
    pub login: Located<String>,
    /// Where its secret is: `env:NAME`, `file:PATH` or `stdin`; never the secret.
    pub secret: Located<String>,
    /// What the secret is; without it, its form tells.
    pub kind: Option<SecretKind>,
}

/// Someone holds a role.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Whose logins.
    pub who: Located<Glob>,
    /// Which role.
    pub role: Located<String>,
    /// The person behind the login.
    pub person: Option<String>,
    /// Where the person works.
    pub department: Option<String>,
}

/// One API key that is meant to be.
#[derive(Debug, Clone)]
pub struct TokenDesign {
    /// Its name in the ERP.
    pub name: Located<String>,
    /// Whose it is.
    pub owner: Option<Located<String>>,
    /// What it may do.
    pub may: Vec<CellRule>,
    /// The scopes it has in the ERP.
    pub scopes: Vec<Located<String>>,
    /// Longest life, in days.
    pub expires_within_days: Option<Located<u32>>,
    /// Longest time between rotations, in days.
    pub rotate_every_days: Option<Located<u32>>,
}

/// Administrators that are meant to be.
#[derive(Debug, Clone, Default)]
pub struct Admins {
    /// Logins.
    pub allowed: Vec<Located<String>>,
    /// Sealed logins for emergencies.
    pub break_glass: Vec<BreakGlass>,
}

/// A sealed login for emergencies.
#[derive(Debug, Clone)]
pub struct BreakGlass {
    /// The login.
    pub login: Located<String>,
    /// Who keeps it.
    pub custodian: Option<String>,
    /// Kept under seal.
    pub sealed: bool,
}

/// A login that is meant to be shared.
#[derive(Debug, Clone)]
pub struct SharedAllowed {
    /// The login.
    pub login: Located<String>,
    /// Why.
    pub reason: Option<String>,
}
