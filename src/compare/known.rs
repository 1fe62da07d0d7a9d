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
        operations: snapshot.operations.iter().map(|operation| operation.name.to_lowercase()).collect(),
        verbs: snapshot.operations.iter().filter_map(verb).collect(),
        origins: snapshot.grants.iter().any(|grant| grant.origin.is_vendor()),
        fields,
    }
}

/// The word of role maps that means an operation, whatever it is called.
fn verb(operation: &Operation) -> Option<String> {
    let word = match operation.verb {
        Verb::Read => "read",
        Verb::Write => "write",
        Verb::Create => "create",
        Verb::Delete => "delete",
        Verb::Look | Verb::Other => return None,
    };
    Some(word.to_owned())
}
