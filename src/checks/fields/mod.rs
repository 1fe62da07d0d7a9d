//! Which fields the roles see and change against which they should, and whose protection somebody lowered.

pub(super) mod field_below_design;
pub(super) mod field_exceeds_design;
mod field_finding;
pub(super) mod field_protection_removed;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] =
    &[&field_below_design::CHECK, &field_exceeds_design::CHECK, &field_protection_removed::CHECK];
