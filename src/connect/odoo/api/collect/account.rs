//! Reads models page by page, within limits, whatever the server says.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::cells::id;
use crate::connect::ConnectError;
use crate::connect::error::{chain, one_line};
use crate::connect::odoo::PRODUCT;
use crate::connect::odoo::api::{Exception, Fault, Rpc};
use crate::connect::odoo::schema::Gap;

/// Records of one answer.
const PAGE: usize = 1_000;
/// The most records of one model.
const LIMIT: usize = 5_000_000;

/// An account that reads.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) rpc: Rpc,
    pub(super) uid: i64,
    pub(super) login: String,
}

/// Records of a model: their values in the order of the fields.
pub(super) type Records = Vec<Vec<Value>>;

/// What the account is shown of a model's fields: their names and their groups, which is an empty text for most.
pub(super) type Shown = BTreeMap<String, String>;

impl Account {
    /// All records of a model that match, by id; a gap where the account may not read it.
    pub(super) async fn read(
        &self,
        model: &str,
        domain: &Value,
        fields: &[&str],
    ) -> Result<Result<Records, Gap>, ConnectError> {
        let mut records = Records::new();
        let mut last = 0;
        loop {
            let page = match self.page(model, domain, fields, last).await? {
                Ok(page) => page,
                Err(gap) => return Ok(Err(gap)),
            };
            let full = page.len() >= PAGE;
            last = keep(model, fields, page, last, &mut records)?;
            if !full {
                return Ok(Ok(records));
            }
        }
    }

    async fn page(
        &self,
        model: &str,
        domain: &Value,
        fields: &[&str],
        after: i64,
    ) -> Result<Result<Vec<Value>, Gap>, ConnectError> {
        let mut terms = vec![json!(["id", ">", after])];
        terms.extend(domain.as_array().into_iter().flatten().cloned());
        let asked = json!({"domain": terms, "fields": fields, "limit": PAGE, "order": "id", "context": context()});
        match self.rpc.call(model, "search_read", json!([]), asked).await {
            Ok(Value::Array(page)) => Ok(Ok(page)),
            Ok(_) => Err(alien(model, "no list of records")),
            Err(fault) => self.refused(model, &fault).map(Err),
        }
    }

    /// How many records of a model match; nothing where the server does not say.
    pub(super) async fn count(&self, model: &str, domain: &Value) -> Result<Option<u64>, ConnectError> {
        match self.rpc.call(model, "search_count", json!([domain]), json!({"context": context()})).await {
            Ok(count) => count.as_u64().map(Some).ok_or_else(|| alien(model, "no number of records")),
            Err(fault) => self.refused(model, &fault).map(|_| None),
        }
    }

    /// The fields of a model that an account is shown.
    pub(super) async fn shown(&self, model: &str) -> Result<Result<Shown, Gap>, ConnectError> {
        let asked = json!({"attributes": ["type", "groups"], "context": context()});
        let answer = match self.rpc.call(model, "fields_get", json!([]), asked).await {
            Ok(answer) => answer,
            // No such model: the module that brings it is not installed.
            Err(fault) if matches!(fault.exception(), Some(Exception::UserError | Exception::NotFound)) => {
                return Ok(Err(Gap::Missing(model.to_owned())));
            }
            Err(fault) => return self.refused(model, &fault).map(Err),
        };
        let Value::Object(fields) = answer else { return Err(alien(model, "no fields")) };
        let groups = |about: Value| match about.get("groups") {
            None | Some(Value::Null | Value::Bool(false)) => Ok(String::new()),
            Some(Value::String(groups)) => Ok(groups.clone()),
            Some(_) => Err(alien(model, "groups of a field that are no text")),
        };
        let shown: Result<Shown, _> =
            fields.into_iter().map(|(name, about)| groups(about).map(|groups| (name, groups))).collect();
        shown.map(Ok)
    }

    /// The technical names of records; empty where a record has none or the server does not say.
    ///
    /// `get_external_id` reads `ir.model.data` with the server's own rights (16 to 19), so that it helps an account that may
    /// not. Of several names it tells the oldest.
    pub(super) async fn external_ids(&self, model: &str, ids: &[i64]) -> Result<Vec<(i64, String)>, ConnectError> {
        let mut found = Vec::new();
        for part in ids.chunks(PAGE) {
            let answer = match self.rpc.call(model, "get_external_id", json!([part]), json!({})).await {
                Ok(answer) => answer,
                // A server that does not let it be called tells no names.
                Err(Fault::Raised { .. }) => return Ok(found),
                Err(fault) => return Err(failed(model, &fault)),
            };
            let names = answer.as_object().ok_or_else(|| alien(model, "no technical names"))?;
            found.extend(part.iter().filter_map(|id| {
                let name = names.get(&id.to_string())?.as_str()?;
                Some((*id, name.to_owned()))
            }));
        }
        Ok(found)
    }

    /// What a fault means for the model that was asked: a right that is missing, or the end of collecting.
    fn refused(&self, model: &str, fault: &Fault) -> Result<Gap, ConnectError> {
        match fault.exception() {
            Some(Exception::AccessError) => Ok(Gap::Denied(model.to_owned())),
            Some(Exception::AccessDenied) => {
                Err(ConnectError::ApiLogin { product: &PRODUCT, login: self.login.clone() })
            }
            _ => Err(failed(model, fault)),
        }
    }
}

/// Inactive records too, names as the modules wrote them, and menus whether the account sees them or not.
fn context() -> Value {
    json!({"active_test": false, "lang": "en_US", "ir.ui.menu.full_list": true})
}

/// An answer that no Odoo gives.
pub(super) fn alien(model: &str, what: &str) -> ConnectError {
    ConnectError::Alien { product: &PRODUCT, what: format!("`{}`: {what}", one_line(model)) }
}

/// A request without a result.
fn failed(model: &str, fault: &Fault) -> ConnectError {
    ConnectError::Unanswered { what: one_line(model), reason: chain(fault) }
}

/// A record's id and its values in the order of the fields.
fn values(model: &str, fields: &[&str], record: Value) -> Result<(i64, Vec<Value>), ConnectError> {
    let Value::Object(mut record) = record else { return Err(alien(model, "a record that is none")) };
    let at = record.get("id").and_then(id).ok_or_else(|| alien(model, "a record without an id"))?;
    let take = |record: &mut Map<String, Value>, field: &&str| match *field {
        "id" => Ok(Value::from(at)),
        field => record.remove(field).ok_or_else(|| alien(model, &format!("a record without its field `{field}`"))),
    };
    let values: Result<Vec<Value>, _> = fields.iter().map(|field| take(&mut record, field)).collect();
    Ok((at, values?))
}

/// Keeps the records of a page that come after the id `last`, in the order of their ids, and gives the last one's.
fn keep(
    model: &str,
    fields: &[&str],
    page: Vec<Value>,
    mut last: i64,
    records: &mut Records,
) -> Result<i64, ConnectError> {
    for record in page {
        let (at, record) = values(model, fields, record)?;
        if at <= last || records.len() >= LIMIT {
            return Err(alien(model, "more records than were asked for, or in another order"));
        }
        last = at;
        records.push(record);
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(page: Value) -> Result<(i64, Records), String> {
        let (Value::Array(page), mut records) = (page, Records::new()) else { panic!("no page") };
        let last = keep("res.users", &["id", "login"], page, 4, &mut records).map_err(|error| error.to_string())?;
        Ok((last, records))
    }

    #[test]
    fn a_page_is_kept_in_the_order_of_the_fields() {
        let page = json!([{"login": "a", "id": 5, "more": 1}, {"login": false, "id": 7}]);
        let records = vec![vec![json!(5), json!("a")], vec![json!(7), json!(false)]];
        assert_eq!(kept(page), Ok((7, records)));
    }

    #[test]
    fn a_page_that_would_never_end_or_is_no_page_is_refused() {
        for page in [
            json!([{"id": 4, "login": "seen before"}]),
            json!([{"id": 6, "login": "b"}, {"id": 5, "login": "a"}]),
            json!([{"id": 5}]),
            json!([{"login": "a"}]),
            json!([{"id": "5", "login": "a"}]),
            json!([5]),
        ] {
            let error = kept(page).unwrap_err();
            assert!(error.contains("`res.users`: "), "{error}");
        }
    }
}
