//! What the running system did when it was asked as each role.
//!
//! An answer against the design is told once. In an audit, where the computed access agrees with the answer, the check of
//! its cause tells it and is then proven ([`told`]); all other answers, and all where only the probe is reported, are told
//! here.

pub(super) mod anonymous_access;
mod cell_finding;
mod not_assessed;
pub(super) mod prediction_differs;
pub(super) mod probe_changed_something;
mod reading;
pub(super) mod sign_in_not_refused;
pub(super) mod token_not_refused;
mod told;
pub(super) mod unexpected_allow;
pub(super) mod unexpected_deny;

pub(super) use not_assessed::not_assessed;
pub use reading::{Reading, Turn};

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &anonymous_access::CHECK,
    &prediction_differs::CHECK,
    &probe_changed_something::CHECK,
    &sign_in_not_refused::CHECK,
    &token_not_refused::CHECK,
    &unexpected_allow::CHECK,
    &unexpected_deny::CHECK,
];
