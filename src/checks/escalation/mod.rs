//! Ways to more than one's own rights.

pub(super) mod admin_key_readable;
pub(super) mod code_open_to_anonymous;
pub(super) mod code_runs_elevated;
