//! The things of a snapshot: users, groups, grants, rules and what an auditor needs around them.

use fixedbitset::FixedBitSet;
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

impl UserKind {
    /// Nobody who works in the company.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::External | Self::Anonymous)
    }
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

    /// Whether somebody can sign in as the account: the ERP's own accounts are among them where they are active.
    pub fn signs_in(&self) -> bool {
        self.active && self.kind != UserKind::Anonymous
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

/// To whom an ERP gives a group by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Every caller, with a login or without one. Frappe 14 to 17: the role `Guest`.
    Everyone,
    /// Whoever signs in. Frappe 14 to 17: the role `All`.
    SignedIn,
    /// Whoever works in the company. Frappe 15 to 17: the role `Desk User`, for users of the type `System User`.
    Internal,
}

impl Audience {
    /// Whether accounts of a kind are among them.
    pub fn covers(self, kind: UserKind) -> bool {
        match self {
            Self::Everyone => true,
            Self::SignedIn => kind != UserKind::Anonymous,
            Self::Internal => matches!(kind, UserKind::Internal | UserKind::System),
        }
    }

    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everyone => "everyone, callers without a login included",
            Self::SignedIn => "everyone who signs in",
            Self::Internal => "everyone who works in the company",
        }
    }
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
    /// To whom the ERP gives the group by itself. Nobody is made a member of such a group, so no membership is stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given_to: Option<Audience>,
    /// Whoever holds it can give any right to anyone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub administers: bool,
    /// It counts for nothing, and what it implies still counts. Tryton 8.2: `res_group.active` (`res/user.py`, `get_groups`).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub inactive: bool,
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

/// What the rows of a resource are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Records of their own.
    #[default]
    Records,
    /// Parts of other resources' records ([`Delegation`]), without access rows of their own. Frappe: child tables.
    Parts,
    /// One row and never another. Frappe: single doctypes.
    Single,
}

impl Shape {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
    fn is_records(&self) -> bool {
        *self == Self::Records
    }
}

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
    /// Operations that the ERP refuses on it to all but accounts that bypass every check, whatever its rows say.
    /// Frappe 14 to 17: `submit` where the doctype is not submittable, `import` where it may not be imported.
    #[serde(skip_serializing_if = "no_ops", default)]
    pub closed: Ops,
    /// Operations that whoever signs in may do where no row speaks to them, and all that accounts that bypass the rows may
    /// do ([`Semantics::open_by_default`](super::Semantics::open_by_default)).
    #[serde(skip_serializing_if = "no_ops", default)]
    pub unguarded: Ops,
    /// Operations of which the source does not tell whether they are among `unguarded`. Tryton 8.2: the database does not
    /// mark singletons and models that are queries.
    #[serde(skip_serializing_if = "no_ops", default)]
    pub unsure: Ops,
    /// What its rows are.
    #[serde(skip_serializing_if = "Shape::is_records", default)]
    pub shape: Shape,
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
    /// It allows on the caller's own records alone, apart from [`Semantics::own_free`](super::Semantics::own_free).
    /// Frappe 14 to 17: `if_owner`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub own: bool,
    /// 0 speaks about the resource; a higher level about its fields of that level alone. Frappe 14 to 17: `permlevel`.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub level: u32,
    /// Shipped, and replaced as a whole by rows made later, so not active. Frappe 14 to 17: a `DocPerm` row of a doctype
    /// with any `Custom DocPerm` row.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub superseded: bool,
    /// Operations of which the row does not tell whether it allows them: where no other row does, they are *not assessed* for
    /// those to whom it speaks.
    #[serde(skip_serializing_if = "no_ops", default)]
    pub unsure: Ops,
    /// Stable name: the technical name, else the row's label.
    pub key: String,
    /// Who made it.
    pub origin: Origin,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
pub(super) fn no_ops(ops: &Ops) -> bool {
    ops.is_empty()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_zero(level: &u32) -> bool {
    *level == 0
}

/// A row that narrows operations to the records that its filter lets through.
///
/// Rules without groups all hold together, unless they are alternatives for everybody; of the rules with groups, those of the
/// user's groups are alternatives.
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
    /// An alternative for everybody, whatever groups it names. Tryton 8.2: `ir_rule_group.default_p`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub alternative: bool,
    /// An alternative for accounts that bypass the rows and for nobody else. Tryton 8.2: a group of rules that is neither global
    /// nor default and names no groups.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub for_superusers: bool,
    /// The condition, in the language that [`Semantics`](super::Semantics) names; empty means every record.
    pub filter: String,
    /// Switched on.
    pub active: bool,
    /// Who made it.
    pub origin: Origin,
}

impl Rule {
    /// Whether it speaks to an account in these groups.
    pub fn speaks_to(&self, groups: &FixedBitSet, superuser: bool) -> bool {
        if self.for_superusers {
            return superuser;
        }
        let held = |group: &GroupIx| groups.contains(group.index());
        self.alternative || self.groups.is_empty() || self.groups.iter().any(held)
    }

    /// Whether it is one of several of which one is enough.
    pub fn is_alternative(&self) -> bool {
        self.alternative || self.for_superusers || !self.groups.is_empty()
    }
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
