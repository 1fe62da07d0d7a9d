//! Answers the collector's questions over the API.

use serde_json::Value;

use super::asks::{Ask, asks};
use super::door::{Cells, Door};
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::connect::questions::{Gap, Ledger, Query};
use crate::connect::source::{Row, Source};
use crate::connect::tryton::PRODUCT;
use crate::connect::tryton::queries::{ACCESS, ACCESS_FIELDS, MODELS};

/// The next step where the account has no right.
const STEP: &str = "collect with the account of an administrator, or from the database";

/// The door, and what was found behind it.
pub(super) struct ApiReader {
    pub(super) door: Door,
    ledger: Ledger,
    /// Searches that were answered, with the number of their rows.
    pub(super) read: Vec<(&'static Ask, usize)>,
    /// Answers that are wanted twice.
    kept: Vec<(&'static Query, Result<Cells, Gap>)>,
}

impl ApiReader {
    pub(super) fn new(door: Door) -> Self {
        Self { door, ledger: Ledger::default(), read: Vec::new(), kept: Vec::new() }
    }

    /// The answer to a question that is asked twice and sent once.
    pub(super) async fn kept(&mut self, query: &'static Query) -> Result<Result<Cells, Gap>, ConnectError> {
        if let Some((_, known)) = self.kept.iter().find(|(known, _)| known.sql == query.sql) {
            return Ok(known.clone());
        }
        let found = self.answer(query).await?;
        self.kept.push((query, found.clone()));
        Ok(found)
    }

    /// The rows that answer a question, or why there are none.
    async fn answer(&mut self, query: &'static Query) -> Result<Result<Cells, Gap>, ConnectError> {
        let mut asked = asks(query).peekable();
        if asked.peek().is_none() {
            // Models that nobody may call.
            let tables: Vec<&str> = query.reads.iter().map(|(table, _)| *table).collect();
            return Ok(Err(Gap::Denied(tables.join(", "))));
        }
        let mut rows = Cells::new();
        for ask in asked {
            match self.door.rows(ask).await? {
                Ok(found) => {
                    self.read.push((ask, found.len()));
                    rows.extend(found);
                }
                Err(gap) => return Ok(Err(gap)),
            }
        }
        Ok(Ok(rows))
    }

    pub(super) fn login(&self) -> String {
        one_line(&self.door.login.name)
    }
}

impl Source for ApiReader {
    async fn each(
        &mut self,
        query: &'static Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let twice = [MODELS.sql, ACCESS.sql, ACCESS_FIELDS.sql].contains(&query.sql);
        let answer = if twice { self.kept(query).await? } else { self.answer(query).await? };
        match answer {
            Ok(rows) => {
                for row in &rows {
                    let row: &[Value] = row;
                    take(&Row::Cells(row)).map_err(|why| ConnectError::Alien {
                        product: &PRODUCT,
                        what: format!("{}: {}", query.what, one_line(&why.to_string())),
                    })?;
                }
                self.ledger.answer(query);
                Ok(true)
            }
            Err(gap) if self.ledger.lose(query, &gap, STEP) => Ok(false),
            Err(gap) => Err(ConnectError::ApiRights {
                product: &PRODUCT,
                login: self.login(),
                what: query.what.to_owned(),
                gap: gap.words(),
            }),
        }
    }

    fn can_ask(&self, query: &Query) -> bool {
        asks(query).next().is_some()
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}
