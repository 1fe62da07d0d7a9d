//! The archive: written whole or not at all, chained, sealed, signed; whatever is changed in it is told with its file.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod approving;
mod command_line;
mod foreign;
mod hostile;
mod killed;
mod signing;
mod support;
mod tampering;
mod writing;
