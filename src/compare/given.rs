//! Groups that the ERP gives by itself: nobody designs who has them.

use std::collections::HashSet;

use fixedbitset::FixedBitSet;

use crate::access::Access;
use crate::model::{GroupIx, UserIx};
use crate::snapshot::UserKind;

/// Groups that the ERP gives by itself, and what they bring.
pub(super) fn given(access: &Access<'_>) -> FixedBitSet {
    let groups = access.snapshot().groups.iter().enumerate().filter(|(_, group)| group.given_to.is_some());
    access.graph().closure(groups.map(|(at, _)| GroupIx::new(at)))
}

/// Of those, the ones that every holder of a role has; of a role that nobody holds, those of whoever signs in.
pub(super) fn given_to_all(holders: &[UserIx], access: &Access<'_>) -> FixedBitSet {
    let kinds: HashSet<UserKind> = holders.iter().map(|user| access.snapshot().user(*user).kind).collect();
    let of_kind = |kind| access.graph().closure(access.given_to(kind));
    let mut all = of_kind(UserKind::External);
    let mut kinds = kinds.into_iter();
    if let Some(first) = kinds.next() {
        all = of_kind(first);
        kinds.for_each(|kind| all.intersect_with(&of_kind(kind)));
    }
    all
}
