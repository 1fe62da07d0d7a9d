//! What a system knows, as plain names for the linter.

use crate::rolemap::Known;
use crate::snapshot::Snapshot;

/// The names of a snapshot's groups, resources and operations.
pub fn known(snapshot: &Snapshot) -> Known {
    Known {
        kind: snapshot.system.kind.clone(),
        groups: snapshot.groups.iter().map(|group| (group.key.clone(), group.full_name.clone())).collect(),
        resources: snapshot.resources.iter().map(|resource| resource.key.clone()).collect(),
        operations: snapshot.operations.iter().map(|operation| operation.name.clone()).collect(),
        fields: snapshot
            .fields
            .iter()
            .map(|field| (snapshot.resource(field.resource).key.clone(), field.name.clone()))
            .collect(),
    }
}
