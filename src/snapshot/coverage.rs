//! What was looked at, what was not, and the proof that nobody was overlooked.

use serde::{Deserialize, Serialize};

/// A part of a system that an audit can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Accounts of every kind.
    Accounts,
    /// Groups, who is in them, what they imply.
    Memberships,
    /// Grants on resources.
    ModelAccess,
    /// Record rules.
    Records,
    /// Which fields each group may see and change.
    Fields,
    /// API keys and trusted devices.
    Tokens,
    /// Whether accounts have passwords.
    Passwords,
    /// Whether accounts have second factors.
    SecondFactors,
    /// When accounts were last used.
    LastLogins,
    /// System-wide settings.
    Settings,
    /// Sign-in providers.
    Providers,
    /// Menus, actions and reports by group.
    Surfaces,
    /// Installed modules.
    Modules,
    /// Companies and who may work in them.
    Companies,
    /// Where each row came from.
    Origins,
    /// Which people stand behind accounts.
    People,
    /// How accounts are in use.
    Sessions,
    /// What new accounts are born with.
    NewUsers,
    /// Whether well-known passwords open accounts.
    DefaultPasswords,
    /// Secrets of third parties.
    Credentials,
    /// Accounts of the database.
    Database,
    /// Files of the server.
    ServerFiles,
    /// JSON Web Tokens in files.
    Jwts,
    /// What views hide.
    Views,
    /// Of what the ERP keeps who changed it.
    Trails,
}

impl Domain {
    /// What every audit looks at; record rules and fields only where the map designs them, the rest where somebody asks.
    pub const OF_EVERY_AUDIT: [Self; 4] = [Self::Accounts, Self::Memberships, Self::ModelAccess, Self::Tokens];

    /// Every domain, in the order of reports; those behind the core ones are there only where a connector says so.
    pub const ALL: [Self; 25] = [
        Self::Accounts,
        Self::Memberships,
        Self::ModelAccess,
        Self::Records,
        Self::Fields,
        Self::Tokens,
        Self::Passwords,
        Self::SecondFactors,
        Self::LastLogins,
        Self::Settings,
        Self::Providers,
        Self::Surfaces,
        Self::Modules,
        Self::Companies,
        Self::Origins,
        Self::People,
        Self::Sessions,
        Self::NewUsers,
        Self::DefaultPasswords,
        Self::Credentials,
        Self::Database,
        Self::ServerFiles,
        Self::Jwts,
        Self::Views,
        Self::Trails,
    ];

    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Memberships => "memberships",
            Self::ModelAccess => "model access",
            Self::Records => "record rules",
            Self::Fields => "fields",
            Self::Tokens => "tokens",
            Self::Passwords => "passwords",
            Self::SecondFactors => "second factors",
            Self::LastLogins => "last logins",
            Self::Settings => "settings",
            Self::Providers => "sign-in providers",
            Self::Surfaces => "menus and actions",
            Self::Modules => "modules",
            Self::Companies => "companies",
            Self::Origins => "origins",
            Self::People => "people behind accounts",
            Self::Sessions => "sessions",
            Self::NewUsers => "the template of new accounts",
            Self::DefaultPasswords => "trials of well-known passwords",
            Self::Credentials => "secrets of third parties",
            Self::Database => "accounts of the database",
            Self::ServerFiles => "files of the server",
            Self::Jwts => "JSON Web Tokens in files",
            Self::Views => "fields that views hide",
            Self::Trails => "audit trails",
        }
    }

    /// Those that every connector looks at, or says why not: all up to [`Domain::Origins`].
    pub fn core() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|domain| domain.is_core())
    }

    /// Whether silence about it means that it was looked at.
    pub fn is_core(self) -> bool {
        self <= Self::Origins
    }

    /// Why a snapshot that does not mention the domain holds none of it.
    pub fn unmentioned(self) -> &'static str {
        match self {
            Self::DefaultPasswords => "not asked for: `--check-default-passwords` tries them against the stored hashes",
            Self::Database => "only a collector that reads the database itself sees it",
            Self::ServerFiles => "none was named: `--server-file FILE` looks at one",
            Self::Jwts => "none was named: `--jwt-file FILE` looks into one",
            _ => "the snapshot says nothing about it",
        }
    }
}

/// How much of a domain the snapshot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All of it, counted twice.
    Assessed,
    /// Some rows are missing or the two counts differ.
    Incomplete,
    /// None of it.
    NotAssessed,
}

/// The state of one domain, with the reason where it is not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Which.
    pub domain: Domain,
    /// How much.
    pub state: State,
    /// Why, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// One entity counted twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What was counted, such as `users`.
    pub entity: String,
    /// The domain that depends on it.
    pub domain: Domain,
    /// Rows in the snapshot.
    pub collected: u64,
    /// Rows by the second path.
    pub counted: u64,
    /// The second path, such as the query.
    pub method: String,
}
