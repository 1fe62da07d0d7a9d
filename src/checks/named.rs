//! What policies name, found in the system. Snapshots keep resources and groups sorted by key.

use fixedbitset::FixedBitSet;

use super::Context;
use crate::model::{GroupIx, ResourceIx};

impl Context<'_> {
    /// The resource of a key.
    pub(super) fn resource_named(&self, key: &str) -> Option<ResourceIx> {
        let found = self.snapshot.resources.binary_search_by(|resource| resource.key.as_str().cmp(key));
        found.ok().map(ResourceIx::new)
    }

    /// The group of a key.
    pub(super) fn group_named(&self, key: &str) -> Option<GroupIx> {
        let found = self.snapshot.groups.binary_search_by(|group| group.key.as_str().cmp(key));
        found.ok().map(GroupIx::new)
    }

    /// The groups of a list that are there, as bits.
    pub(super) fn groups_named(&self, keys: &[String]) -> FixedBitSet {
        let mut bits = self.access.graph().no_groups();
        bits.extend(keys.iter().filter_map(|key| self.group_named(key)).map(GroupIx::index));
        bits
    }
}
