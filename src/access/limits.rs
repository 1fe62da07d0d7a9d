//! People who are limited to records, and what that narrows.

use std::collections::{HashMap, HashSet};

use crate::model::{ResourceIx, UserIx};
use crate::snapshot::{Limit, LimitReach, Snapshot};

/// The limits of a snapshot, by the people whom they hold.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Positions in [`Snapshot::limits`].
    by_user: HashMap<UserIx, Vec<usize>>,
    reach: HashSet<LimitReach>,
}

impl Limits {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut limits = Self { by_user: HashMap::new(), reach: snapshot.limited_by.iter().copied().collect() };
        for (at, limit) in snapshot.limits.iter().enumerate() {
            limits.by_user.entry(limit.user).or_default().push(at);
        }
        limits
    }

    /// Whether anything limits a user, on some resource at least.
    pub(super) fn hold(&self, user: UserIx) -> bool {
        self.by_user.contains_key(&user)
    }

    /// The limits of a user that narrow a resource.
    pub(super) fn on<'s>(
        &self,
        snapshot: &'s Snapshot,
        user: UserIx,
        resource: ResourceIx,
    ) -> impl Iterator<Item = &'s Limit> {
        let of_user = self.by_user.get(&user).into_iter().flatten().filter_map(|at| snapshot.limits.get(*at));
        let speaks = move |limit: &&Limit| limit.only_on.is_none_or(|only| only == resource);
        of_user.filter(speaks).filter(move |limit| self.reach.contains(&LimitReach(resource, limit.by)))
    }
}
