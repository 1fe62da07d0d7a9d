//! Accounts that hold what their kind should not, and accounts that are nobody's.

pub(super) mod admin_not_in_design;
pub(super) mod default_password;
pub(super) mod external_user_with_internal_right;
pub(super) mod implementer_account;
pub(super) mod shared_account;
mod suspicion;
pub(super) mod system_account_usable;
pub(super) mod test_account;
pub(super) mod vendor_default_account;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &default_password::CHECK,
    &vendor_default_account::CHECK,
    &test_account::CHECK,
    &shared_account::CHECK,
    &implementer_account::CHECK,
    &external_user_with_internal_right::CHECK,
    &admin_not_in_design::CHECK,
    &system_account_usable::CHECK,
];
