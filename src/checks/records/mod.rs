//! Which rows the roles reach against which rows they should.

pub(super) mod document_shared_with_everyone;
pub(super) mod record_scope_narrower;
pub(super) mod record_scope_wider;
mod scope_finding;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] =
    &[&document_shared_with_everyone::CHECK, &record_scope_narrower::CHECK, &record_scope_wider::CHECK];
