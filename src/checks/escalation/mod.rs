//! Ways to more than one's own rights.

pub(super) mod admin_key_readable;
pub(super) mod code_open_to_anonymous;
pub(super) mod code_runs_elevated;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] =
    &[&admin_key_readable::CHECK, &code_open_to_anonymous::CHECK, &code_runs_elevated::CHECK];
