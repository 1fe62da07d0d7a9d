//! Segregation of duties: who can do both sides of a risk alone.

pub(super) mod duty_conflict;
pub(super) mod duty_conflict_in_group;
pub(super) mod duty_conflict_of_token;
mod idle;
pub(super) mod sensitive_function_held;
mod told;
mod words;

pub(in crate::checks) use idle::idle;
pub(in crate::checks) use told::Told;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &duty_conflict::CHECK,
    &duty_conflict_in_group::CHECK,
    &duty_conflict_of_token::CHECK,
    &sensitive_function_held::CHECK,
];

/// Which controls conflicts of duties are evidence for.
const CONTROLS: &[&str] = &["NIST-800-53r5 AC-5", "ISO27001-2022 A.5.3", "PCI-DSS-4.0.1 6.5.4", "PCI-DSS-4.0.1 7.2.2"];
