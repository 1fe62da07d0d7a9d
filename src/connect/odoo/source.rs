//! Where answers come from: the collector's questions are the same over SQL and over the API, and so are the rows.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::queries::{Loss, Query};
use super::schema::Gap;
use crate::connect::ConnectError;
use crate::snapshot::{Coverage, Domain, State};

/// Answers the questions of [`queries`](super::queries).
pub(super) trait Source {
    /// Asks a question and hands over its rows. `false` means that it could not be asked, and that this is noted.
    async fn each(
        &mut self,
        query: &'static Query,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError>;

    /// The same with the question's `$1`, a list of texts.
    async fn each_with(
        &mut self,
        query: &'static Query,
        list: &[&str],
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError>;

    /// Whether a question can be asked, as far as that is known without asking it.
    fn can_ask(&self, query: &Query) -> bool;

    /// Whether the system has what a question is about, readable or not.
    fn exists(&self, query: &Query) -> bool;

    /// Why rows that were counted are not in the snapshot, to be said of *the others*.
    fn why_left_out(&self) -> &'static str;

    /// The account of what was answered and what was not.
    fn ledger(&self) -> &Ledger;

    /// The same, to write in.
    fn ledger_mut(&mut self) -> &mut Ledger;

    /// Notes what a domain lacks.
    fn note(&mut self, domain: Domain, state: State, reason: String) {
        self.ledger_mut().note(domain, state, reason);
    }
}

/// What was answered, and what could not be read.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Installed modules.
    pub(super) modules: BTreeSet<String>,
    losses: BTreeMap<Domain, (State, BTreeSet<String>)>,
    answered: BTreeSet<&'static str>,
}

impl Ledger {
    /// Notes what a domain lacks. The worst state counts, every reason is kept.
    pub(super) fn note(&mut self, domain: Domain, state: State, reason: String) {
        let entry = self.losses.entry(domain).or_insert((state, BTreeSet::new()));
        entry.0 = entry.0.max(state);
        entry.1.insert(reason);
    }

    /// Whether a module is known not to be installed.
    pub(super) fn lacks(&self, module: &str) -> bool {
        !self.modules.is_empty() && !self.modules.contains(module)
    }

    /// Notes that a question was answered.
    pub(super) fn answer(&mut self, query: &Query) {
        self.answered.insert(query.sql);
    }

    /// Whether a question was answered, so far.
    pub(super) fn answered(&self, query: &Query) -> bool {
        self.answered.contains(query.sql)
    }

    /// Notes that a question cannot be asked, with the `step` that would help where a right is missing.
    ///
    /// `false` where there would be no snapshot worth its name without the answer.
    #[must_use]
    pub(super) fn lose(&mut self, query: &Query, gap: &Gap, step: &str) -> bool {
        // Without its module a table has no rows to miss.
        if let (Gap::Missing(_), Some(module)) = (gap, query.module)
            && self.lacks(module)
        {
            return true;
        }
        let Loss::Domain(state) = query.loss else { return false };
        let step = match gap {
            Gap::Denied(_) => format!(": {step}"),
            Gap::Missing(_) => String::new(),
        };
        self.note(query.domain, state, format!("{} not read, {}{step}", query.what, gap.words()));
        true
    }

    /// The state of every domain.
    pub(super) fn coverage(&self) -> Vec<Coverage> {
        Domain::ALL
            .into_iter()
            .map(|domain| match self.losses.get(&domain) {
                None => Coverage { domain, state: State::Assessed, reason: None },
                Some((state, reasons)) => {
                    let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
                    Coverage { domain, state: *state, reason: Some(reasons.join("; ")) }
                }
            })
            .collect()
    }
}

/// A row of an answer; its columns are those of the question's SQL text, whichever way it came.
pub(super) enum Row<'r> {
    /// Of the database.
    Table(&'r PgRow),
    /// Of the API.
    Cells(&'r [Value]),
}

/// What a column can hold.
pub(super) trait Column:
    for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + DeserializeOwned
{
}

impl<T> Column for T where T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + DeserializeOwned {}

impl Row<'_> {
    /// The column at a position.
    pub(super) fn get<T: Column>(&self, at: usize) -> Result<T, sqlx::Error> {
        match self {
            Self::Table(row) => row.try_get(at),
            Self::Cells(cells) => {
                let cell = cells.get(at).ok_or(sqlx::Error::ColumnIndexOutOfBounds { index: at, len: cells.len() })?;
                T::deserialize(cell).map_err(|why| sqlx::Error::Decode(why.into()))
            }
        }
    }
}
