//! Who holds what against who should.

pub(super) mod membership_beyond_role;
pub(super) mod membership_missing;
pub(super) mod missing_implied_membership;
pub(super) mod new_user_template_over_privileged;
pub(super) mod role_without_users;
pub(super) mod stale_implied_membership;
pub(super) mod user_not_in_system;
pub(super) mod user_without_role;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &membership_beyond_role::CHECK,
    &membership_missing::CHECK,
    &missing_implied_membership::CHECK,
    &new_user_template_over_privileged::CHECK,
    &role_without_users::CHECK,
    &stale_implied_membership::CHECK,
    &user_not_in_system::CHECK,
    &user_without_role::CHECK,
];
