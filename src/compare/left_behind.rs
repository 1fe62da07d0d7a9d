//! Memberships that a removed implication seems to have left behind.

use std::collections::BTreeMap;

use super::Design;
use crate::access::Access;
use crate::model::{GroupIx, UserIx};
use crate::snapshot::MembershipRule;

/// Groups left behind, each with the group that seems to have brought it and the members who kept it.
///
/// Where implied groups are stored as rows (Odoo 16 to 18), removing an implication leaves the rows, and the database
/// does not say which rows those are. The evidence asked for here: a group was edited by hand; its members from before
/// that edit, at least two, all hold another group that nothing they hold implies; and nobody else holds that one.
#[derive(Debug, Default)]
pub struct LeftBehind {
    /// Users in order.
    groups: BTreeMap<GroupIx, (GroupIx, Vec<UserIx>)>,
}

impl LeftBehind {
    /// Looks through a snapshot; groups that the design gives all who kept them are left out.
    pub fn of(access: &Access<'_>, design: Option<&Design<'_>>) -> Self {
        let snapshot = access.snapshot();
        let mut found = Self::default();
        let edited: Vec<(GroupIx, &str)> = (0u32..)
            .zip(&snapshot.groups)
            .filter_map(|(at, group)| Some((GroupIx(at), group.changed.as_deref()?)))
            .collect();
        if snapshot.semantics.membership != MembershipRule::Stored || edited.is_empty() {
            return found;
        }
        let mut members: BTreeMap<GroupIx, Vec<UserIx>> = BTreeMap::new();
        for membership in snapshot.memberships.iter().filter(|row| snapshot.user(row.0).active) {
            members.entry(membership.1).or_default().push(membership.0);
        }
        for users in members.values_mut() {
            users.sort_unstable();
            users.dedup();
        }
        for (cause, changed) in edited {
            let from_before =
                |user: &UserIx| snapshot.user(*user).created.as_deref().is_some_and(|made| made < changed);
            let kept: Vec<UserIx> = members.get(&cause).into_iter().flatten().copied().filter(from_before).collect();
            if kept.len() < 2 {
                continue;
            }
            for (group, holders) in &members {
                let implied = |user: &UserIx| {
                    let mut held = access.held(*user).iter();
                    held.any(|held| held != group && access.graph().brings(*held, *group))
                };
                let given = |user: &UserIx| design.is_some_and(|design| design.gives(*user, *group));
                if *group != cause && *holders == kept && !kept.iter().any(implied) && !kept.iter().all(given) {
                    found.groups.entry(*group).or_insert_with(|| (cause, kept.clone()));
                }
            }
        }
        found
    }

    /// Each group left behind, the group that seems to have brought it, and who kept it.
    pub fn iter(&self) -> impl Iterator<Item = (GroupIx, GroupIx, &[UserIx])> {
        self.groups.iter().map(|(group, (cause, users))| (*group, *cause, users.as_slice()))
    }

    /// Whether all these users seem to have kept the group.
    pub fn explains(&self, group: GroupIx, users: &[UserIx]) -> bool {
        self.groups.get(&group).is_some_and(|(_, kept)| users.iter().all(|user| kept.binary_search(user).is_ok()))
    }
}
