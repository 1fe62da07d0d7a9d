//! Accounts that hold what their kind should not.

pub(super) mod external_user_with_internal_right;
