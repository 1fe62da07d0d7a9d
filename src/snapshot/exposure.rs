//! What lets somebody past the ERP: well-known passwords, secrets of third parties, the database's own accounts, files of the
//! server. Never a value.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Presence;
use crate::model::{Origin, ResourceIx, UserIx};

/// A password that everybody knows opens this account. Found by trying well-known ones against the stored hash, where the
/// collector was allowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultPassword {
    /// The account.
    pub user: UserIx,
    /// The public default that it is, by the name of the list's entry; never the password.
    pub known_as: String,
}

/// A secret that the ERP keeps to sign in somewhere else: a mail server, a payment provider, a web hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// What it is for: `mail server`, `payment provider`, `web hook` …
    pub kind: String,
    /// The record's own name.
    pub name: String,
    /// The resource that holds it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resource: Option<ResourceIx>,
    /// The fields that hold something.
    pub fields: Vec<String>,
    /// In use; nothing where the record does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub active: Option<bool>,
    /// When the record was last written, ISO 8601 UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<String>,
}

/// An account of the database that holds the ERP's data, as far as the collector's login may look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own that databases keep")]
pub struct DatabaseRole {
    /// Its name; in MariaDB with the host it may come from: `erp@%`.
    pub name: String,
    /// Can sign in to the ERP's database; in MariaDB, where that needs a right on it, one without any cannot.
    pub signs_in: bool,
    /// It may come from the server itself alone, as one of the name that the server gives itself. Nothing is said of names
    /// that mean that everywhere, such as `localhost`.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub from_here: bool,
    /// Bypasses the database's own rights, or may act as an account that does.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub superuser: bool,
    /// Owns the ERP's tables: as a rule the ERP itself.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub owner: bool,
    /// The one that collected.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub collector: bool,
    /// May give itself the rights of others: in `PostgreSQL` until 15 by putting itself into any role that is no superuser
    /// (`createrole`), in `MariaDB` by giving an account a new password (`CREATE USER`).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub makes_roles: bool,
    /// A password is stored.
    pub password: Presence,
    /// Tables about accounts and rights that it may read, its roles' rights included.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reads: Vec<String>,
    /// The same that it may write.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub writes: Vec<String>,
}

impl DatabaseRole {
    /// Its name as it would be on any server: who may come from the server alone is `erp@localhost`.
    pub fn usual_name(&self) -> Cow<'_, str> {
        match self.name.rsplit_once('@') {
            Some((user, _)) if self.from_here => format!("{user}@localhost").into(),
            _ => self.name.as_str().into(),
        }
    }
}

/// A way into the database without a password, as its own configuration says. `PostgreSQL`: a line of `pg_hba_file_rules`
/// with the method `trust`; `MariaDB`: an account without a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDoor {
    /// Where it stands: `pg_hba.conf:12`.
    pub at: String,
    /// For whom.
    pub role: String,
    /// From where: `local`, an address, `%`.
    pub from: String,
    /// How: `trust`, `no password`.
    pub method: String,
    /// Whatever `from` says, it opens to the server itself alone: that is the server's own name, or the server does not listen
    /// to other machines.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub from_here: bool,
}

/// A file or folder of the server that somebody named: what is in it by name, how it is protected; never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerFile {
    /// Its name, with as many folders above it as tell it from the others that were named.
    pub name: String,
    /// `odoo.conf`, `trytond.conf`, `site_config.json`, `json`, `.env`, `folder`; `file` where the format is not known.
    pub kind: String,
    /// Permission bits as `chmod` writes them, such as `640`; nothing where the system has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mode: Option<String>,
    /// A folder above lets others not come as far.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub sheltered: bool,
    /// What was named is a link; all the rest is about what it points at.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub through_link: bool,
    /// What is wrong with what it says, and what secrets it holds, by the name of the key.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<FileNote>,
}

/// One thing that a file of the server says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileNote {
    /// The key.
    pub key: String,
    /// Its line, from 1; 0 where the format has none.
    pub line: u32,
    /// What there is to say.
    pub says: FileFact,
}

/// What can be said about a key of a file without saying its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFact {
    /// A secret is written there.
    Secret,
    /// A secret that everybody knows is written there.
    DefaultSecret,
    /// The password of the pages that make, copy, download and drop whole databases is the one that everybody knows: it is
    /// written there, or the ERP takes it where nothing is.
    DefaultMaster,
    /// The list of databases is shown to whoever asks.
    DatabaseList,
    /// Made for developers: it shows or opens more than a production system should.
    DeveloperMode,
    /// The key is a file of the folder, and everybody on the server may read it.
    OpenFile,
}

/// A JWT that was found in a file: what it says of itself, read without its key; never the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtSeen {
    /// Where it was: `tokens.txt:3`, `.env:API_TOKEN`.
    pub at: String,
    /// How it says it was signed.
    pub algorithm: String,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issuer: Option<String>,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub audience: Vec<String>,
    /// What it may be used for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub scopes: Vec<String>,
    /// ISO 8601 UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issued: Option<String>,
    /// ISO 8601 UTC; none means never.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<String>,
}

impl JwtSeen {
    /// Past its end when the snapshot was taken.
    pub fn is_expired(&self, snapshot: &super::Snapshot) -> bool {
        self.expires.as_deref().is_some_and(|end| end < snapshot.system.taken_at.as_str())
    }
}

/// A field that a view shows to groups alone, or to nobody, which the API does not know of. Odoo 16 to 19: `groups=` and
/// `invisible="1"` on a field of `ir_ui_view.arch_db`; Frappe 14 to 17: a `Property Setter` of `hidden`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HiddenInView {
    /// Of what.
    pub resource: ResourceIx,
    /// The field's technical name.
    pub field: String,
    /// The view's stable name.
    pub view: String,
    /// The groups that it is shown to, by key; none means nobody.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shown_to: Vec<String>,
    /// Who made the view.
    pub origin: Origin,
}
