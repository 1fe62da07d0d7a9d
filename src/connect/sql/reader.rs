//! Asks a database the questions that can be asked.

use super::ConnectError;
use super::either::Session;
use super::schema::Schema;
use crate::connect::questions::{Ledger, Query};
use crate::connect::source::{Row, Source};

/// The open transaction, what is in it, and what could not be read of it.
pub(in crate::connect) struct Reader {
    pub(in crate::connect) session: Session,
    pub(in crate::connect) schema: Schema,
    ledger: Ledger,
    /// The next step when a right is missing.
    recipe: &'static str,
}

impl Reader {
    pub(in crate::connect) fn new(session: Session, schema: Schema, recipe: &'static str) -> Self {
        Self { session, schema, ledger: Ledger::default(), recipe }
    }
}

impl Source for Reader {
    async fn each(
        &mut self,
        query: &'static Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let (gap, filtered) = (self.schema.gap(query), self.schema.filtered(query));
        if !self.ledger.may_ask(query, gap, filtered, self.session.login(), self.recipe)? {
            return Ok(false);
        }
        self.session.each(query.what, query.sql, |row| take(&Row::Table(row))).await?;
        self.ledger.answer(query);
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
