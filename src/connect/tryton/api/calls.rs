//! Which request answers which question (8.2), in a form that changes nothing.
//!
//! A list without a record passes the same checks of access as one with records, in the same order, and then nothing is left
//! to do (`model/modelstorage.py`, `_before_create` to `_before_delete`). It must never reach a model with one record: such a
//! model does to its record whatever is asked for none (`model/modelsingleton.py`), and `delete` would delete it.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::fault::SURPLUS;
use super::server::who_am_i;
use super::wire::{Call, is_model, is_name};
use crate::connect::error::one_line;
use crate::connect::live::{LiveRow, Lookup, Question};
use crate::connect::tryton::shapes;
use crate::model::{OpIx, ResourceIx, SurfaceIx};
use crate::snapshot::{Resource, Shape, Snapshot, SurfaceKind};

/// The order in which lookups want records.
const NEWEST: &str = "DESC";

/// What a question names, looked up and known to be names of Tryton's.
pub(super) struct Names<'s> {
    snapshot: &'s Snapshot,
    /// Models of Tryton's own that are queries.
    queries: HashSet<&'static str>,
}

impl<'s> Names<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, queries: shapes::queries() }
    }

    /// The model's name as the snapshot has it; empty for a position that it does not have.
    pub(super) fn model(&self, at: ResourceIx) -> &'s str {
        self.resource(at).map_or("", |resource| resource.key.as_str())
    }

    fn resource(&self, at: ResourceIx) -> Option<&'s Resource> {
        self.snapshot.resources.get(at.index())
    }

    /// The operation's own name, one of the four that access rows speak of.
    pub(super) fn operation(&self, op: OpIx) -> Result<&'s str, String> {
        let found = self.snapshot.operations.get(op.index()).map(|operation| operation.name.as_str());
        found
            .filter(|name| matches!(*name, "read" | "write" | "create" | "delete"))
            .ok_or_else(|| "that is no operation of Tryton's".to_owned())
    }

    /// Whether a model has one record and no other.
    pub(super) fn is_single(&self, at: ResourceIx) -> bool {
        self.resource(at).is_some_and(|resource| resource.shape == Shape::Single)
    }

    /// Whether records of a model are kept, as far as its fields tell: the steps of wizards and the like have none of those of
    /// who made a record (`model/modelstorage.py`).
    fn keeps_records(&self, at: ResourceIx) -> bool {
        let mut fields = self.snapshot.fields_of(at).iter().peekable();
        fields.peek().is_none() || fields.any(|field| field.name == "create_uid")
    }

    /// Whether a model is known to be an ordinary one that can be called, on which a list without a record does nothing.
    fn is_ordinary(&self, at: ResourceIx) -> Result<(), String> {
        match self.resource(at) {
            Some(resource) if resource.shape != Shape::Records => {
                Err("it has one record, which such a request would change".to_owned())
            }
            Some(resource) if !resource.unsure.is_empty() => {
                Err("the snapshot does not know whether it has one record, which such a request would change: collect over \
                     the API as an administrator"
                    .to_owned())
            }
            // Queries; what they do with a request is their own, and some open everything.
            Some(resource) if resource.unguarded != self.snapshot.all_ops() || self.queries.contains(resource.key.as_str()) => {
                Err("nothing is stored in it".to_owned())
            }
            Some(_) if !self.keeps_records(at) => Err("nothing is stored in it".to_owned()),
            Some(resource) if resource.key.contains('-') => Err("tables of links cannot be called from outside".to_owned()),
            Some(_) => Ok(()),
            None => Err("that is no model of the snapshot".to_owned()),
        }
    }

    /// Whether every rule that counts on a model is for reading and for another operation alike, so that who may not read a
    /// record may not do that to it either.
    pub(super) fn reads_as(&self, at: ResourceIx, op: OpIx) -> bool {
        let read = self.snapshot.operations.iter().position(|operation| operation.name == "read").map(OpIx::new);
        let counts = self.snapshot.leans_on(at);
        let mut rules = self.snapshot.rules.iter().filter(|rule| counts.contains(&rule.resource));
        read.is_some_and(|read| rules.all(|rule| rule.ops.has(read) == rule.ops.has(op)))
    }

    /// The model and the method of a button.
    fn button(&self, at: SurfaceIx) -> Option<(&'s str, &'s str)> {
        let surface = self.snapshot.surfaces.get(at.index()).filter(|surface| surface.kind == SurfaceKind::Button)?;
        let (model, key) = (self.model(surface.resource?), surface.key.as_str());
        let name = key.strip_prefix(model).and_then(|rest| rest.strip_prefix('.')).unwrap_or(key);
        (is_model(model) && is_name(name)).then_some((model, name))
    }

    /// The request that answers a question. A record is its id where it is asked about, and words in a plan.
    pub(super) fn asked(&self, question: &Question<Value>) -> Result<Call<'static>, String> {
        let model = question.resource().map_or("res.user", |at| self.model(at));
        if !is_model(model) {
            return Err("that is no model of Tryton's".to_owned());
        }
        if let Some(field) = question.field().filter(|field| !is_name(field)) {
            return Err(format!("`{}` is no field of Tryton's", one_line(field)));
        }
        match question {
            Question::Control | Question::SignIn | Question::SignInWrong => Ok(who_am_i()),
            // The server's own answer, of the method that its checks ask; open to everybody and for every model.
            Question::Resource { op, .. } => {
                self.operation(*op)?;
                Ok(Call::of_model("ir.model.access", "get_access", [json!([model])]))
            }
            Question::Record { op, record, .. } => match self.operation(*op)? {
                "read" => Ok(Call::of_model(model, "read", [json!([record]), json!(["id"])])),
                // The rules of the operation on that record, worked out while it is read (`model/modelsql.py`, `read`).
                op @ ("write" | "delete") => {
                    Ok(Call::of_model(model, "read", [json!([record]), json!(["id", format!("_{op}")])]))
                }
                op => Err(format!("nobody can {op} a record that is there")),
            },
            Question::Attempt { resource, op, record: None } => {
                self.is_ordinary(*resource)?;
                match self.operation(*op)? {
                    "create" => Ok(Call::of_model(model, "create", [json!([])])),
                    "write" => Ok(Call::of_model(model, "write", [json!([]), json!({})])),
                    op => Err(format!("an attempt to {op} leaves traces in the caches of the server")),
                }
            }
            Question::Attempt { .. } => {
                Err("Tryton writes to a record at once: its own answer is asked for".to_owned())
            }
            Question::ReadField { resource, field, .. } => {
                let records = if self.is_single(*resource) { json!([1]) } else { json!([]) };
                Ok(Call::of_model(model, "read", [records, json!([field])]))
            }
            Question::WriteField { resource, field, .. } => {
                self.is_ordinary(*resource)?;
                let values = Map::from_iter([(field.to_string(), Value::Null)]);
                Ok(Call::of_model(model, "write", [json!([]), values.into()]))
            }
            Question::FilterField { field, .. } => {
                let domain = json!([[field, "=", null]]);
                Ok(Call::of_model(model, "search", [domain, json!(0), json!(1), Value::Null]))
            }
            Question::Anonymous { .. } => Ok(Call::of_model(model, "read", [json!([]), json!(["id"])])),
            Question::Surface { surface } => {
                let (model, button) = self.button(*surface).ok_or("no request tells whether it is open")?;
                Ok(press(model, button))
            }
        }
    }

    /// Truths as truths, where the database gives numbers for them.
    pub(super) fn with_truths(&self, at: ResourceIx, rows: &mut [LiveRow]) {
        let is_truth = |name: &str| self.snapshot.field(at, name).is_some_and(|field| field.field_type == "boolean");
        for (name, value) in rows.iter_mut().flatten().filter(|(_, value)| value.is_number()) {
            if is_truth(name) {
                *value = (*value != json!(0)).into();
            }
        }
    }

    /// The request of a lookup.
    pub(super) fn lookup(&self, lookup: &Lookup) -> Call<'static> {
        let search = |at: &ResourceIx, domain: Value, most: usize, order: Value, fields: Vec<Cow<'_, str>>| {
            // What is switched off is a record as well, and a link to it a link.
            let context = Map::from_iter([("active_test".to_owned(), false.into())]);
            let args = [domain, json!(0), json!(most), order, json!(fields)];
            Call::within(self.model(*at), "search_read", args, context)
        };
        let newest = json!([["id", NEWEST]]);
        match lookup {
            Lookup::Account { .. } => who_am_i(),
            Lookup::Rows { resource, fields, most } => {
                let fields = fields.iter().filter(|field| field.as_ref() != "id" && field.split('.').all(is_name));
                let fields =
                    std::iter::once("id".into()).chain(fields.map(|field| Cow::from(field.as_ref()))).collect();
                search(resource, json!([]), *most, newest, fields)
            }
            Lookup::Stamps { resource, records, account } => {
                let ids: Vec<Value> = records.iter().map(|record| id(&record.0)).collect();
                let domain = json!([["id", "in", ids], ["write_uid", "=", id(account)]]);
                search(resource, domain, records.len(), Value::Null, vec!["id".into(), "write_date".into()])
            }
            Lookup::NewestBy { resource, account } => {
                search(resource, json!([["create_uid", "=", id(account)]]), 1, newest, vec!["id".into()])
            }
        }
    }
}

/// The call of a button without a record and with more arguments than it takes: behind the checks of access
/// (`model/modelview.py`, `ModelView.button`) the language itself refuses it, so that nothing of its own program runs and
/// the transaction is undone.
fn press(model: &str, button: &str) -> Call<'static> {
    let call = Call::of_model(model, button, [json!([])]);
    let mut params = call.params;
    let context = params.pop();
    params.extend(std::iter::repeat_n(Value::Null, SURPLUS));
    params.extend(context);
    Call { params, ..call }
}

/// An id as the server writes it.
pub(super) fn id(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}
