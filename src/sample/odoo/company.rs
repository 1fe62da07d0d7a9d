//! What a sample server serves.

use crate::model::UserIx;
use crate::sample::store::digest;
use crate::snapshot::{Snapshot, Token};

/// A company to serve: the users, groups, grants, rules and keys of a snapshot. Business rows come by themselves.
#[derive(Debug, Clone)]
pub struct SampleCompany {
    snapshot: Snapshot,
    values: Option<(String, i64)>,
}

impl SampleCompany {
    /// The name of the keys that [`SampleCompany::with_key`] gives.
    pub const KEY: &'static str = "rolecall probe";

    /// The company of a snapshot.
    pub fn new(snapshot: &Snapshot) -> Self {
        Self { snapshot: snapshot.clone(), values: None }
    }

    /// Gives an account an API key that does not end; an unknown login gets none.
    #[must_use]
    pub fn with_key(mut self, login: &str) -> Self {
        if let Some(at) = self.snapshot.users.iter().position(|user| user.login() == login) {
            self.snapshot.tokens.push(Token {
                kind: Token::API_KEY.to_owned(),
                name: Self::KEY.to_owned(),
                owner: UserIx::new(at),
                scope: Some("rpc".to_owned()),
                created: Some(self.snapshot.system.taken_at.clone()),
                expires: None,
                outlives_owner: false,
                scope_unchecked: false,
            });
        }
        self
    }

    /// Gives every business row this text and amounts from this one on, so that they can be recognised wherever they appear.
    #[must_use]
    pub fn with_values(mut self, text: &str, amount: i64) -> Self {
        self.values = Some((text.to_owned(), amount));
        self
    }

    /// The password of an account; nobody takes it for a key.
    pub fn password(login: &str) -> String {
        format!("Pw-{}", derived("password", login))
    }

    /// The key with a name of an account.
    pub fn key(login: &str, name: &str) -> String {
        derived(name, login)
    }

    /// What business rows hold, if nothing plain.
    pub(super) fn values(&self) -> Option<(&str, i64)> {
        self.values.as_ref().map(|(text, amount)| (text.as_str(), *amount))
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}

/// Forty characters, as many as an Odoo key has.
fn derived(what: &str, login: &str) -> String {
    digest(&format!("{what}\n{login}")).chars().take(40).collect()
}
