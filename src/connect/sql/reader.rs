//! Asks a database the questions that can be asked.

use super::ConnectError;
use super::either::{Place, Session};
use super::facts::Facts;
use super::schema::{Discovery, Schema};
use crate::connect::CollectOptions;
use crate::connect::error::Product;
use crate::connect::questions::{Ledger, Query};
use crate::connect::source::{Row, Source};
use crate::snapshot::{Snapshot, System};

/// What must be known of an ERP before its database is asked anything.
pub(in crate::connect) struct ErpDatabase {
    /// What snapshots call its kind.
    pub(in crate::connect) kind: &'static str,
    /// As errors call it.
    pub(in crate::connect) product: &'static Product,
    /// The tables that every one of them has and that nothing else has together.
    pub(in crate::connect) tables: &'static [&'static str],
    /// How a server is asked about its tables.
    pub(in crate::connect) discovery: Discovery,
    /// The next step when a right is missing.
    pub(in crate::connect) recipe: &'static str,
}

/// The open transaction, what is in it, and what could not be read of it.
pub(in crate::connect) struct Reader {
    pub(in crate::connect) session: Session,
    pub(in crate::connect) schema: Schema,
    ledger: Ledger,
    /// The next step when a right is missing.
    recipe: &'static str,
}

impl Reader {
    /// Connects, begins, and sees whether the ERP is there. The system's version is not known yet.
    pub(in crate::connect) async fn open(
        place: Place,
        options: &CollectOptions,
        erp: &ErpDatabase,
    ) -> Result<(Self, System), ConnectError> {
        let mut session = Session::open(place, options.statement_timeout).await?;
        let Facts { source, database, login, taken_at } = session.facts().await?;
        let schema = Schema::discover(&mut session, &erp.discovery).await?;
        if let Some(table) = erp.tables.iter().find(|table| !schema.has_table(table)) {
            return Err(ConnectError::NotTheErp {
                product: erp.product,
                database,
                table: (*table).to_owned(),
                or_no_right: schema.or_no_right(),
            });
        }
        let system = System {
            kind: erp.kind.to_owned(),
            name: options.system.clone().unwrap_or_else(|| database.clone()),
            version: String::new(),
            database,
            source,
            collector: login,
            taken_at,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Ok((Self { session, schema, ledger: Ledger::default(), recipe: erp.recipe }, system))
    }

    /// Says in a snapshot what was answered and what was not, and ends the transaction.
    pub(in crate::connect) async fn close(self, snapshot: &mut Snapshot) {
        snapshot.coverage = self.ledger.coverage();
        self.session.close().await;
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
