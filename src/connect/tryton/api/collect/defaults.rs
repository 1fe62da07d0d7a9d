//! What models allow where no access row speaks, which the server says of every model (8.2: `ir/model.py`, `get_access`): to an
//! administrator, whom rows do not hold, always; to another account of models about which there is no row at all.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::door::{Door, alien};
use super::reader::ApiReader;
use crate::connect::ConnectError;
use crate::connect::tryton::api::fault::Exception;
use crate::connect::tryton::api::judge::truth;
use crate::connect::tryton::api::wire::{Call, is_model};
use crate::connect::tryton::models::shape_of;
use crate::connect::tryton::queries::{ACCESS, ACCESS_FIELDS, MODELS};
use crate::connect::tryton::series::OPERATIONS;
use crate::model::{OpIx, Ops};
use crate::snapshot::{Resource, Snapshot};

/// Models of one request.
const MODELS_AT_ONCE: usize = 100;

impl ApiReader {
    /// What is open on each model, as far as the server tells it to this account.
    pub(super) async fn defaults(&mut self, administers: bool) -> Result<BTreeMap<String, Ops>, ConnectError> {
        let text = |row: &Vec<Value>, at: usize| Some(row.get(at)?.as_str()?.to_owned());
        let Ok(models) = self.kept(&MODELS).await? else { return Ok(BTreeMap::new()) };
        let mut models: BTreeSet<String> = models.iter().filter_map(|row| text(row, 0)).collect();
        models.retain(|model| is_model(model));
        if !administers {
            let (Ok(rows), Ok(fields)) = (self.kept(&ACCESS).await?, self.kept(&ACCESS_FIELDS).await?) else {
                return Ok(BTreeMap::new());
            };
            let spoken = rows.iter().filter_map(|row| text(row, 1)).collect();
            let leans: Vec<(String, String)> =
                fields.iter().filter_map(|row| Some((text(row, 0)?, text(row, 2)?))).collect();
            let spoken = with_leaning(spoken, &leans);
            models.retain(|model| !spoken.contains(model));
        }
        open_on(&self.door, &models.into_iter().collect::<Vec<_>>()).await
    }
}

/// What the server says of each of these models; of those that no program of it knows, nothing.
async fn open_on(door: &Door, models: &[String]) -> Result<BTreeMap<String, Ops>, ConnectError> {
    let mut found = BTreeMap::new();
    let mut chunks: Vec<&[String]> = models.chunks(MODELS_AT_ONCE).collect();
    while let Some(chunk) = chunks.pop() {
        let call = Call::of_model("ir.model.access", "get_access", [json!(chunk)]);
        match door.ask("ir.model.access", &call).await? {
            Ok(told) => {
                for model in chunk {
                    found.insert(model.clone(), open(told.get(model)).ok_or_else(no_access)?);
                }
            }
            // One of the models is known to the database and to no program: the others are asked about without it.
            Err(fault) if fault.exception() == Some(Exception::Program) => {
                if chunk.len() > 1 {
                    let (first, second) = chunk.split_at(chunk.len() / 2);
                    chunks.extend([first, second]);
                }
            }
            Err(fault) => {
                let what = "what is open where no row speaks".to_owned();
                return Err(ConnectError::Unanswered { what, reason: fault.to_string() });
            }
        }
    }
    Ok(found)
}

/// Asks the running system what is open on models of which its database does not tell, for a snapshot that was read from
/// there. Only an administrator is told: others are told what rows leave them.
pub(super) async fn complete(door: &Door, snapshot: &mut Snapshot) -> Result<(), ConnectError> {
    let doubtful = |resource: &&mut Resource| !resource.unsure.is_empty() && is_model(&resource.key);
    let models: Vec<String> =
        snapshot.resources.iter_mut().filter(doubtful).map(|resource| resource.key.clone()).collect();
    if !door.control().await? {
        return Ok(());
    }
    let told = open_on(door, &models).await?;
    for resource in snapshot.resources.iter_mut().filter(doubtful) {
        if let Some(open) = told.get(&resource.key) {
            (resource.unguarded, resource.unsure) = (*open, Ops::NONE);
            resource.shape = shape_of(*open);
        }
    }
    Ok(())
}

/// Models with rows, and those that lean on them, directly or not.
fn with_leaning(mut spoken: BTreeSet<String>, leans: &[(String, String)]) -> BTreeSet<String> {
    loop {
        let more: Vec<&String> = leans
            .iter()
            .filter(|(model, target)| spoken.contains(target) && !spoken.contains(model))
            .map(|(model, _)| model)
            .collect();
        if more.is_empty() {
            return spoken;
        }
        spoken.extend(more.into_iter().cloned().collect::<Vec<_>>());
    }
}

/// `{read: true, write: true, create: false, delete: false}`, with 0 and 1 where a row speaks.
fn open(told: Option<&Value>) -> Option<Ops> {
    let told = told?;
    let mut ops = Ops::NONE;
    for (at, (name, _)) in OPERATIONS.iter().enumerate() {
        if truth(told.get(name)?)? {
            ops = ops.with(Ops::one(OpIx::new(at)));
        }
    }
    Some(ops)
}

fn no_access() -> ConnectError {
    alien("ir.model.access", "no access to a model that was asked about")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaning_goes_all_the_way() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let leans = [pair("a", "b"), pair("b", "c"), pair("d", "e"), pair("e", "d")];
        let all = with_leaning(BTreeSet::from(["c".to_owned()]), &leans);
        assert_eq!(all, BTreeSet::from(["a", "b", "c"].map(str::to_owned)));
        assert_eq!(with_leaning(BTreeSet::from(["d".to_owned()]), &leans).len(), 2);
    }

    #[test]
    fn what_is_open_is_told_in_truths_or_numbers() {
        let told = json!({"read": true, "write": 1, "create": 0, "delete": false});
        assert_eq!(open(Some(&told)), Some(Ops(0b0011)));
        for odd in [json!({"read": true}), json!({"read": true, "write": 2, "create": 0, "delete": 0}), json!(true)] {
            assert_eq!(open(Some(&odd)), None);
        }
    }
}
