//! Stored hashes of passwords, which are read for nobody but who asks for well-known ones to be tried.

use super::collector::Collector;
use super::queries::Query;
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::hashes::{Hash, question, secret};
use crate::snapshot::{Domain, State};

const HASHES: Query = question(include_str!("queries/hashes.sql"), &[("res_users", &["id", "active", "password"])]);

impl<S: Source> Collector<S> {
    /// The hashes of active accounts; nothing where they may not be read, which is noted.
    pub(super) async fn hashes(&mut self) -> Result<Option<Vec<Hash>>, ConnectError> {
        if !self.reader.can_ask(&HASHES) {
            let why = "no right to read `res_users.password`: run docs/sql/odoo-default-passwords.sql as a database administrator, \
                       or collect as one";
            self.reader.note(Domain::DefaultPasswords, State::NotAssessed, why.to_owned());
            return Ok(None);
        }
        let (users, mut hashes) = (&self.users, Vec::new());
        self.reader
            .each(&HASHES, |row| {
                let stored = secret(row.get(1)?);
                if let Some(user) = users.get(&row.get(0)?) {
                    hashes.push(Hash { user: *user, stored });
                }
                Ok(())
            })
            .await?;
        Ok(Some(hashes))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_optional_recipe_grants_this_and_nothing_else() {
        let recipe = include_str!("../../../docs/sql/odoo-default-passwords.sql");
        let granted: Vec<&str> = recipe.lines().filter(|line| line.starts_with("grant ")).collect();
        assert_eq!(granted, ["grant select (password) on public.res_users to :\"role\";"]);
    }
}
