//! The things of a snapshot: users, groups, grants, rules and what an auditor needs around them.

use serde::{Deserialize, Serialize};

use crate::model::{CompanyIx, GroupIx, Ops, Origin, ResourceIx, UserIx};

/// What sort of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserKind {
    /// Works in the company.
    Internal,
    /// A customer or supplier with a login of their own.
    External,
    /// Stands for every caller without a login.
    Anonymous,
    /// The ERP's own account or a template for new users; nobody logs in as it.
    System,
    /// None of the groups that would tell.
    Unclassified,
}

/// Whether something is there, without saying what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It is set.
    Present,
    /// It is not set.
    Absent,
    /// The collector may not know.
    Unknown,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Unique name in outputs: the login, with `#id` behind it where a system has the login twice.
    pub key: Box<str>,
    /// The login, where it differs from the key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub login: Option<Box<str>>,
    /// The ERP's own id; changes with a restore elsewhere, so it never enters a fingerprint.
    pub id: Box<str>,
    /// Display name.
    pub name: Box<str>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<Box<str>>,
    /// What sort of account.
    pub kind: UserKind,
    /// May log in.
    pub active: bool,
    /// Bypasses every check.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub superuser: bool,
    /// Home company.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub company: Option<CompanyIx>,
    /// Companies that the user may switch to.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub companies: Vec<CompanyIx>,
    /// ISO 8601 UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created: Option<Box<str>>,
    /// Last recorded login, ISO 8601 UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_login: Option<Box<str>>,
    /// A password is stored.
    pub password: Presence,
    /// A second factor is set up.
    pub second_factor: Presence,
    /// Signs in through this provider.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub provider: Option<Box<str>>,
}

impl User {
    /// The login as typed at sign-in.
    pub fn login(&self) -> &str {
        self.login.as_deref().unwrap_or(&self.key)
    }

    /// Whether requests are served as this user: an account that may sign in, or the one for those without a login,
    /// which Odoo keeps inactive (16 to 19, `res_users` row `base.public_user`).
    pub fn in_use(&self) -> bool {
        self.active || self.kind == UserKind::Anonymous
    }
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// The ERP's own id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The company it is a branch of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent: Option<CompanyIx>,
    /// In use.
    pub active: bool,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Unique stable name: the technical name, else the full name.
    pub key: String,
    /// As people see it, such as `Sales / Administrator`; a role map may use it too.
    pub full_name: String,
    /// The ERP's own id.
    pub id: String,
    /// The kind of account that the group makes, for groups that do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub makes: Option<UserKind>,
    /// Whoever holds it can give any right to anyone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub administers: bool,
    /// Who made it.
    pub origin: Origin,
    /// When a person last wrote to it, ISO 8601 UTC, if anyone did since it was made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed: Option<String>,
}

/// A user is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Membership(pub UserIx, pub GroupIx);

/// A group brings another: the first implies the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Implication(pub GroupIx, pub GroupIx);

/// A model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Technical name.
    pub key: String,
    /// As people see it.
    pub name: String,
    /// Holds wizards' scratch rows that nobody keeps.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub transient: bool,
    /// The ERP's own program narrows the rows further than any rule says, so rules alone tell too much.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub narrowed_by_code: bool,
    /// Who made it.
    pub origin: Origin,
}

/// Rows of `resource` lean on rows of `parent` through `field`: rules on the parent narrow them too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// The leaning resource.
    pub resource: ResourceIx,
    /// The resource leaned on.
    pub parent: ResourceIx,
    /// The link.
    pub field: String,
}

/// To whom a grant speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grantee {
    /// Everyone, callers without a login included.
    Everyone,
    /// Members of a group.
    Group(GroupIx),
}

/// A row that allows operations on a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// On what.
    pub resource: ResourceIx,
    /// To whom.
    pub to: Grantee,
    /// What.
    pub ops: Ops,
    /// A row switched off grants nothing; it is kept because someone may switch it on.
    pub active: bool,
    /// Stable name: the technical name, else the row's label.
    pub key: String,
    /// Who made it.
    pub origin: Origin,
}

/// A row that narrows operations to the records that its filter lets through.
///
/// Rules without groups all hold together; of the rules with groups, those of the user's groups are alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// On what.
    pub resource: ResourceIx,
    /// Stable name: the technical name, else the row's label.
    pub key: String,
    /// For which operations.
    pub ops: Ops,
    /// For whom; nobody named means everyone.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<GroupIx>,
    /// The condition, in the language that [`Semantics`](super::Semantics) names; empty means every record.
    pub filter: String,
    /// Switched on.
    pub active: bool,
    /// Who made it.
    pub origin: Origin,
}

/// A field of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Whose.
    pub resource: ResourceIx,
    /// Technical name.
    pub name: String,
    /// The ERP's name of its type.
    #[serde(rename = "type")]
    pub field_type: String,
    /// The resource it links to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relation: Option<String>,
    /// Added by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub custom: bool,
    /// Kept in the database, and the same for every reader: neither worked out when read nor kept by company or by
    /// language. A rule's condition on any other field cannot be judged by the value that one reader sees.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub stored: bool,
    /// Who may see and change it, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guard: Option<FieldGuard>,
    /// Groups written on the field in the database, which the ERP does not enforce.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unenforced_groups: Vec<GroupIx>,
}

/// Who may see and change a field, apart from the resource's own access.
///
/// Odoo 16 to 19: `fields_get` shows the `groups` of a field to whoever may see the field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldGuard {
    /// Whoever may read or write the resource.
    Open,
    /// Members of one of these groups who are in none of the others. With no group at all in `any`, everybody who is in
    /// none of the others.
    Groups {
        /// One of these.
        any: Vec<GroupIx>,
        /// None of these.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        none: Vec<GroupIx>,
    },
    /// Nobody but the ERP itself.
    Nobody,
    /// Seen by these accounts and not by those; of all others nothing is known. Sorted.
    Observed {
        /// They see it.
        seen_by: Vec<UserIx>,
        /// They do not.
        hidden_from: Vec<UserIx>,
    },
}

/// An API key or a trusted device; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// `api-key` or `trusted-device`.
    pub kind: String,
    /// The name its owner gave it.
    pub name: String,
    /// Whose rights it carries.
    pub owner: UserIx,
    /// What it may be used for, where the ERP stores that; none means everything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scope: Option<String>,
    /// ISO 8601 UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created: Option<String>,
    /// ISO 8601 UTC; none means never.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<String>,
}

impl Token {
    /// A key for programs, rather than a browser that need not show a second factor.
    pub fn is_api_key(&self) -> bool {
        self.kind == Self::API_KEY
    }

    /// The [`Token::kind`] of keys for programs.
    pub const API_KEY: &'static str = "api-key";

    /// Past its end when the snapshot was taken. Times are ISO 8601 UTC, which sort like the moments that they name.
    pub fn is_expired(&self, snapshot: &super::Snapshot) -> bool {
        self.expires.as_deref().is_some_and(|end| end < snapshot.system.taken_at.as_str())
    }

    /// Lets somebody in: not expired, and its owner may log in.
    pub fn is_alive(&self, snapshot: &super::Snapshot) -> bool {
        !self.is_expired(snapshot) && snapshot.user(self.owner).active
    }
}

/// A system-wide setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value, only for settings that the connector knows to hold no secret.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
}

/// A sign-in provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name.
    pub name: String,
    /// Offered at sign-in.
    pub enabled: bool,
    /// Where tokens are checked; host and path only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub endpoint: Option<String>,
}

/// A part of the interface that groups show or hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurfaceKind {
    /// A menu entry; hiding it protects nothing.
    Menu,
    /// A window; hiding it protects nothing.
    Window,
    /// A report entry; hiding it protects nothing.
    Report,
    /// Code or an update that runs on the server; its groups are enforced.
    ServerAction,
}

/// A menu, action or report that names groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// What it is.
    pub kind: SurfaceKind,
    /// Stable name: the technical name, else the label.
    pub key: String,
    /// The resource it shows or runs on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resource: Option<ResourceIx>,
    /// For whom.
    pub groups: Vec<GroupIx>,
    /// Who made it.
    pub origin: Origin,
}

/// An installed module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Technical name.
    pub name: String,
    /// Installed version.
    pub version: String,
}
