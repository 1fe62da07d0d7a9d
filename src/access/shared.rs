//! What single records that are shared with people let them do.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Ops, ResourceIx, UserIx};
use crate::snapshot::{Audience, Share, Snapshot, UserKind};

/// Operations by resource, in order; the same for many, so cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct SharedOps(Arc<[(ResourceIx, Ops)]>);

impl SharedOps {
    /// The operations on a resource.
    pub(super) fn ops(&self, resource: ResourceIx) -> Ops {
        let found = self.0.binary_search_by_key(&resource, |(resource, _)| *resource).ok();
        found.and_then(|at| self.0.get(at)).map_or(Ops::NONE, |(_, ops)| *ops)
    }
}

/// The shares of a snapshot, by whom they speak to.
#[derive(Debug, Default)]
pub(super) struct Shared {
    with_all: Vec<(ResourceIx, Ops)>,
    with_user: HashMap<UserIx, Vec<(ResourceIx, Ops)>>,
}

impl Shared {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut shared = Self::default();
        for share in &snapshot.shares {
            let ops = share.ops.without(snapshot.resource(share.resource).closed);
            match share.to {
                None => shared.with_all.push((share.resource, ops)),
                Some(user) => shared.with_user.entry(user).or_default().push((share.resource, ops)),
            }
        }
        shared
    }

    /// What is shared with a user of a kind.
    pub(super) fn with(&self, user: UserIx, kind: UserKind) -> SharedOps {
        let own = self.with_user.get(&user).into_iter().flatten();
        let all = self.with_all.iter().filter(|_| Audience::SignedIn.covers(kind));
        let mut found: Vec<(ResourceIx, Ops)> = own.chain(all).copied().filter(|(_, ops)| !ops.is_empty()).collect();
        if found.is_empty() {
            return SharedOps::default();
        }
        found.sort_unstable();
        found.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.with(next.1);
            }
            same
        });
        SharedOps(found.into())
    }
}

/// Whether a share lets a user of a kind do what it names.
pub(super) fn speaks_to(share: &Share, user: UserIx, kind: UserKind) -> bool {
    match share.to {
        Some(to) => to == user,
        None => Audience::SignedIn.covers(kind),
    }
}
