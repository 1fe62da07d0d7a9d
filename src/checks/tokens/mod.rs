//! API keys and what is like them: what they can do, how long they live, whose they are.

pub(super) mod jwt_exceeds_design;
mod jwt_finding;
pub(super) mod jwt_unsafe;
pub(super) mod read_only_token_can_write;
pub(super) mod third_party_credential;
pub(super) mod token_exceeds_design;
pub(super) mod token_expired;
mod token_finding;
pub(super) mod token_lives_too_long;
pub(super) mod token_missing;
pub(super) mod token_not_in_design;
pub(super) mod token_of_admin;
pub(super) mod token_of_inactive_owner;
pub(super) mod token_scope_unchecked;
pub(super) mod token_too_old;
pub(super) mod token_without_expiry;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &jwt_exceeds_design::CHECK,
    &jwt_unsafe::CHECK,
    &read_only_token_can_write::CHECK,
    &third_party_credential::CHECK,
    &token_exceeds_design::CHECK,
    &token_expired::CHECK,
    &token_lives_too_long::CHECK,
    &token_missing::CHECK,
    &token_not_in_design::CHECK,
    &token_of_admin::CHECK,
    &token_of_inactive_owner::CHECK,
    &token_scope_unchecked::CHECK,
    &token_too_old::CHECK,
    &token_without_expiry::CHECK,
];
