//! Keys of applications: whose and for what. Never the key, which Tryton keeps in clear.

use super::collector::{Collector, id, time};
use super::queries::KEYS;
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::snapshot::Token;

impl<S: Source> Collector<S> {
    /// Keys that let somebody in, sorted by owner, name and age.
    ///
    /// They never expire, and they let in although their owner is switched off (8.2: `res/user.py`,
    /// `UserApplication.check`, looks at key, application and state alone).
    pub(super) async fn keys(&mut self) -> Result<(), ConnectError> {
        let (users, accounts, tokens) = (&self.users, &self.snapshot.users, &mut self.snapshot.tokens);
        self.reader
            .each(&KEYS, |row| {
                if row.word(3)? != "validated" {
                    return Ok(());
                }
                let Some(owner) = id(row, 1)?.and_then(|user| users.get(&user)) else { return Ok(()) };
                let application = row.word(2)?;
                let login = accounts.get(owner.index()).map(|user| &*user.key).unwrap_or_default();
                tokens.push(Token {
                    kind: Token::API_KEY.to_owned(),
                    name: format!("{application} key of {login}"),
                    owner: *owner,
                    scope: Some(application),
                    created: time(row, 4)?,
                    expires: None,
                    outlives_owner: true,
                    scope_unchecked: false,
                });
                Ok(())
            })
            .await?;
        tokens.sort_by(|a, b| (a.owner, &a.name, &a.created).cmp(&(b.owner, &b.name, &b.created)));
        Ok(())
    }
}
