//! Accounts that hold what their kind should not.

pub(super) mod admin_not_in_design;
pub(super) mod external_user_with_internal_right;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[&admin_not_in_design::CHECK, &external_user_with_internal_right::CHECK];
