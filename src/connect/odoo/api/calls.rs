//! Which method answers which question (16.0 to 19.0), in a form that changes nothing.

use serde_json::{Map, Value, json};

use super::wire::{Method, is_name};
use crate::connect::live::{Lookup, Question, RecordId};
use crate::connect::odoo::series::Series;
use crate::model::{OpIx, ResourceIx, Verb};
use crate::net::Repeat;
use crate::snapshot::Snapshot;

/// A field that no model has. A write that names it is refused with a `ValueError` that names it, after the checks of
/// access and before any effect; it must stand last, because 19 checks fields in the order in which they are given.
pub(super) const SENTINEL: &str = "zz_rolecall_probe";

/// Models that can be created up to the refusal without side effects, given a name: without one `sale.order` takes a number
/// from a sequence (16.0 to 19.0). `hr.employee` is none of them: it makes its `resource.resource` before its own rights
/// are checked, so that a refusal is about that one (`addons/resource/models/resource_mixin.py`).
const CREATABLE: [&str; 2] = ["res.partner", "sale.order"];

/// What a question names, looked up and known to be names of Odoo's.
pub(super) struct Names<'s> {
    snapshot: &'s Snapshot,
}

impl<'s> Names<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot }
    }

    /// The model's name as the snapshot has it; empty for a position that it does not have.
    pub(super) fn model(&self, resource: ResourceIx) -> &'s str {
        self.snapshot.resources.get(resource.index()).map_or("", |resource| resource.key.as_str())
    }

    /// Whether the snapshot has a model of this name.
    pub(super) fn has_model(&self, name: &str) -> bool {
        self.snapshot.resources.binary_search_by(|resource| resource.key.as_str().cmp(name)).is_ok()
    }

    fn operation(&self, op: OpIx) -> Result<(&'s str, Verb), String> {
        let found = self.snapshot.operations.get(op.index()).filter(|operation| is_name(&operation.name));
        found.map(|found| (found.name.as_str(), found.verb)).ok_or_else(|| "that is no operation of Odoo's".to_owned())
    }

    /// The method that answers a question of a model; nothing for questions that are not asked of a model. A record is a
    /// number where it is asked, and a text in a plan.
    pub(super) fn method(&self, series: Series, question: &Question<Value>) -> Result<Option<Method<'s>>, String> {
        let unknown = || "that is no model of Odoo's".to_owned();
        let model = question.resource().map_or("res.users", |resource| self.model(resource));
        if !is_name(model) {
            return Err(unknown());
        }
        if let Some(field) = question.field().filter(|field| !is_name(field) || field.contains('.')) {
            return Err(format!("`{}` is no field of Odoo's", crate::connect::error::one_line(field)));
        }
        let of_records = |name, ids: Value, with: Value| Ok(Some(Method::new(model, name, [ids, with])));
        let by_has_access = series >= Series::V18;
        match question {
            Question::SignIn | Question::SignInWrong | Question::Anonymous { .. } => Ok(None),
            // Odoo refuses to search by a field that the account may not read, as it refuses to read it.
            Question::FilterField { .. } => Err("what reading the field tells is enough".to_owned()),
            // The web client decides what it shows; what lies behind is asked by itself.
            Question::Surface { .. } => Err("menus and actions are no boundary in Odoo".to_owned()),
            Question::Control => Ok(Some(Method::new(model, "context_get", []))),
            Question::Resource { op, .. } => {
                let (op, _) = self.operation(*op)?;
                if by_has_access {
                    return of_records("has_access", json!([]), json!(op));
                }
                Ok(Some(Method::new(model, "check_access_rights", [json!(op)]).with("raise_exception", json!(false))))
            }
            Question::Record { op, record, .. } => {
                let (op, _) = self.operation(*op)?;
                let name = if by_has_access { "has_access" } else { "check_access_rule" };
                of_records(name, json!([record]), json!(op))
            }
            Question::Attempt { op, record, .. } => match (self.operation(*op)?, record) {
                ((_, Verb::Write), Some(record)) => {
                    writable(series, model)?;
                    Ok(Some(refused_write(model, record, json!({ SENTINEL: 1 }))))
                }
                ((_, Verb::Create), None) if CREATABLE.contains(&model) => {
                    Ok(Some(Method::new(model, "create", [json!({ "name": "rolecall probe", SENTINEL: 1 })])))
                }
                ((op, _), _) => Err(format!("no way to try `{op}` on `{model}` without side effects is known")),
            },
            // The contents of files are not wanted: their size does as well.
            Question::ReadField { field, record, .. } => {
                let method = Method::new(model, "read", [json!([record]), json!([field])]);
                Ok(Some(method.with("context", json!({ "bin_size": true }))))
            }
            Question::WriteField { field, record, .. } => {
                writable(series, model)?;
                if field.as_ref() >= SENTINEL {
                    return Err(format!("`{field}` sorts behind the field that makes the write harmless"));
                }
                let mut values = Map::new();
                values.insert(field.as_ref().to_owned(), json!(false));
                values.insert(SENTINEL.to_owned(), json!(1));
                Ok(Some(refused_write(model, record, Value::Object(values))))
            }
        }
    }

    /// The method of a lookup. Archived records count, and the newest come first.
    pub(super) fn lookup(&self, lookup: &Lookup) -> Method<'s> {
        let search = |resource: &ResourceIx, domain: Value, fields: Value| {
            Method::new(self.model(*resource), "search_read", [domain, fields])
                .with("order", json!("id desc"))
                .with("context", json!({ "active_test": false }))
        };
        match lookup {
            Lookup::Account { account } => {
                let fields = ["partner_id", "commercial_partner_id", "company_id", "company_ids"];
                Method::new("res.users", "read", [json!([id(account)]), json!(fields)])
            }
            Lookup::Rows { resource, fields, most } => {
                // An empty list would ask for every field.
                let fields: Vec<&str> = std::iter::once("id").chain(fields.iter().map(AsRef::as_ref)).collect();
                search(resource, json!([]), json!(fields)).with("limit", json!(most))
            }
            Lookup::Stamps { resource, records, account } => {
                // In a plan, where no record is chosen yet, words stand for the ids.
                let named = |record: &RecordId| id(&record.0).unwrap_or_else(|| json!(record.0));
                let ids: Vec<Value> = records.iter().map(named).collect();
                let domain = json!([["id", "in", ids], ["write_uid", "=", id(account)]]);
                search(resource, domain, json!(["write_date"]))
            }
            Lookup::NewestBy { resource, account } => {
                let domain = json!([["create_uid", "=", id(account)]]);
                search(resource, domain, json!(["id"])).with("limit", json!(1))
            }
        }
    }
}

/// An id of a record or an account: a number from 1 to PostgreSQL's largest `integer`.
pub(super) fn id(text: &str) -> Option<Value> {
    text.parse::<i32>().ok().filter(|id| *id > 0).map(Value::from)
}

/// A write that Odoo refuses in any case, so that it may be sent again when its answer was lost. A create may not: each
/// leaves a gap in a sequence.
fn refused_write<'a>(model: &'a str, record: &Value, values: Value) -> Method<'a> {
    Method { repeat: Repeat::Safe, ..Method::new(model, "write", [json!([record]), values]) }
}

/// In 19 `res.partner.write` raises `KeyError` for an unknown field before it checks anything.
fn writable(series: Series, model: &str) -> Result<(), String> {
    if series >= Series::V19 && model == "res.partner" {
        return Err("Odoo 19 answers `KeyError` to everybody who writes an unknown field to `res.partner`, \
                    so no harmless write tells anything"
            .to_owned());
    }
    Ok(())
}
