//! Accounts that hold what their kind should not, and accounts that nobody needs or keeps.
//! Accounts that hold what their kind should not, and accounts that are nobody's.

pub(super) mod account_never_used;
pub(super) mod admin_not_in_design;
pub(super) mod admin_without_second_factor;
pub(super) mod break_glass_not_kept;
pub(super) mod dormant_account;
pub(super) mod external_user_with_internal_right;
pub(super) mod inactive_account_with_rights;
pub(super) mod leaver_still_active;
pub(super) mod several_accounts_of_one_person;
mod standing;
pub(super) mod too_many_admins;
pub(super) mod user_copied_from_another;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &account_never_used::CHECK,
    &admin_not_in_design::CHECK,
    &admin_without_second_factor::CHECK,
    &break_glass_not_kept::CHECK,
    &dormant_account::CHECK,
    &external_user_with_internal_right::CHECK,
    &inactive_account_with_rights::CHECK,
    &leaver_still_active::CHECK,
    &several_accounts_of_one_person::CHECK,
    &too_many_admins::CHECK,
    &user_copied_from_another::CHECK,
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
