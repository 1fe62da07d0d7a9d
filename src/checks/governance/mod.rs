//! The organisation's own rules and decisions: whether they can say anything of this system, and whether they hold.

mod baseline_ended;
mod gate_not_agreed;
pub(super) mod policy_matches_nothing;
mod told;
mod waiver_ends_soon;
mod waiver_expired;
mod waiver_invalid;
mod waiver_outgrown;
mod waiver_self_approved;
mod waiver_unused;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &baseline_ended::CHECK,
    &gate_not_agreed::CHECK,
    &policy_matches_nothing::CHECK,
    &waiver_ends_soon::CHECK,
    &waiver_expired::CHECK,
    &waiver_invalid::CHECK,
    &waiver_outgrown::CHECK,
    &waiver_self_approved::CHECK,
    &waiver_unused::CHECK,
];
