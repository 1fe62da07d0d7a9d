//! API keys: what they can do, how long they live, whose they are.

mod token_finding;

pub(super) mod token_exceeds_design;
pub(super) mod token_expired;
pub(super) mod token_lives_too_long;
pub(super) mod token_missing;
pub(super) mod token_not_in_design;
pub(super) mod token_of_admin;
pub(super) mod token_of_inactive_owner;
pub(super) mod token_scope_unchecked;
pub(super) mod token_without_expiry;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &token_exceeds_design::CHECK,
    &token_expired::CHECK,
    &token_lives_too_long::CHECK,
    &token_missing::CHECK,
    &token_not_in_design::CHECK,
    &token_of_admin::CHECK,
    &token_of_inactive_owner::CHECK,
    &token_scope_unchecked::CHECK,
    &token_without_expiry::CHECK,
];
