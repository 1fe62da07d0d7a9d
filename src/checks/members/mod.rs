//! Who holds what against who should.

pub(super) mod membership_beyond_role;
pub(super) mod membership_missing;
pub(super) mod missing_implied_membership;
pub(super) mod role_without_users;
pub(super) mod stale_implied_membership;
pub(super) mod user_not_in_system;
pub(super) mod user_without_role;
