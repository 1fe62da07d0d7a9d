//! What a system knows, as plain names for the linter.

use std::collections::BTreeMap;

use crate::model::{Operation, Verb};
use crate::rolemap::Known;
use crate::snapshot::Snapshot;

/// The names of a snapshot's groups, resources and operations.
pub fn known(snapshot: &Snapshot) -> Known {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for field in &snapshot.fields {
        fields.entry(snapshot.resource(field.resource).key.clone()).or_default().push(field.name.clone());
    }
    Known {
        kind: snapshot.system.kind.clone(),
        groups: snapshot.groups.iter().map(|group| (group.key.clone(), group.full_name.clone())).collect(),
        resources: snapshot.resources.iter().map(|resource| resource.key.clone()).collect(),
        operations: snapshot.operations.iter().map(word).collect(),
        fields,
    }
}

/// An operation in the words of role maps.
fn word(operation: &Operation) -> String {
    match operation.verb {
        Verb::Read => "read".to_owned(),
        Verb::Write => "write".to_owned(),
        Verb::Create => "create".to_owned(),
        Verb::Delete => "delete".to_owned(),
        Verb::Look | Verb::Other => operation.name.to_lowercase(),
    }
}
