//! For which resources the rows of a resource count.

use crate::model::ResourceIx;
use crate::snapshot::Snapshot;

/// By resource: itself, and where the ERP says so, those that lean on it, directly or through others.
#[derive(Debug)]
pub(super) struct Leaning(Vec<Vec<ResourceIx>>);

impl Leaning {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let size = snapshot.resources.len();
        let mut counts: Vec<Vec<ResourceIx>> = (0..size).map(|at| vec![ResourceIx::new(at)]).collect();
        if snapshot.semantics.rows_follow_delegations {
            for (at, parents) in parents(snapshot).into_iter().enumerate() {
                for parent in parents {
                    if let Some(list) = counts.get_mut(parent.index()) {
                        list.push(ResourceIx::new(at));
                    }
                }
            }
        }
        Self(counts)
    }

    /// The resources for which rows on this one count, itself first.
    pub(super) fn on(&self, resource: ResourceIx) -> &[ResourceIx] {
        self.0.get(resource.index()).map_or(&[], Vec::as_slice)
    }
}

/// By resource: what it leans on, directly or through another, each once and never itself.
pub(super) fn parents(snapshot: &Snapshot) -> Vec<Vec<ResourceIx>> {
    let mut direct = vec![Vec::new(); snapshot.resources.len()];
    for delegation in &snapshot.delegations {
        if let Some(of_resource) = direct.get_mut(delegation.resource.index()) {
            of_resource.push(delegation.parent);
        }
    }
    let closure = |resource: usize| {
        let mut reached = vec![ResourceIx::new(resource)];
        let mut next = 0;
        while let Some(at) = reached.get(next).copied() {
            next += 1;
            for parent in direct.get(at.index()).into_iter().flatten() {
                if !reached.contains(parent) {
                    reached.push(*parent);
                }
            }
        }
        reached.split_off(1)
    };
    (0..snapshot.resources.len()).map(closure).collect()
}
