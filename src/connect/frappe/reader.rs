//! Asks the database the questions that can be asked.

use super::RECIPE;
use super::schema::Schema;
use super::source::{Row, Source};
use crate::connect::ConnectError;
use crate::connect::questions::{Ledger, Query};
use crate::connect::sql::either::Session;

/// The open transaction, what is in it, and what could not be read of it.
pub(super) struct Reader {
    pub(super) session: Session,
    pub(super) schema: Schema,
    ledger: Ledger,
}

impl Reader {
    pub(super) fn new(session: Session, schema: Schema) -> Self {
        Self { session, schema, ledger: Ledger::default() }
    }
}

impl Source for Reader {
    async fn each(
        &mut self,
        query: &'static Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let (gap, filtered) = (self.schema.gap(query), self.schema.filtered(query));
        if !self.ledger.may_ask(query, gap, filtered, self.session.login(), RECIPE)? {
            return Ok(false);
        }
        self.session.each(query.what, query.sql, |row| take(&Row::Table(row))).await?;
        self.ledger.answer(query);
        Ok(true)
    }

    async fn with_right(
        &mut self,
        table: &'static str,
        right: &str,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        if !(self.schema.can_read(table, right) && self.schema.can_read(table, "name")) {
            return Ok(false);
        }
        self.session.each_ticked("permission types", table, right, |row| take(&Row::Table(row))).await?;
        Ok(true)
    }

    fn can_ask(&self, query: &Query) -> bool {
        self.schema.gap(query).is_none()
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}
