//! Stored hashes of passwords, which are read for nobody but who asks for well-known ones to be tried.

use secrecy::SecretString;

use super::collector::Collector;
use super::queries::Query;
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::hashes::{Hash, question, secret};
use crate::snapshot::{Domain, State};

const HASHES: Query =
    question(include_str!("queries/hashes.sql"), &[("__Auth", &["name", "doctype", "fieldname", "password"])]);

impl<S: Source> Collector<S> {
    /// The hashes of accounts; nothing where they may not be read, which is noted.
    pub(super) async fn hashes(&mut self) -> Result<Option<Vec<Hash>>, ConnectError> {
        if !self.reader.can_ask(&HASHES) {
            let why = "no right to read `__Auth.password`: grant it as docs/sql/frappe-default-passwords.sql says, or collect as a \
                       database administrator";
            self.reader.note(Domain::DefaultPasswords, State::NotAssessed, why.to_owned());
            return Ok(None);
        }
        let mut rows: Vec<(String, SecretString)> = Vec::new();
        self.reader
            .each(&HASHES, |row| {
                // A secret from the first, so that its memory is wiped; of accounts that are not there, too.
                rows.push((row.word(0)?, secret(row.word(1)?)));
                Ok(())
            })
            .await?;
        let hash = |(name, stored): (String, SecretString)| Some(Hash { user: self.user(&name)?, stored });
        Ok(Some(rows.into_iter().filter_map(hash).collect()))
    }
}
