//! What one system said at one moment: one shape for every ERP, versioned, canonical, hashed, free of secrets.
//!
//! Connectors fill it; everything behind them reads it and nothing else. What an ERP means by its rows is declared in
//! [`Semantics`], so that `access` alone evaluates and nobody asks which ERP it is.

mod check;
mod coverage;
mod credentials;
mod dangling;
mod exposure;
mod fields;
mod file;
mod machine;
mod people;
mod sharing;
mod surfaces;
mod tables;
mod things;

pub use coverage::{Count, Coverage, Domain, State};
pub use credentials::{Provider, Setting, Token};
pub use dangling::{Broken, Dangling};
pub use exposure::{
    Credential, DatabaseRole, DefaultPassword, FileFact, FileNote, HiddenInView, JwtSeen, OpenDoor, ServerFile,
};
pub use fields::{Field, FieldGuard, FieldRow, ShippedGuard};
pub use file::{ReadError, WriteError, content_hash, read, write};
pub use machine::MachineClock;
pub use people::{NewUsers, Person, SessionUse};
pub use sharing::{Limit, LimitReach, Share};
pub use surfaces::{Code, Surface, SurfaceKind};
pub use things::{
    Audience, Company, Delegation, Grant, Grantee, Group, Implication, Membership, Module, Presence, Resource, Rule,
    Shape, User, UserKind,
};

use serde::{Deserialize, Serialize};

use crate::model::{OpIx, Operation, Ops, ResourceIx};

/// The version of the shape; a snapshot of another version is refused with a clear error.
pub const FORMAT: u32 = 4;

/// One system at one moment. By default nothing is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Records shared with people.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shares: Vec<Share>,
    /// People limited to records.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub limits: Vec<Limit>,
    /// What those limits narrow.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub limited_by: Vec<LimitReach>,
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
    /// Programs that are kept in the database.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub code: Vec<Code>,
    /// The people behind accounts, sorted by account.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub people: Vec<Person>,
    /// How accounts were in use, sorted by account.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sessions: Vec<SessionUse>,
    /// What new accounts are born with, where the ERP has a template.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub new_users: Option<NewUsers>,
    /// Accounts that a well-known password opens.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub default_passwords: Vec<DefaultPassword>,
    /// Secrets of third parties, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub credentials: Vec<Credential>,
    /// The database's own accounts, sorted by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub database_roles: Vec<DatabaseRole>,
    /// Ways into the database without a password.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub open_doors: Vec<OpenDoor>,
    /// Files and folders of the server that somebody named.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub server_files: Vec<ServerFile>,
    /// JWTs that were found in files.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub jwts: Vec<JwtSeen>,
    /// Fields that views hide, sorted by resource and field.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hidden_in_views: Vec<HiddenInView>,
    /// Resources of which the ERP keeps who changed what, in order; nothing where that was not read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trails: Option<Vec<ResourceIx>>,
    /// Installed modules.
    pub modules: Vec<Module>,
    /// What points at nothing, is written twice and not alike, or could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dangling: Vec<Dangling>,
    /// What was looked at and what was not.
    pub coverage: Vec<Coverage>,
    /// Every entity counted by a second path.
    pub population: Vec<Count>,
    /// The collecting machine's clock; nothing of a system that is made up.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub machine: Option<MachineClock>,
}

/// Where a snapshot came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own about an ERP")]
pub struct Semantics {
    /// Which groups count for a user.
    pub membership: MembershipRule,
    /// The language of [`Rule::filter`].
    pub rule_language: RuleLanguage,
    /// Operations for which a rule of the delegated resource narrows the leaning one too ([`Delegation`]).
    pub delegated_operations: Ops,
    /// Rows on a resource count for those that lean on it, too. Tryton 8.2: `__access__` (`ir/model.py`, `get_access`).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub rows_follow_delegations: bool,
    /// Of the rules that are alternatives, those of a resource and of the resources that it leans on are one set of
    /// alternatives. Tryton 8.2: `ir/rule.py`, `domain_get`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub alternatives_span_delegations: bool,
    /// Accounts that bypass the rows are held by rules like a member of every group, but for the ERP's own account. Tryton
    /// 8.2: `ir/rule.py`, `get`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub rules_bind_superusers: bool,
    /// A report is given to those alone who may read its resource, too. Tryton 8.2: `report/report.py`, `check_access`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub reports_need_read: bool,
    /// Where no row speaks to somebody who signed in, the ERP allows [`Resource::unguarded`]; accounts that bypass the rows
    /// have that and no more. Tryton 8.2: `ir/model.py`, `get_access`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub open_by_default: bool,
    /// Operations that the ERP says yes to on the resource as a whole where rows give them on own records alone
    /// ([`Grant::own`]); to the others it says no until it is asked about a record.
    #[serde(skip_serializing_if = "things::no_ops", default)]
    pub own_asked: Ops,
    /// Operations that rows for own records give in full.
    #[serde(skip_serializing_if = "things::no_ops", default)]
    pub own_free: Ops,
    /// The field that holds the login of a record's owner.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner_field: Option<String>,
    /// Whoever may do this is held by no limit ([`Limit`]).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limits_lifted_by: Option<(ResourceIx, OpIx)>,
    /// A record without the link that a limit asks about is refused, too.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub strict_limits: bool,
    /// Whoever is in a group that administers ([`Group::administers`]) can read the API secret of any account, so that an
    /// administrator can act as an account that bypasses every check. Frappe 14 to 17: `frappe.client.get_password` gives it to any
    /// `System Manager`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub administrators_read_keys: bool,
    /// Who can list the groups of every account. Frappe 14 and 15: whoever signs in, by reading `Has Role` as a part of `User`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub memberships_open_to: Option<Audience>,
    /// The operation that shows the values of masked fields.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unmask: Option<OpIx>,
    /// A sign-in is known only as long as its session is kept: none recorded does not mean never. Tryton 7.0 to 8.2: of
    /// sign-ins there are only the rows of `ir_session`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub sign_ins_forgotten: bool,
    /// When a key ends was not collected: one without [`Token::expires`] may have an end all the same.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub key_ends_unknown: bool,
    /// The only scopes ([`Token::scope`]) with which a key is let in as its owner; a key with another one does what that is
    /// for and nothing else. None where no scope narrows a key. Odoo 16 to 19: the API asks for `rpc`, and `_check_credentials`
    /// (`base/models/res_users.py`) takes keys of that scope and keys without one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub scopes_of_owner: Vec<String>,
    /// Keys for programs ([`Token::API_KEY`]) have no end, whoever makes them. Odoo 16 and 17: `res_users_apikeys` has no
    /// `expiration_date`; Frappe 14 to 17: `User.api_key`; Tryton 7.0 to 8.2: `res.user.application`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub keys_never_end: bool,
    /// How an outsider would call a group that has no technical name, for messages: `Category / Name`.
    pub group_form: String,
}

/// Which groups count for a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MembershipRule {
    /// The stored rows and nothing else: implied groups were written as rows when the implication was made.
    #[default]
    Stored,
    /// The stored rows and everything they imply.
    Closure,
}

/// The language in which record rules are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLanguage {
    /// The ERP has no such rules.
    #[default]
    None,
    /// How far a rule reaches, in one word ([`RecordScope::word`](crate::model::RecordScope::word)); of any other text it is
    /// unknown.
    Words,
    /// A Python expression that gives a list of terms in prefix notation.
    OdooDomain,
    /// An expression of `Q(…)` objects, of which nobody knows how several are put together. Fullfinity's public
    /// documentation, `security/record-rules`.
    Q,
    /// A list in JSON in which objects with a `__class__` are worked out when it is asked. Tryton 8.2: `ir_rule.domain`.
    Pyson,
}
