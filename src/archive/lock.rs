//! The folder of all runs, held by whoever writes: two audits at once take turns, and what a killed one left is removed.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::staged;

/// Held while something is written.
const LOCK: &str = ".lock";

/// The folder of all runs, held until it is dropped.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    _lock: File,
}

impl Archive {
    /// Makes the folder where it is missing, waits for whoever else writes, and removes what killed writers left.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        staged::make_folder(folder).map_err(ArchiveError::write(folder))?;
        let path = folder.join(LOCK);
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(ArchiveError::write(&path))?;
        lock.lock().map_err(ArchiveError::write(&path))?;
        staged::remove_leftovers(folder);
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Where.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
