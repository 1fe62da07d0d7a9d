//! What the system as a whole lets through, whoever holds which group.

pub(super) mod memberships_readable;
pub(super) mod reference_dangling;
pub(super) mod setting_weaker_than_policy;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] =
    &[&memberships_readable::CHECK, &reference_dangling::CHECK, &setting_weaker_than_policy::CHECK];
