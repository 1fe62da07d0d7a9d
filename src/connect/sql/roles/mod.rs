//! The database's own accounts: who else reads or writes the tables in which an ERP keeps accounts and rights, who bypasses
//! every right, and which doors need no password. The same for every ERP; which tables those are the connector says.

mod grants;
mod listens;
mod mariadb;
mod postgres;

use super::either::Session;
use super::row::Row;
use super::{ConnectError, Engine};
use crate::snapshot::{Count, Coverage, DatabaseRole, Domain, OpenDoor, Snapshot, State};

/// What is looked at, in errors and counts.
const WHAT: &str = "accounts of the database";

/// Tables about accounts and rights.
#[derive(Debug, Clone, Copy)]
pub(in crate::connect) struct SecurityTables<'a> {
    /// Where PostgreSQL has them.
    pub(in crate::connect) schema: &'a str,
    /// Their names; those that are not there count for nothing.
    pub(in crate::connect) names: &'a [&'a str],
    /// What to do where the login may not look.
    pub(in crate::connect) recipe: &'static str,
}

/// What was seen.
#[derive(Debug, Default)]
pub(in crate::connect) struct Seen {
    roles: Vec<DatabaseRole>,
    doors: Vec<OpenDoor>,
    /// How many accounts there are, counted again, and how.
    counted: Option<(u64, &'static str)>,
    state: Option<State>,
    reasons: Vec<String>,
}

impl Seen {
    /// Nothing, and why.
    pub(in crate::connect) fn nothing(reason: &str) -> Self {
        Self { state: Some(State::NotAssessed), reasons: vec![reason.to_owned()], ..Self::default() }
    }

    /// Notes what could not be seen, and the next step.
    fn lacks(&mut self, reason: String) {
        self.state = self.state.max(Some(State::Incomplete));
        self.reasons.push(reason);
    }

    /// Writes it into a snapshot whose coverage is told.
    pub(in crate::connect) fn add_to(mut self, snapshot: &mut Snapshot) {
        if let Some((counted, method)) = self.counted {
            let collected = self.roles.len() as u64;
            if collected != counted {
                self.lacks(format!("{collected} of {counted} {WHAT}"));
            }
            let (entity, method) = (WHAT.to_owned(), method.to_owned());
            snapshot.population.push(Count { entity, domain: Domain::Database, collected, counted, method });
        }
        let reason = (!self.reasons.is_empty()).then(|| self.reasons.join("; "));
        let state = self.state.unwrap_or(State::Assessed);
        snapshot.cover(Coverage { domain: Domain::Database, state, reason });
        self.roles.sort_by(|a, b| a.name.cmp(&b.name));
        snapshot.database_roles = self.roles;
        snapshot.open_doors = self.doors;
    }
}

impl Session {
    /// Looks at the database's own accounts.
    pub(in crate::connect) async fn roles(&mut self, tables: SecurityTables<'_>) -> Result<Seen, ConnectError> {
        match self {
            Self::Postgres(session) => session.roles(tables).await,
            Self::MariaDb(session) if session.engine() == Engine::MariaDb => session.roles(tables).await,
            Self::MariaDb(_) => Ok(Seen::nothing(
                "the accounts of a MySQL server are not read: it keeps their rights otherwise than MariaDB",
            )),
            Self::Sqlite(_) => Ok(Seen::nothing(
                "a file has no accounts of its own: whoever reads the file reads all of it; name it with `--server-file`",
            )),
        }
    }
}

/// A text; empty where it is NULL.
fn word(row: &Row<'_>, at: usize) -> Result<String, sqlx::Error> {
    Ok(row.text(at)?.unwrap_or_default())
}

/// A truth; not where it is NULL.
fn yes(row: &Row<'_>, at: usize) -> Result<bool, sqlx::Error> {
    Ok(row.number(at)? == Some(1))
}
