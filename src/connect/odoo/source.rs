//! Where answers come from: the collector's questions are the same over SQL and over the API, and so are the rows.

use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::connect::ConnectError;
pub(super) use crate::connect::questions::Ledger;
use crate::connect::questions::Query;
use crate::snapshot::{Domain, State};

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
