//! API keys and trusted devices: whose, for what, until when. Never the key, nor the piece of it in `index`.

use std::collections::HashMap;

use super::collector::Collector;
use super::queries::{API_KEY_EXPIRIES, API_KEYS, Query, TRUSTED_DEVICE_EXPIRIES, TRUSTED_DEVICES};
use super::source::Source;
use crate::connect::ConnectError;
use crate::snapshot::Token;

pub(super) const API_KEY: &str = Token::API_KEY;
pub(super) const TRUSTED_DEVICE: &str = "trusted-device";

impl<S: Source> Collector<S> {
    /// Both kinds, sorted by owner and name.
    pub(super) async fn tokens(&mut self) -> Result<(), ConnectError> {
        let mut tokens = self.tokens_of(API_KEY, &API_KEYS, &API_KEY_EXPIRIES).await?;
        let devices = self.tokens_of(TRUSTED_DEVICE, &TRUSTED_DEVICES, &TRUSTED_DEVICE_EXPIRIES).await?;
        tokens.extend(devices);
        tokens
            .sort_by(|(a_id, a), (b_id, b)| (a.owner, &a.kind, &a.name, a_id).cmp(&(b.owner, &b.kind, &b.name, b_id)));
        self.snapshot.tokens = tokens.into_iter().map(|(_, token)| token).collect();
        Ok(())
    }

    async fn tokens_of(
        &mut self,
        kind: &str,
        rows: &'static Query,
        expiries: &'static Query,
    ) -> Result<Vec<(i64, Token)>, ConnectError> {
        let mut until: HashMap<i64, String> = HashMap::new();
        // Keys of 16 and 17 have no such column and never expire.
        if self.reader.exists(expiries) {
            self.reader
                .each(expiries, |row| {
                    until.insert(row.get(0)?, row.get(1)?);
                    Ok(())
                })
                .await?;
        }
        let mut tokens = Vec::new();
        let users = &self.users;
        self.reader
            .each(rows, |row| {
                let id: i64 = row.get(0)?;
                let owner: Option<i64> = row.get(2)?;
                if let Some(owner) = owner.and_then(|owner| users.get(&owner)) {
                    let token = Token {
                        kind: kind.to_owned(),
                        name: row.get(1)?,
                        owner: *owner,
                        scope: row.get(3)?,
                        created: row.get(4)?,
                        expires: until.remove(&id),
                        outlives_owner: false,
                        scope_unchecked: false,
                    };
                    tokens.push((id, token));
                }
                Ok(())
            })
            .await?;
        Ok(tokens)
    }
}
