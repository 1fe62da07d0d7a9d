//! Groups and logins by the names that people write in a role map.

use std::collections::HashMap;

use crate::model::GroupIx;
use crate::snapshot::Snapshot;

/// A login for comparing: case does not matter, as in [`crate::model::Glob`].
pub(super) fn folded(login: &str) -> String {
    login.to_lowercase()
}

/// Finds groups by technical name or by full name (`Category / Name`).
#[derive(Debug)]
pub struct GroupNames<'s> {
    by_key: HashMap<&'s str, GroupIx>,
    /// `None` where several groups share the full name.
    by_full_name: HashMap<&'s str, Option<GroupIx>>,
}

impl<'s> GroupNames<'s> {
    /// The names of a snapshot's groups. A full name that two groups share finds neither.
    pub fn of(snapshot: &'s Snapshot) -> Self {
        let mut by_key = HashMap::new();
        let mut by_full_name: HashMap<&str, Option<GroupIx>> = HashMap::new();
        for (at, group) in snapshot.groups.iter().enumerate() {
            let ix = GroupIx::new(at);
            by_key.insert(group.key.as_str(), ix);
            by_full_name.entry(group.full_name.as_str()).and_modify(|found| *found = None).or_insert(Some(ix));
        }
        Self { by_key, by_full_name }
    }

    /// The group of a name; the technical name wins.
    pub fn find(&self, name: &str) -> Option<GroupIx> {
        self.by_key.get(name).copied().or_else(|| self.by_full_name.get(name).copied().flatten())
    }

    /// Whether several groups are called so and none has it as technical name.
    pub fn is_shared(&self, name: &str) -> bool {
        !self.by_key.contains_key(name) && self.by_full_name.get(name).is_some_and(Option::is_none)
    }
}
