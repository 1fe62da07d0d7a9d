//! What an account has by being one, before anybody gives it anything.

use fixedbitset::FixedBitSet;

use super::Context;
use crate::access::Cells;
use crate::model::GroupIx;
use crate::snapshot::UserKind;

/// The groups that make accounts of some kinds or that the ERP gives those by itself, with all they bring.
pub(super) fn groups(cx: &Context<'_>, kind: impl Fn(UserKind) -> bool) -> FixedBitSet {
    const KINDS: [UserKind; 3] = [UserKind::Internal, UserKind::External, UserKind::Anonymous];
    let groups = cx.snapshot.groups.iter().enumerate().filter(|(_, group)| {
        let given = |to: crate::snapshot::Audience| KINDS.into_iter().any(|one| kind(one) && to.covers(one));
        group.makes.is_some_and(&kind) || group.given_to.is_some_and(given)
    });
    cx.access.graph().closure(groups.map(|(at, _)| GroupIx::new(at)))
}

/// What such groups give, and what is open to whoever signs in.
pub(super) fn cells(cx: &Context<'_>, kind: impl Fn(UserKind) -> bool) -> Cells {
    let mut cells = cx.access.cells_of(&groups(cx, kind));
    cells.add(&cx.access.common());
    cells
}
