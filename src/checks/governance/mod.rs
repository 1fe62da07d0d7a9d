//! The organisation's own rules: whether they can say anything of this system.

pub(super) mod policy_matches_nothing;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[&policy_matches_nothing::CHECK];
