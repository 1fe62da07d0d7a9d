//! Accounts that hold what their kind should not, that are nobody's own, or that nobody needs or keeps.

pub(super) mod account_never_used;
pub(super) mod admin_not_in_design;
pub(super) mod admin_without_second_factor;
pub(super) mod break_glass_not_kept;
pub(super) mod default_password;
pub(super) mod dormant_account;
pub(super) mod external_user_with_internal_right;
pub(super) mod implementer_account;
pub(super) mod inactive_account_with_rights;
pub(super) mod leaver_still_active;
pub(super) mod several_accounts_of_one_person;
pub(super) mod shared_account;
mod standing;
mod suspicion;
pub(super) mod system_account_usable;
pub(super) mod test_account;
pub(super) mod too_many_admins;
pub(super) mod user_copied_from_another;
pub(super) mod vendor_default_account;

pub(in crate::checks) use standing::Standings;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &account_never_used::CHECK,
    &admin_not_in_design::CHECK,
    &admin_without_second_factor::CHECK,
    &break_glass_not_kept::CHECK,
    &default_password::CHECK,
    &dormant_account::CHECK,
    &external_user_with_internal_right::CHECK,
    &implementer_account::CHECK,
    &inactive_account_with_rights::CHECK,
    &leaver_still_active::CHECK,
    &several_accounts_of_one_person::CHECK,
    &shared_account::CHECK,
    &system_account_usable::CHECK,
    &test_account::CHECK,
    &too_many_admins::CHECK,
    &user_copied_from_another::CHECK,
    &vendor_default_account::CHECK,
];
