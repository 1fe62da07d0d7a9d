//! What a run, the run before it and the seals on it are called, wherever they are written or remembered.

use serde::{Deserialize, Serialize};

/// A run of an archive by its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedRun {
    /// Which run of the archive, from 1.
    pub number: u64,
    /// Its name, which is its folder's.
    pub run: String,
    /// The SHA-256 of its `manifest.json`.
    pub manifest_sha256: String,
}

/// The run that another one follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its name.
    pub run: String,
    /// The SHA-256 of its `manifest.json`.
    pub manifest_sha256: String,
}

impl From<ArchivedRun> for Link {
    fn from(run: ArchivedRun) -> Self {
        Self { run: run.run, manifest_sha256: run.manifest_sha256 }
    }
}

/// A seal that was put on a run after it was archived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The run's name.
    pub run: String,
    /// Which seal of the run, from 1.
    pub number: u64,
    /// What it is: `approval`, `review`.
    pub what: String,
    /// The SHA-256 of its `seal.json`.
    pub sha256: String,
    /// When, ISO 8601 UTC.
    pub at: String,
}
