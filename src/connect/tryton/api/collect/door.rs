//! The account that collects, and the requests that it makes: searches page by page, counts.

use serde_json::{Map, Value, json};

use super::asks::{Ask, Rows};
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::connect::live::Login;
use crate::connect::questions::Gap;
use crate::connect::tryton::PRODUCT;
use crate::connect::tryton::api::fault::{Exception, Fault};
use crate::connect::tryton::api::judge::truth;
use crate::connect::tryton::api::server::who_am_i;
use crate::connect::tryton::api::wire::{self, Call, plain};
use crate::net::Client;

/// Records of one request; servers refuse more than 10,000 by default (`[request] records_limit`).
const PAGE: usize = 1000;
/// The most pages of one search: beyond any system, and an end to a server that never comes to one.
const PAGES: usize = 5000;

/// The columns of each row, in the order in which they were asked for.
pub(super) type Cells = Vec<Vec<Value>>;

/// Who asks, and where.
pub(super) struct Door {
    pub(super) client: Client,
    pub(super) database: String,
    pub(super) login: Login,
}

impl Door {
    /// What a call gave, or the fault.
    pub(super) async fn ask(&self, what: &str, call: &Call<'_>) -> Result<Result<Value, Fault>, ConnectError> {
        let answer = self.client.send(&wire::sent_as(call.request(&self.database), &self.login)).await;
        let unanswered = |error: crate::net::NetError| ConnectError::Unanswered {
            what: what.to_owned(),
            reason: one_line(&error.to_string()),
        };
        Ok(wire::result(&answer.map_err(unanswered)?))
    }

    /// Fails unless the session is the account's. Tells whether that is an administrator, to whom every row is allowed.
    pub(super) async fn control(&self) -> Result<bool, ConnectError> {
        match self.ask("res.user", &who_am_i()).await? {
            Ok(Value::Object(told)) => Ok(told.get("administrator").and_then(truth) == Some(true)),
            Ok(_) => Err(alien("res.user", "no preferences")),
            Err(fault) => Err(ConnectError::Unanswered { what: "the account".to_owned(), reason: fault.to_string() }),
        }
    }

    /// The rows of a search, or what keeps the account from it. Each page begins behind the last id of the one before, so that
    /// what comes and goes meanwhile moves nothing.
    pub(super) async fn rows(&self, ask: &Ask) -> Result<Result<Cells, Gap>, ConnectError> {
        let (mut rows, mut after) = (Cells::new(), None);
        for _ in 0..PAGES {
            let records = match self.page(ask, after).await? {
                Ok(records) => records,
                Err(fault) => return gap(ask.model, &fault).map(Err),
            };
            let last = records.len() < PAGE;
            for record in records {
                let Value::Object(record) = record else { return Err(alien(ask.model, "a record is none")) };
                let id = record.get("id").and_then(Value::as_i64);
                let Some(id) = id.filter(|id| after.is_none_or(|after| *id > after)) else {
                    return Err(alien(ask.model, "records are not in the order of their ids"));
                };
                after = Some(id);
                if let Err(missing) = cells(ask, id, record, &mut rows)? {
                    return Ok(Err(Gap::Missing(missing)));
                }
            }
            if last {
                return Ok(Ok(rows));
            }
        }
        Err(alien(ask.model, "a search without an end"))
    }

    async fn page(&self, ask: &Ask, after: Option<i64>) -> Result<Result<Vec<Value>, Fault>, ConnectError> {
        let mut domain = ask.domain();
        domain.extend(after.map(|after| json!(["id", ">", after])));
        let args = [json!(domain), json!(0), json!(PAGE), json!([["id", "ASC"]]), json!(ask.fields())];
        let call = Call::within(ask.model, "search_read", args, context(ask));
        match self.ask(ask.model, &call).await? {
            Ok(Value::Array(records)) if records.len() <= PAGE => Ok(Ok(records)),
            Ok(_) => Err(alien(ask.model, "no list of records")),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// How many records there are, counted by another call; nothing where that is refused.
    pub(super) async fn count(&self, ask: &Ask) -> Result<Option<u64>, ConnectError> {
        let call = Call::within(ask.model, "search_count", [json!(ask.domain())], context(ask));
        match self.ask(ask.model, &call).await? {
            Ok(count) => Ok(count.as_u64()),
            Err(fault) => gap(ask.model, &fault).map(|_| None),
        }
    }
}

fn context(ask: &Ask) -> Map<String, Value> {
    if ask.inactive { Map::from_iter([("active_test".to_owned(), false.into())]) } else { Map::new() }
}

/// What keeps an account from a model. Anything but a refusal or something that is not there ends the collection.
fn gap(model: &str, fault: &Fault) -> Result<Gap, ConnectError> {
    match fault.exception() {
        Some(Exception::Denied | Exception::DeniedByRules | Exception::NotOpen) => Ok(Gap::Denied(model.to_owned())),
        // An unknown model or field is an error of the program.
        Some(Exception::Program) => Ok(Gap::Missing(model.to_owned())),
        _ => Err(ConnectError::Unanswered { what: model.to_owned(), reason: fault.to_string() }),
    }
}

/// The rows that a record makes, or the first field that it does not show.
fn cells(
    ask: &Ask,
    id: i64,
    mut record: Map<String, Value>,
    rows: &mut Cells,
) -> Result<Result<(), String>, ConnectError> {
    match ask.rows {
        Rows::Fields(fields) => {
            let mut row = Vec::with_capacity(fields.len());
            for field in fields {
                match record.remove(*field).map(plain) {
                    Some(Value::Array(_) | Value::Object(_)) => {
                        return Err(alien(ask.model, "a field holds more than a value"));
                    }
                    Some(value) => row.push(value),
                    None => return Ok(Err(format!("{}.{field}", ask.model))),
                }
            }
            rows.push(row);
        }
        Rows::Links(field) => {
            let Some(linked) = record.remove(field) else { return Ok(Err(format!("{}.{field}", ask.model))) };
            let ids = linked.as_array().map(Vec::as_slice);
            let ids = ids.filter(|ids| ids.iter().all(Value::is_i64));
            let ids = ids.ok_or_else(|| alien(ask.model, "a field holds no links"))?;
            rows.extend(ids.iter().map(|to| vec![id.into(), to.clone(), true.into()]));
        }
        Rows::Names => {
            let name = record.get("xml_id").and_then(Value::as_str).and_then(|name| name.split_once('.'));
            rows.extend(name.map(|(module, name)| vec![ask.model.into(), id.into(), module.into(), name.into()]));
        }
    }
    Ok(Ok(()))
}

pub(super) fn alien(model: &str, what: &str) -> ConnectError {
    ConnectError::Alien { product: &PRODUCT, what: format!("`{model}`: {what}") }
}
