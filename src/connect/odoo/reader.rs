//! Asks the questions that can be asked and keeps account of the others.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::postgres::PgRow;

use super::queries::{Loss, Query};
use super::schema::{Gap, Schema};
use crate::connect::ConnectError;
use crate::connect::sql::Session;
use crate::snapshot::{Coverage, Domain, State};

/// The next step when a right is missing.
const RECIPE: &str = "run docs/sql/odoo-collector-role.sql as a database administrator";

/// The open transaction, what is in it, and what could not be read of it.
pub(super) struct Reader {
    pub(super) session: Session,
    pub(super) schema: Schema,
    /// Installed modules.
    pub(super) modules: BTreeSet<String>,
    losses: BTreeMap<Domain, (State, BTreeSet<String>)>,
    answered: BTreeSet<&'static str>,
}

impl Reader {
    pub(super) fn new(session: Session, schema: Schema) -> Self {
        Self { session, schema, modules: BTreeSet::new(), losses: BTreeMap::new(), answered: BTreeSet::new() }
    }

    /// Asks a question and hands over its rows. `false` means that it could not be asked, and that this is noted.
    pub(super) async fn each(
        &mut self,
        query: &Query,
        take: impl FnMut(&PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        self.each_of(query, sqlx::query(query.sql), take).await
    }

    /// The same with the question's `$1`, a list of texts.
    pub(super) async fn each_with(
        &mut self,
        query: &Query,
        list: &[&str],
        take: impl FnMut(&PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        self.each_of(query, sqlx::query(query.sql).bind(list), take).await
    }

    async fn each_of(
        &mut self,
        query: &Query,
        sql: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
        take: impl FnMut(&PgRow) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        if let Some(gap) = self.schema.gap(query) {
            self.lose(query, &gap)?;
            return Ok(false);
        }
        if let Some(table) = self.schema.filtered(query) {
            let login = self.session.login();
            let why = format!("row-level security on `{table}` may hide rows from `{login}`: give it `bypassrls`");
            self.note(query.domain, State::Incomplete, why);
        }
        self.session.each(query.what, sql, take).await?;
        self.answered.insert(query.sql);
        Ok(true)
    }

    /// Whether a question could be asked, so far.
    pub(super) fn answered(&self, query: &Query) -> bool {
        self.answered.contains(query.sql)
    }

    /// Whether a question can be asked.
    pub(super) fn can_ask(&self, query: &Query) -> bool {
        self.schema.gap(query).is_none()
    }

    /// Notes what a domain lacks. The worst state counts, every reason is kept.
    pub(super) fn note(&mut self, domain: Domain, state: State, reason: String) {
        let entry = self.losses.entry(domain).or_insert((state, BTreeSet::new()));
        entry.0 = entry.0.max(state);
        entry.1.insert(reason);
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

    fn lose(&mut self, query: &Query, gap: &Gap) -> Result<(), ConnectError> {
        // Without its module a table has no rows to miss.
        if let (Gap::Missing(_), Some(module)) = (gap, query.module)
            && !self.modules.contains(module)
        {
            return Ok(());
        }
        let gap_words = gap.words();
        match query.loss {
            Loss::Fatal => Err(ConnectError::Indispensable {
                login: self.session.login().to_owned(),
                what: query.what.to_owned(),
                gap: gap_words,
            }),
            Loss::Domain(state) => {
                let step = match gap {
                    Gap::Denied(_) => format!(": {RECIPE}"),
                    Gap::Missing(_) => String::new(),
                };
                self.note(query.domain, state, format!("{} not read, {gap_words}{step}", query.what));
                Ok(())
            }
        }
    }
}
