//! Users collapse into distinct sets of groups; each set's access is computed once.

use std::borrow::Cow;
use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::{Cells, GroupGraph};
use crate::model::{GroupIx, OpIx, ResourceIx, UserIx};
use crate::snapshot::{Grantee, MembershipRule, Snapshot};

/// The effective access of every user of a snapshot.
#[derive(Debug)]
pub struct Access<'s> {
    snapshot: &'s Snapshot,
    graph: GroupGraph,
    everyone: Cells,
    /// What each group's own rows allow; `None` where it has no row.
    by_group: Vec<Option<Cells>>,
    /// Stored memberships, grouped by user: those of user *u* are `held[starts[u]..starts[u + 1]]`.
    held: Vec<GroupIx>,
    starts: Vec<usize>,
    profiles: Vec<Profile>,
    profile_of: Vec<u32>,
}

/// What all users with the same groups can do.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The groups that count.
    pub groups: FixedBitSet,
    /// Bypasses every check.
    pub superuser: bool,
    /// What is allowed.
    pub cells: Cells,
}

impl<'s> Access<'s> {
    /// Computes every user's access; inactive users are computed as if they were let in again.
    pub fn compute(snapshot: &'s Snapshot) -> Self {
        let graph = GroupGraph::of(snapshot);
        let mut everyone = Cells::none(snapshot);
        let mut by_group: Vec<Option<Cells>> = vec![None; snapshot.groups.len()];
        for grant in snapshot.grants.iter().filter(|grant| grant.active) {
            match grant.to {
                Grantee::Everyone => everyone.insert(grant.resource, grant.ops),
                Grantee::Group(group) => {
                    if let Some(slot) = by_group.get_mut(group.index()) {
                        slot.get_or_insert_with(|| Cells::none(snapshot)).insert(grant.resource, grant.ops);
                    }
                }
            }
        }
        let (held, starts) = memberships_by_user(snapshot);
        let mut access = Self {
            snapshot,
            graph,
            everyone,
            by_group,
            held,
            starts,
            profiles: Vec::new(),
            profile_of: Vec::with_capacity(snapshot.users.len()),
        };
        access.collapse();
        access
    }

    fn collapse(&mut self) {
        let (mut profiles, mut profile_of) = (Vec::new(), std::mem::take(&mut self.profile_of));
        let mut known: HashMap<(&[GroupIx], bool), u32> = HashMap::new();
        for (at, user) in self.snapshot.users.iter().enumerate() {
            let held = self.held(UserIx::new(at));
            let profile = *known.entry((held, user.superuser)).or_insert_with(|| {
                profiles.push(self.profile(held.iter().copied(), user.superuser));
                u32::try_from(profiles.len() - 1).unwrap_or(u32::MAX)
            });
            profile_of.push(profile);
        }
        (self.profiles, self.profile_of) = (profiles, profile_of);
    }

    fn profile(&self, held: impl Iterator<Item = GroupIx>, superuser: bool) -> Profile {
        let groups = match self.snapshot.semantics.membership {
            MembershipRule::Stored => {
                let mut groups = self.graph.no_groups();
                groups.extend(held.map(GroupIx::index));
                groups
            }
            MembershipRule::Closure => self.graph.closure(held),
        };
        let cells = if superuser { Cells::all(self.snapshot) } else { self.cells_of(&groups) };
        Profile { groups, superuser, cells }
    }

    /// What the rows of a set of groups, and the rows for everyone, allow.
    pub fn cells_of(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.everyone.clone();
        for rows in groups.ones().filter_map(|group| self.by_group.get(group)?.as_ref()) {
            cells.add(rows);
        }
        cells
    }

    /// The snapshot behind it.
    pub fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Which group brings which.
    pub fn graph(&self) -> &GroupGraph {
        &self.graph
    }

    /// What everyone may do, callers without a login included.
    pub fn everyone(&self) -> &Cells {
        &self.everyone
    }

    /// The groups that are stored for a user, in order.
    pub fn held(&self, user: UserIx) -> &[GroupIx] {
        let start = self.starts.get(user.index()).copied().unwrap_or_default();
        let end = self.starts.get(user.index() + 1).copied().unwrap_or(start);
        self.held.get(start..end).unwrap_or_default()
    }

    /// The distinct sets of groups that users have.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The position of a user's profile in [`Access::profiles`].
    #[expect(clippy::indexing_slicing, reason = "INVARIANT: `collapse` pushes one entry for each user")]
    pub fn profile_index(&self, user: UserIx) -> usize {
        self.profile_of[user.index()] as usize
    }

    /// What a user can do.
    #[expect(clippy::indexing_slicing, reason = "INVARIANT: `collapse` numbers profiles as it pushes them")]
    pub fn of(&self, user: UserIx) -> &Profile {
        &self.profiles[self.profile_index(user)]
    }

    /// Whether a user may do an operation on a resource, before any record rule.
    pub fn allowed(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        self.of(user).cells.has(resource, op)
    }
}

/// Stored memberships as one list by user, each user's groups sorted and without repeats, and where each user's begin.
fn memberships_by_user(snapshot: &Snapshot) -> (Vec<GroupIx>, Vec<usize>) {
    let mut rows = Cow::from(&snapshot.memberships);
    if !rows.is_sorted_by(|a, b| a < b) {
        let rows = rows.to_mut();
        rows.sort_unstable();
        rows.dedup();
    }
    let mut starts = Vec::with_capacity(snapshot.users.len() + 1);
    let mut at = 0;
    for user in 0..snapshot.users.len() {
        starts.push(at);
        while rows.get(at).is_some_and(|row| row.0.index() == user) {
            at += 1;
        }
    }
    starts.push(at);
    (rows.iter().map(|row| row.1).collect(), starts)
}
