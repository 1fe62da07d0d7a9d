//! Ways to more than one's own rights.

pub(super) mod admin_key_readable;
pub(super) mod code_open_to_anonymous;
pub(super) mod code_runs_elevated;
pub(super) mod idle;
pub(super) mod path_to_admin;
pub(super) mod path_to_another_account;
pub(super) mod path_to_code;
mod ways_up;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &admin_key_readable::CHECK,
    &code_open_to_anonymous::CHECK,
    &code_runs_elevated::CHECK,
    &path_to_admin::CHECK,
    &path_to_another_account::CHECK,
    &path_to_code::CHECK,
];
