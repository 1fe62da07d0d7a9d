//! What a reader without rolecall is told, in every run.

/// The text.
pub(super) const TEXT: &str = include_str!("readme.txt");
