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
}

impl Domain {
    /// Every domain, in the order of reports.
    pub const ALL: [Self; 15] = [
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
