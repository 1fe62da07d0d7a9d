//! Answers the collector's questions by reading models, each model once.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::account::{Account, Records, alien};
use super::asks::{Ask, STAMP, Shape, asks, field, records, wanted};
use super::cells::{Kind, cell, changed, id};
use super::leaning;
use crate::connect::ConnectError;
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

/// Rows, or why there are none.
type Answer = Result<Records, Gap>;

/// A model as the account sees it.
struct Table {
    /// The fields that were read.
    fields: Vec<&'static str>,
    records: Records,
}

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
        let login = &self.account.login;
        let absent = match gap {
            // A field that is not shown is not there without its module.
            Gap::Denied(name) if query.module.is_some_and(|module| self.ledger.lacks(module)) => {
                Gap::Missing(name.clone())
            }
            gap => gap.clone(),
        };
        let step = format!("give `{login}` the group `{}` or collect from the database", group_for(query));
        if self.ledger.lose(query, &absent, &step) {
            return Ok(());
        }
        if INDISPENSABLE.iter().any(|other| other.sql == query.sql) {
            let (login, what) = (login.clone(), query.what.to_owned());
            return Err(ConnectError::ApiRights { login, what, gap: gap.words() });
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

/// Puts one column in the place of the last three of a field's row (stored, translated, by company): whether it is kept,
/// and the same for every reader. A file may lie in an attachment, and JSON may be anything, so neither counts.
///
/// SQL looks for the column in the model's table, which the API does not show; the two differ for files kept in a column and
/// for models that have no table or one of another name.
fn kept(row: &mut Vec<Value>) {
    const ELSEWHERE: [&str; 4] = ["binary", "json", "properties", "properties_definition"];
    let [.., stored, translated, by_company] = row.as_slice() else { return };
    let kind = row.get(3).and_then(Value::as_str).unwrap_or_default();
    let no = Value::Bool(false);
    let kept = *stored == Value::Bool(true) && *translated == no && *by_company == no && !ELSEWHERE.contains(&kind);
    row.truncate(row.len() - 3);
    row.push(Value::Bool(kept));
}

fn column(model: &str, field: &str, kind: Kind, value: &Value) -> Result<Option<Value>, ConnectError> {
    cell(kind, value).map_err(|expected| alien(model, &format!("its field `{field}` is not {expected}")))
}

/// The rows that the records of a table give.
fn rows(ask: &Ask, series: Series, table: &Table) -> Result<Answer, ConnectError> {
    let stamp: &[_] = if ask.shape == Shape::Stamped { &STAMP } else { &[] };
    let mut places = Vec::new();
    for (name, kind) in ask.columns.iter().chain(stamp) {
        let name = field(series, name);
        let place = table.fields.iter().position(|field| *field == name);
        if place.is_none() && !matches!(kind, Kind::Model | Kind::Set) {
            return Ok(Err(Gap::Denied(format!("{}.{name}", ask.model))));
        }
        places.push((name, *kind, place));
    }
    let mut rows = Records::new();
    'records: for record in &table.records {
        let mut row = Vec::with_capacity(places.len() + 1);
        for (name, kind, place) in &places {
            match place.and_then(|place| record.get(place)) {
                None if *kind == Kind::Set => row.push(Value::Bool(false)),
                None => row.push(Value::from(ask.model)),
                Some(value) => match column(ask.model, name, *kind, value)? {
                    Some(value) => row.push(value),
                    None => continue 'records,
                },
            }
        }
        if ask.shape == Shape::Stamped {
            let changed = changed(row.get(ask.columns.len()..).unwrap_or_default());
            row.push(Value::Bool(changed));
        }
        rows.push(row);
    }
    Ok(Ok(match ask.shape {
        Shape::Rows | Shape::Stamped => rows,
        Shape::Pairs => pairs(&rows).map(|(one, other)| vec![one.clone(), other.clone()]).collect(),
        Shape::Grouped => grouped(&rows),
        Shape::Flagged => {
            let flagged = rows.iter().filter(|row| row.get(1) == Some(&Value::Bool(true)));
            vec![vec![flagged.filter_map(|row| row.first().cloned()).collect()]]
        }
    }))
}

/// Each id with each of the others that it lists, once.
fn pairs(rows: &[Vec<Value>]) -> impl Iterator<Item = (&Value, &Value)> {
    rows.iter().filter_map(|row| Some((row.first()?, row.get(1)?.as_array()?))).flat_map(|(one, others)| {
        let mut seen = HashSet::new();
        others.iter().filter(move |other| seen.insert(other.as_i64())).map(move |other| (one, other))
    })
}

/// Each of the others with the ids that list it.
fn grouped(rows: &[Vec<Value>]) -> Records {
    let mut by_other: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for (one, other) in pairs(rows) {
        by_other.entry(other.as_i64().unwrap_or_default()).or_default().push(one.clone());
    }
    by_other.into_iter().map(|(other, ones)| vec![Value::from(other), Value::from(ones)]).collect()
}
