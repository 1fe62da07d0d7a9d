//! What one system said at one moment: one shape for every ERP, versioned, canonical, hashed, free of secrets.
//!
//! Connectors fill it; everything behind them reads it and nothing else. What an ERP means by its rows is declared in
//! [`Semantics`], so that `access` alone evaluates and nobody asks which ERP it is.

mod coverage;
mod file;
mod tables;
mod things;

pub use coverage::{Count, Coverage, Domain, State};
pub use file::{ReadError, WriteError, content_hash, read, write};
pub use things::{
    Company, Delegation, Field, FieldGuard, Grant, Grantee, Group, Implication, Membership, Module, Presence, Provider,
    Resource, Rule, Setting, Surface, SurfaceKind, Token, User, UserKind,
};

use serde::{Deserialize, Serialize};

use crate::model::Operation;

/// The version of the shape; a snapshot of another version is refused with a clear error.
pub const FORMAT: u32 = 1;

/// One system at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Where it came from.
    pub system: System,
    /// What the rows mean.
    pub semantics: Semantics,
    /// The operations that the ERP guards, at most 32.
    pub operations: Vec<Operation>,
    /// Companies.
    pub companies: Vec<Company>,
    /// Users of every kind, sorted by key.
    pub users: Vec<User>,
    /// Groups, sorted by key.
    pub groups: Vec<Group>,
    /// Who is in which group, as stored.
    pub memberships: Vec<Membership>,
    /// Which group brings which.
    pub implications: Vec<Implication>,
    /// Models, sorted by key.
    pub resources: Vec<Resource>,
    /// Resources whose rows lean on another resource's rows.
    pub delegations: Vec<Delegation>,
    /// Rows that allow.
    pub grants: Vec<Grant>,
    /// Rows that narrow an allowed operation to some records.
    pub rules: Vec<Rule>,
    /// Fields.
    pub fields: Vec<Field>,
    /// API keys and trusted devices; never the key.
    pub tokens: Vec<Token>,
    /// Settings; the value only of those that are known to hold no secret.
    pub settings: Vec<Setting>,
    /// Sign-in providers.
    pub providers: Vec<Provider>,
    /// Menus, actions and reports, by group.
    pub surfaces: Vec<Surface>,
    /// Installed modules.
    pub modules: Vec<Module>,
    /// What was looked at and what was not.
    pub coverage: Vec<Coverage>,
    /// Every entity counted by a second path.
    pub population: Vec<Count>,
}

/// Where a snapshot came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The kind of connector: `odoo` …; printed, never asked.
    pub kind: String,
    /// The name by which outputs and fingerprints call it: the configured name, else the database's.
    pub name: String,
    /// The ERP's series, such as `18.0`.
    pub version: String,
    /// Database name.
    pub database: String,
    /// How it was read, such as `postgresql 15.18`.
    pub source: String,
    /// The login that collected, as the system knows it.
    pub collector: String,
    /// The system's clock at the start, ISO 8601 UTC.
    pub taken_at: String,
    /// Version of rolecall.
    pub tool: String,
}

/// What an ERP means by its rows; declared by the connector, evaluated in `access` alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Semantics {
    /// Which groups count for a user.
    pub membership: MembershipRule,
    /// The language of [`Rule::filter`].
    pub rule_language: RuleLanguage,
    /// Operations for which a rule of the delegated resource narrows the leaning one too ([`Delegation`]).
    pub delegated_operations: crate::model::Ops,
    /// How an outsider would call a group that has no technical name, for messages: `Category / Name`.
    pub group_form: String,
}

/// Which groups count for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MembershipRule {
    /// The stored rows and nothing else: implied groups were written as rows when the implication was made.
    Stored,
    /// The stored rows and everything they imply.
    Closure,
}

/// The language in which record rules are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLanguage {
    /// A Python expression that gives a list of terms in prefix notation.
    OdooDomain,
}
