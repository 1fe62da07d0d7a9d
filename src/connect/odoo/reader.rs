//! Asks the database the questions that can be asked.

use super::RECIPE;
use super::queries::Query;
use super::schema::{Gap, Schema};
use super::source::{Ledger, Row, Source};
use crate::connect::ConnectError;
use crate::connect::sql::postgres::Session;

/// The open transaction, what is in it, and what could not be read of it.
pub(super) struct Reader {
    pub(super) session: Session,
    schema: Schema,
    ledger: Ledger,
}

impl Reader {
    pub(super) fn new(session: Session, schema: Schema) -> Self {
        Self { session, schema, ledger: Ledger::default() }
    }

    async fn each_of(
        &mut self,
        query: &Query,
        sql: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let (gap, filtered) = (self.schema.gap(query), self.schema.filtered(query));
        if !self.ledger.may_ask(query, gap, filtered, self.session.login(), RECIPE)? {
            return Ok(false);
        }
        self.session.each(query.what, sql, |row| take(&Row::Table(row))).await?;
        self.ledger.answer(query);
        Ok(true)
    }
}

impl Source for Reader {
    async fn each(
        &mut self,
        query: &'static Query,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        self.each_of(query, sqlx::query(query.sql), take).await
    }

    async fn each_with(
        &mut self,
        query: &'static Query,
        list: &[&str],
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        self.each_of(query, sqlx::query(query.sql).bind(list), take).await
    }

    fn can_ask(&self, query: &Query) -> bool {
        self.schema.gap(query).is_none()
    }

    fn exists(&self, query: &Query) -> bool {
        !matches!(self.schema.gap(query), Some(Gap::Missing(_)))
    }

    fn why_left_out(&self) -> &'static str {
        "point at rows that are not there"
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}
