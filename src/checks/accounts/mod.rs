//! Accounts that hold what their kind should not.

pub(super) mod admin_not_in_design;
pub(super) mod external_user_with_internal_right;
