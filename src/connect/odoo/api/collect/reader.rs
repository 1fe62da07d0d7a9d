//! Answers the collector's questions by reading models, each model once.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::account::{Account, Records, alien};
use super::asks::{Ask, asks, records, wanted};
use super::cells::{Kind, id};
use super::leaning;
use super::rows::{Answer, Table, column, kept, rows};
use crate::connect::ConnectError;
use crate::connect::odoo::PRODUCT;
use crate::connect::odoo::queries::{
    API_KEY_EXPIRIES, FIELDS, GROUPS, IMPLICATIONS, INHERITS_FROM_FIELDS, MEMBERSHIPS, MODELS, Query, SETTINGS,
    TRUSTED_DEVICE_EXPIRIES, USERS, XML_IDS,
};
use crate::connect::odoo::schema::Gap;
use crate::connect::odoo::series::Series;
use crate::connect::odoo::source::{Ledger, Row, Source};
use crate::snapshot::{Domain, State};

/// Without these there is no snapshot; without anything else its domain is not assessed.
const INDISPENSABLE: [&Query; 4] = [&USERS, &GROUPS, &MEMBERSHIPS, &IMPLICATIONS];

/// The account that collects, and what it has read.
pub(super) struct ApiReader {
    pub(super) account: Account,
    pub(super) series: Series,
    ledger: Ledger,
    tables: BTreeMap<&'static str, Result<Table, Gap>>,
}

impl ApiReader {
    pub(super) fn new(account: Account, series: Series) -> Self {
        Self { account, series, ledger: Ledger::default(), tables: BTreeMap::new() }
    }

    /// Reads a model whole, with every field that a question wants and the account is shown.
    async fn load(&mut self, model: &'static str) -> Result<&Result<Table, Gap>, ConnectError> {
        if !self.tables.contains_key(model) {
            let table = match self.account.shown(model).await? {
                Err(gap) => Err(gap),
                Ok(shown) => {
                    let mut fields = wanted(model, self.series);
                    fields.retain(|field| shown.contains_key(*field));
                    let records = self.account.read(model, &records(model), &fields).await?;
                    records.map(|records| Table { fields, records })
                }
            };
            self.tables.insert(model, table);
        }
        self.tables.get(model).ok_or_else(|| alien(model, "it was read and is gone"))
    }

    /// The rows that a read gives.
    async fn rows(&mut self, ask: &Ask) -> Result<Answer, ConnectError> {
        let series = self.series;
        match self.load(ask.model).await? {
            Ok(table) => rows(ask, series, table),
            Err(gap) => Ok(Err(gap.clone())),
        }
    }

    /// The rows of a question.
    async fn answer(&mut self, query: &Query) -> Result<Option<Answer>, ConnectError> {
        let mut all: Option<Answer> = None;
        for ask in asks(query) {
            let part = self.rows(ask).await?;
            all = Some(match (all, part) {
                (Some(Ok(mut rows)), Ok(more)) => {
                    rows.extend(more);
                    Ok(rows)
                }
                (Some(Err(gap)), _) | (_, Err(gap)) => Err(gap),
                (None, Ok(rows)) => Ok(rows),
            });
        }
        Ok(all)
    }

    /// Keys of all settings, and the values of those that a list names: no other value is asked for.
    async fn settings(&mut self, open: &[&str]) -> Result<Answer, ConnectError> {
        const MODEL: &str = "ir.config_parameter";
        let keys = match self.account.read(MODEL, &json!([]), &["key"]).await? {
            Ok(keys) => keys,
            Err(gap) => return Ok(Err(gap)),
        };
        let values = match self.account.read(MODEL, &json!([["key", "in", open]]), &["key", "value"]).await? {
            Ok(values) => values,
            Err(gap) => return Ok(Err(gap)),
        };
        let mut of_key: HashMap<String, Value> = HashMap::new();
        for pair in &values {
            if let [key, value] = pair.as_slice() {
                let value = column(MODEL, "value", Kind::Optional, value)?.unwrap_or_default();
                of_key.insert(key.as_str().unwrap_or_default().to_owned(), value);
            }
        }
        let mut rows = Records::new();
        for key in keys.iter().flatten() {
            let key = column(MODEL, "key", Kind::Text, key)?.unwrap_or_default();
            let value = key.as_str().and_then(|key| of_key.remove(key)).unwrap_or_default();
            rows.push(vec![key, value]);
        }
        Ok(Ok(rows))
    }

    /// Technical names of groups and of the base module's users, told by the records themselves, for an account that may
    /// not read `ir.model.data`.
    async fn names_by_record(&mut self) -> Result<Records, ConnectError> {
        let mut rows = Records::new();
        for model in ["res.groups", "res.users"] {
            let ids: Vec<i64> = match self.load(model).await? {
                Ok(table) => {
                    let at = table.fields.iter().position(|field| *field == "id");
                    let of = |record: &Vec<Value>| record.get(at?).and_then(id);
                    table.records.iter().filter_map(of).collect()
                }
                Err(_) => continue,
            };
            for (id, name) in self.account.external_ids(model, &ids).await? {
                let Some((module, name)) = name.split_once('.') else { continue };
                if model == "res.groups" || module == "base" {
                    rows.push(vec![json!(model), json!(id), json!(module), json!(name)]);
                }
            }
        }
        Ok(rows)
    }

    fn lose(&mut self, query: &Query, gap: &Gap) -> Result<(), ConnectError> {
        // Without its module there is nothing to miss: no model, or a model without the field.
        if query.module.is_some_and(|module| matches!(gap, Gap::Missing(_)) || self.ledger.lacks(module)) {
            return Ok(());
        }
        let login = &self.account.login;
        let step = format!("give `{login}` the group `{}` or collect from the database", group_for(query));
        if self.ledger.lose(query, gap, &step) {
            return Ok(());
        }
        if INDISPENSABLE.iter().any(|other| other.sql == query.sql) {
            let (login, what) = (login.clone(), query.what.to_owned());
            return Err(ConnectError::ApiRights { product: &PRODUCT, login, what, gap: gap.words() });
        }
        let why = format!("{} not read, {}: {step}", query.what, gap.words());
        self.ledger.note(query.domain, State::NotAssessed, why);
        Ok(())
    }

    fn hand_over(
        &mut self,
        query: &Query,
        answer: Answer,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let rows = match answer {
            Ok(rows) => rows,
            Err(gap) => {
                self.lose(query, &gap)?;
                return Ok(false);
            }
        };
        for row in &rows {
            take(&Row::Cells(row)).map_err(|why| alien(query.what, &why.to_string()))?;
        }
        self.ledger.answer(query);
        Ok(true)
    }
}

impl Source for ApiReader {
    async fn each(
        &mut self,
        query: &'static Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let Some(mut answer) = self.answer(query).await? else {
            let why = format!("{} not read, the API does not tell them: collect from the database", query.what);
            self.note(query.domain, State::NotAssessed, why);
            return Ok(false);
        };
        if query.sql == INHERITS_FROM_FIELDS.sql
            && let Ok(fields) = &answer
        {
            let models = self.answer(&MODELS).await?;
            answer = models.unwrap_or_else(|| Ok(Records::new())).map(|models| leaning::rows(&models, fields));
        }
        if query.sql == FIELDS.sql
            && let Ok(fields) = &mut answer
        {
            fields.iter_mut().for_each(kept);
        }
        if query.sql == XML_IDS.sql && answer.is_err() {
            for row in &self.names_by_record().await? {
                take(&Row::Cells(row)).map_err(|why| alien(query.what, &why.to_string()))?;
            }
        }
        self.hand_over(query, answer, take)
    }

    async fn each_with(
        &mut self,
        query: &'static Query,
        list: &[&str],
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let answer = self.settings(list).await?;
        self.hand_over(query, answer, take)
    }

    fn can_ask(&self, query: &Query) -> bool {
        query.sql == SETTINGS.sql || asks(query).next().is_some()
    }

    /// Keys and trusted devices have an end since 18.
    fn exists(&self, query: &Query) -> bool {
        let ends = [API_KEY_EXPIRIES.sql, TRUSTED_DEVICE_EXPIRIES.sql].contains(&query.sql);
        !ends || self.series >= Series::V18
    }

    fn why_left_out(&self) -> &'static str {
        "point at records that are not there or hidden, or came meanwhile: collect again"
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

/// The group that may read what a question is about (stock access rows of 16.0 to 19.0).
fn group_for(query: &Query) -> &'static str {
    match query.domain {
        Domain::Settings | Domain::Providers | Domain::Surfaces | Domain::Tokens => "base.group_system",
        Domain::ModelAccess | Domain::Records | Domain::Fields | Domain::Origins => "base.group_erp_manager",
        _ => "base.group_user",
    }
}
