//! API keys, OAuth tokens and sign-in providers: whose, for what, until when. Never the key or the token.

use std::collections::{BTreeSet, HashMap};

use super::collector::Collector;
use super::queries::{API_KEYS, API_SECRETS, BEARERS, OAUTH_CLIENTS, PROVIDERS};
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::urls::host_and_path;
use crate::model::UserIx;
use crate::snapshot::{Provider, Token};

/// An account has one key at most, without a name of its own; a role map designs it by this one.
fn key_name(login: &str) -> String {
    format!("API key of {login}")
}

impl<S: Source> Collector<S> {
    /// Both kinds, sorted by owner, kind, name and age. Several of one app and owner have one name.
    pub(super) async fn tokens(&mut self) -> Result<(), ConnectError> {
        let mut tokens = self.api_keys().await?;
        tokens.extend(self.bearers().await?);
        let order = |token: &Token| {
            let Token { owner, kind, name, created, expires, scope, .. } = token.clone();
            (owner, kind, name, created, expires, scope)
        };
        tokens.sort_by_key(order);
        self.snapshot.tokens = tokens;
        Ok(())
    }

    /// Whoever has a key and a secret to it (`frappe/auth.py`, `validate_api_key_secret`).
    async fn api_keys(&mut self) -> Result<Vec<Token>, ConnectError> {
        let (mut keys, mut secrets) = (BTreeSet::new(), BTreeSet::new());
        self.reader
            .each(&API_KEYS, |row| {
                keys.insert(row.word(0)?);
                Ok(())
            })
            .await?;
        let told = self
            .reader
            .each(&API_SECRETS, |row| {
                secrets.insert(row.word(0)?);
                Ok(())
            })
            .await?;
        let with_both = keys.into_iter().filter(|user| !told || secrets.contains(user));
        let token = |(user, owner): (String, UserIx)| Token {
            kind: Token::API_KEY.to_owned(),
            name: key_name(&user),
            owner,
            scope: None,
            created: None,
            expires: None,
            outlives_owner: self.version.key_outlives_owner(),
            scope_unchecked: false,
        };
        Ok(with_both.filter_map(|user| self.user(&user).map(|owner| (user, owner))).map(token).collect())
    }

    /// Tokens that Frappe has not revoked.
    async fn bearers(&mut self) -> Result<Vec<Token>, ConnectError> {
        let mut apps: HashMap<String, String> = HashMap::new();
        self.reader
            .each(&OAUTH_CLIENTS, |row| {
                if let Some(app) = row.text(1)? {
                    apps.insert(row.word(0)?, app);
                }
                Ok(())
            })
            .await?;
        let outlives_owner = self.version.bearer_outlives_owner(&self.snapshot.system.version);
        let (zone, mut rows) = (&self.zone, Vec::new());
        self.reader
            .each(&BEARERS, |row| {
                let time = |at| Ok::<_, sqlx::Error>(row.text(at)?.and_then(|time| zone.utc(&time)));
                rows.push((row.word(0)?, row.word(1)?, row.text(2)?, time(3)?, time(4)?));
                Ok(())
            })
            .await?;
        let token = |(client, user, scope, created, expires): (String, String, _, Option<String>, _)| {
            let name = apps.get(&client).cloned().unwrap_or(client);
            let owner = self.user(&user)?;
            let kind = Token::OAUTH_BEARER.to_owned();
            Some(Token { kind, name, owner, scope, created, expires, outlives_owner, scope_unchecked: true })
        };
        Ok(rows.into_iter().filter_map(token).collect())
    }

    /// Services by which people may sign in.
    pub(super) async fn providers(&mut self) -> Result<(), ConnectError> {
        let providers = &mut self.snapshot.providers;
        self.reader
            .each(&PROVIDERS, |row| {
                let name = row.text(1)?.map_or_else(|| row.word(0), Ok)?;
                let endpoint = row.text(3)?.map(|url| host_and_path(&url));
                providers.push(Provider { name, enabled: row.tick(2)?, endpoint });
                Ok(())
            })
            .await?;
        providers.sort_by(|a, b| (&a.name, a.enabled, &a.endpoint).cmp(&(&b.name, b.enabled, &b.endpoint)));
        Ok(())
    }
}
