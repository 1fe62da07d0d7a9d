//! What lets programs in, and the settings around it; never a secret.

use std::collections::BTreeMap;

use super::entities::Id;
use super::mapper::Mapper;
use super::table::Slot;
use crate::model::UserIx;
use crate::snapshot::{Setting, Token};
use crate::yaml::words::quote;

/// A setting with one of these in its name may be a secret, so that its value is not kept.
const SECRETS: [&str; 7] = ["password", "passwd", "secret", "token", "api_key", "apikey", "private"];

impl Mapper<'_> {
    pub(super) fn tokens(&mut self) {
        let mut tokens: Vec<Token> = Vec::new();
        self.each(Id::Tokens, |mapper, at| {
            let owner = mapper.needed(Id::Tokens, at, "user").map(UserIx);
            let Some(mut row) = mapper.row(Id::Tokens, at) else { return };
            let kind = row.word("kind").unwrap_or(Token::API_KEY).to_owned();
            let token = Token {
                name: row.text("name").unwrap_or(&kind).to_owned(),
                owner: owner.unwrap_or(UserIx(0)),
                scope: row.text("scope").map(str::to_owned),
                created: row.time("created"),
                expires: row.time("expires"),
                outlives_owner: row.flag_or("outlives_owner", false),
                scope_unchecked: row.flag_or("scope_unchecked", false),
                kind,
            };
            tokens.extend(owner.map(|_| token));
        });
        tokens.sort_by(|a, b| {
            let by = |token: &Token| {
                let Token { owner, kind, name, created, expires, scope, .. } = token.clone();
                (owner, kind, name, created, expires, scope)
            };
            by(a).cmp(&by(b))
        });
        self.snapshot.tokens = tokens;
    }

    pub(super) fn settings(&mut self) {
        let mut settings: BTreeMap<String, Option<String>> = BTreeMap::new();
        self.each(Id::Settings, |mapper, at| {
            let Some(mut row) = mapper.row(Id::Settings, at) else { return };
            let Some(key) = row.needed("key").map(str::to_owned) else { return };
            let value = row.text("value").map(str::to_owned);
            let secret = SECRETS.iter().any(|word| key.to_lowercase().contains(word));
            if settings.contains_key(&key) {
                let message = format!("the setting {} is there twice", quote(&key));
                row.problem(Slot::Named("key"), &message, None);
            }
            settings.insert(key, value.filter(|_| !secret));
        });
        self.snapshot.settings = settings.into_iter().map(|(key, value)| Setting { key, value }).collect();
    }
}
