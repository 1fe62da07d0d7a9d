//! The archive: written whole or not at all, chained, sealed, signed; whatever is changed in it is told with its file.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod approving;
mod command_line;
mod foreign;
mod hostile;
mod hot_journal;
mod killed;
mod remembered;
mod reviews;
#[path = "../support/schemas.rs"]
mod schemas;
mod signing;
mod support;
mod tampering;
mod writing;
