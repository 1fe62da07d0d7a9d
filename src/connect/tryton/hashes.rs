//! Stored hashes of passwords, which are read for nobody but who asks for well-known ones to be tried.

use super::collector::{Collector, id};
use crate::connect::ConnectError;
use crate::connect::hashes::{Hash, question, secret};
use crate::connect::questions::Query;
use crate::connect::source::Source;
use crate::snapshot::{Domain, State};

const HASHES: Query = question(
    "select cast(\"id\" as text), substr(cast(\"password_hash\" as text), 1, 4000) from public.\"res_user\" where \"password_hash\" is not null",
    &[("res_user", &["id", "password_hash"])],
);

impl<S: Source> Collector<S> {
    /// The hashes of accounts; nothing where they may not be read, which is noted.
    pub(super) async fn hashes(&mut self) -> Result<Option<Vec<Hash>>, ConnectError> {
        if !self.reader.can_ask(&HASHES) {
            let why = "no right to read `res_user.password_hash`: run docs/sql/tryton-default-passwords.sql as a database \
                       administrator, or collect as one";
            self.reader.note(Domain::DefaultPasswords, State::NotAssessed, why.to_owned());
            return Ok(None);
        }
        let (users, mut hashes) = (&self.users, Vec::new());
        self.reader
            .each(&HASHES, |row| {
                let stored = secret(row.word(1)?);
                if let Some(user) = id(row, 0)?.and_then(|id| users.get(&id)) {
                    hashes.push(Hash { user: *user, stored });
                }
                Ok(())
            })
            .await?;
        Ok(Some(hashes))
    }
}
