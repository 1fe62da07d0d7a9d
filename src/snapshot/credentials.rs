//! What lets somebody in: keys, tokens, sign-in providers, and the settings around them; never a secret.

use serde::{Deserialize, Serialize};

use crate::model::UserIx;

/// An API key or a trusted device; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// `api-key`, `oauth-bearer` or `trusted-device`.
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
    /// It lets in although its owner is switched off. Frappe: API keys in 14; OAuth bearers in 14 and 15, and in 16 before
    /// the change of February 2026.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub outlives_owner: bool,
    /// The scope is written and never checked, so the token does everything that its owner may. Frappe 14 to 17: the
    /// scopes of OAuth bearers.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub scope_unchecked: bool,
}

impl Token {
    /// A key for programs, rather than a browser that need not show a second factor.
    pub fn is_api_key(&self) -> bool {
        self.kind != Self::TRUSTED_DEVICE
    }

    /// A key with which a program does everything that its owner may: none that is for something else, such as a mail plugin.
    pub fn acts_as_owner(&self, snapshot: &super::Snapshot) -> bool {
        let full = &snapshot.semantics.scopes_of_owner;
        let narrowed = |scope: &String| !self.scope_unchecked && !full.is_empty() && !full.contains(scope);
        self.is_api_key() && !self.scope.as_ref().is_some_and(narrowed)
    }

    /// The [`Token::kind`] of keys for programs.
    pub const API_KEY: &'static str = "api-key";
    /// The [`Token::kind`] of OAuth access tokens.
    pub const OAUTH_BEARER: &'static str = "oauth-bearer";
    /// The [`Token::kind`] of browsers that need not show a second factor.
    pub const TRUSTED_DEVICE: &'static str = "trusted-device";

    /// Past its end when the snapshot was taken. Times are ISO 8601 UTC, which sort like the moments that they name.
    pub fn is_expired(&self, snapshot: &super::Snapshot) -> bool {
        self.expires.as_deref().is_some_and(|end| end < snapshot.system.taken_at.as_str())
    }

    /// Lets somebody in: not expired, and its owner may log in or need not.
    pub fn is_alive(&self, snapshot: &super::Snapshot) -> bool {
        !self.is_expired(snapshot) && (self.outlives_owner || snapshot.user(self.owner).active)
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
