//! What a secret is, apart from the secret.

use serde::Deserialize;

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretKind {
    /// A person's password; never sent for an account with a second factor.
    Password,
    /// A key for programs.
    Key,
    /// A bearer token that an authorization server gave out (OAuth).
    Bearer,
}

impl SecretKind {
    /// Every kind, by the word that role maps and configurations use.
    pub const ALL: [(&'static str, Self); 3] =
        [("password", Self::Password), ("key", Self::Key), ("bearer", Self::Bearer)];

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind)
    }
}
