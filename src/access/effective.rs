//! Users collapse into distinct sets of groups; each set's access is computed once.

use std::borrow::Cow;
use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::leaning::Leaning;
use super::levels::Levels;
use super::open;
use super::rows::Rows;
use super::shared::{Shared, SharedOps};
use super::{Cells, GroupGraph};
use crate::model::{GroupIx, OpIx, Ops, ResourceIx, UserIx};
use crate::snapshot::{MembershipRule, Snapshot, UserKind};

/// The effective access of every user of a snapshot.
#[derive(Debug)]
pub struct Access<'s> {
    snapshot: &'s Snapshot,
    graph: GroupGraph,
    leaning: Leaning,
    rows: Rows,
    pub(super) levels: Levels,
    shared: Shared,
    /// Groups that the ERP gives by itself, in order.
    given: Vec<GroupIx>,
    /// Stored memberships, grouped by user: those of user *u* are `held[starts[u]..starts[u + 1]]`.
    held: Vec<GroupIx>,
    starts: Vec<usize>,
    profiles: Vec<Profile>,
    profile_of: Vec<u32>,
}

/// What makes accounts alike: groups, bypassing, kind where that decides, and what single records let them do.
type Alike<'x> = (&'x [GroupIx], bool, Option<UserKind>, SharedOps);

/// What all users with the same groups can do.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The groups that count.
    pub groups: FixedBitSet,
    /// Bypasses every check.
    pub superuser: bool,
    /// What the groups allow, on some record at least.
    pub cells: Cells,
    /// Those among `cells` that hold on own records alone; none where the ERP knows no such rows.
    own: Option<Cells>,
    /// Of what the source does not tell whether they can do it; none where everything is known.
    unsure: Option<Cells>,
    /// What single records that are shared with them allow.
    shared: SharedOps,
}

impl Profile {
    /// The operations that the groups allow on own records alone.
    pub fn own_ops(&self, resource: ResourceIx) -> Ops {
        self.own.as_ref().map_or(Ops::NONE, |own| own.ops(resource))
    }

    /// The operations of which the source does not tell whether they are allowed: *not assessed*.
    pub fn unsure_ops(&self, resource: ResourceIx) -> Ops {
        self.unsure.as_ref().map_or(Ops::NONE, |unsure| unsure.ops(resource))
    }

    /// The operations that single shared records allow.
    pub fn shared_ops(&self, resource: ResourceIx) -> Ops {
        self.shared.ops(resource)
    }
}

impl<'s> Access<'s> {
    /// Computes every user's access; inactive users are computed as if they were let in again.
    pub fn compute(snapshot: &'s Snapshot) -> Self {
        let groups = snapshot.groups.iter().enumerate();
        let (held, starts) = memberships_by_user(snapshot);
        let leaning = Leaning::of(snapshot);
        let mut access = Self {
            snapshot,
            graph: GroupGraph::of(snapshot),
            rows: Rows::of(snapshot, &leaning),
            leaning,
            levels: Levels::of(snapshot),
            shared: Shared::of(snapshot),
            given: groups.filter(|(_, group)| group.given_to.is_some()).map(|(at, _)| GroupIx::new(at)).collect(),
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
        let mut known: HashMap<Alike<'_>, u32> = HashMap::new();
        for (at, user) in self.snapshot.users.iter().enumerate() {
            let held = self.held(UserIx::new(at));
            // The kind of account decides only where the ERP gives groups by it, and whether rules hold who bypasses the rows.
            let bound = user.superuser && self.snapshot.semantics.rules_bind_superusers;
            let kind = (bound || !self.given.is_empty()).then_some(user.kind);
            let shared = self.shared.with(UserIx::new(at), user.kind);
            let profile = *known.entry((held, user.superuser, kind, shared.clone())).or_insert_with(|| {
                profiles.push(self.profile(held, user.superuser, user.kind, shared));
                u32::try_from(profiles.len() - 1).unwrap_or(u32::MAX)
            });
            profile_of.push(profile);
        }
        (self.profiles, self.profile_of) = (profiles, profile_of);
    }

    fn profile(&self, held: &[GroupIx], superuser: bool, kind: UserKind, shared: SharedOps) -> Profile {
        let all = held.iter().copied().chain(self.given_to(kind));
        let groups = match self.snapshot.semantics.membership {
            MembershipRule::Stored => {
                let mut groups = self.graph.no_groups();
                groups.extend(all.filter(|group| !self.snapshot.group(*group).inactive).map(GroupIx::index));
                groups
            }
            MembershipRule::Closure => self.graph.closure(all),
        };
        if superuser && self.snapshot.semantics.open_by_default {
            let (cells, unsure) = open::of_superuser(self.snapshot);
            let unsure = (!unsure.is_empty()).then_some(unsure);
            return Profile { groups, superuser, cells, own: None, unsure, shared };
        }
        if superuser {
            return Profile { groups, superuser, cells: Cells::all(self.snapshot), own: None, unsure: None, shared };
        }
        let cells = self.cells_of(&groups);
        let own = self.rows.own_only(&groups, &cells);
        let unsure = self.rows.unsure(&groups);
        Profile { groups, superuser, cells, own, unsure, shared }
    }

    /// What the rows of a set of groups, and the rows for everyone, allow on some record at least.
    pub fn cells_of(&self, groups: &FixedBitSet) -> Cells {
        self.rows.cells(groups)
    }

    /// The groups that the ERP gives by itself to accounts of a kind.
    pub fn given_to(&self, kind: UserKind) -> impl Iterator<Item = GroupIx> + '_ {
        let covers = move |group: &GroupIx| {
            let audience = self.snapshot.group(*group).given_to;
            audience.is_some_and(|audience| audience.covers(kind))
        };
        self.given.iter().copied().filter(covers)
    }

    /// The snapshot behind it.
    pub fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Which group brings which.
    pub fn graph(&self) -> &GroupGraph {
        &self.graph
    }

    /// Those of some groups (bit = group) whose members can give any right to anyone.
    pub fn administering<'x>(&'x self, groups: &'x FixedBitSet) -> impl Iterator<Item = GroupIx> + 'x {
        groups.ones().map(GroupIx::new).filter(|group| self.snapshot.group(*group).administers)
    }

    /// Whether whoever has some groups (bit = group) can give any right to anyone.
    pub fn administers(&self, groups: &FixedBitSet) -> bool {
        self.administering(groups).next().is_some()
    }

    /// Whether accounts can do everything, or give themselves the right to.
    pub fn is_administrator(&self, profile: &Profile) -> bool {
        profile.superuser || self.administers(&profile.groups)
    }

    /// What everyone may do, callers without a login included.
    pub fn everyone(&self) -> &Cells {
        self.rows.everyone()
    }

    /// What everyone who signs in may do, by rows for everyone or because no row speaks.
    pub fn common(&self) -> Cow<'_, Cells> {
        match self.rows.always_open() {
            None => Cow::Borrowed(self.everyone()),
            Some(open) => {
                let mut cells = self.everyone().clone();
                cells.add(open);
                Cow::Owned(cells)
            }
        }
    }

    /// What is open to a set of groups because no row speaks to them; none where the ERP denies by default.
    pub fn open_to(&self, groups: &FixedBitSet) -> Option<Cells> {
        self.rows.open(groups)
    }

    /// Of what the source does not tell whether it is open to a set of groups; none where everything is known.
    pub fn unsure_of(&self, groups: &FixedBitSet) -> Option<Cells> {
        self.rows.unsure(groups)
    }

    /// The resources for which the rows of a resource count: itself, and those that lean on it where the ERP says so.
    pub fn counts_for(&self, resource: ResourceIx) -> &[ResourceIx] {
        self.leaning.on(resource)
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

    /// The operations to which the ERP says yes when it is asked about the resource as a whole: those of the groups, but
    /// for what they allow on own records alone and the ERP says no to until it is asked about a record; and those of any
    /// one record that is shared with them.
    pub fn answered(&self, profile: &Profile, resource: ResourceIx) -> Ops {
        let held_back = profile.own_ops(resource).without(self.snapshot.semantics.own_asked);
        profile.cells.ops(resource).without(held_back).with(profile.shared_ops(resource))
    }

    /// Whether the ERP says yes to a user's operation on the resource as a whole, before any record rule.
    pub fn allowed(&self, user: UserIx, resource: ResourceIx, op: OpIx) -> bool {
        self.answered(self.of(user), resource).has(op)
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
