//! Policies that cannot be used.

use std::path::PathBuf;

use crate::model::Position;

/// Why a policy file cannot be used; nothing is judged by the rest of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Io {
        /// Which.
        file: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{at}: {message}")]
    Invalid {
        /// Where.
        at: Position,
        /// What, and the next step.
        message: String,
    },
}
