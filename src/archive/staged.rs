//! A folder that comes to be whole or not at all: filled beside its place, every file on the disk, then renamed.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;

/// How the names of folders begin that are not done.
const PREFIX: &str = ".rolecall-unfinished-";
/// The file that each of them has, so that nobody else's folder is ever taken for one.
const MARK: &str = "unfinished";
/// What is filled, beside the mark: only this is put in its place.
const CONTENT: &str = "content";

/// A folder that is being filled; dropped before [`Staged::publish`], it is gone.
#[derive(Debug)]
pub(super) struct Staged {
    folder: tempfile::TempDir,
    content: PathBuf,
}

impl Staged {
    /// A new one beside the runs.
    pub(super) fn new(runs: &Path) -> Result<Self, ArchiveError> {
        let make = || {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(runs)?;
            std::fs::write(folder.path().join(MARK), "rolecall was writing here and may remove this\n")?;
            let content = folder.path().join(CONTENT);
            std::fs::create_dir(&content)?;
            Ok(Self { folder, content })
        };
        make().map_err(ArchiveError::write(runs))
    }

    /// Where it is filled.
    pub(super) fn path(&self) -> &Path {
        &self.content
    }

    /// Writes a file, with the folders that lead to it, and waits until it is on the disk.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let path = self.path().join(name);
        let write = || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(ArchiveError::write(&path))
    }

    /// Makes an empty folder.
    pub(super) fn folder(&self, name: &str) -> Result<(), ArchiveError> {
        let path = self.path().join(name);
        std::fs::create_dir(&path).map_err(ArchiveError::write(&path))
    }

    /// Puts it in its place, where nothing may stand: from now on it is there, also when the power goes.
    pub(super) fn publish(self, place: &Path) -> Result<(), ArchiveError> {
        let failed = ArchiveError::write(place);
        let publish = || {
            if place.symlink_metadata().is_ok() {
                return Err(std::io::ErrorKind::AlreadyExists.into());
            }
            sync_folders(self.path())?;
            std::fs::rename(self.path(), place)
        };
        publish().map_err(failed)?;
        // What is left is the mark; where it cannot be removed now, the next writer does.
        let _ = self.folder.close();
        sync(place.parent().unwrap_or(Path::new(""))).map_err(ArchiveError::write(place))
    }
}

/// Makes a folder where it is missing, with those that lead to it, and waits until they are on the disk.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(parent)?;
    match std::fs::create_dir(folder) {
        // Somebody else was quicker.
        Err(_) if folder.is_dir() => {}
        made => made?,
    }
    sync(parent)
}

/// Removes what killed writers left: folders with our name and our mark. One that cannot be removed harms nobody.
pub(super) fn remove_leftovers(runs: &Path) {
    let Ok(entries) = runs.read_dir() else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if entry.path().join(MARK).symlink_metadata().is_ok_and(|mark| mark.is_file()) {
            let _ = std::fs::remove_dir_all(entry.path());
        } else {
            // Killed before it was marked; what is not empty stays.
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}

/// Waits until the names in a folder, and in those below it, are on the disk.
fn sync_folders(folder: &Path) -> std::io::Result<()> {
    let mut below: Vec<PathBuf> = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            below.push(entry.path());
        }
    }
    below.iter().try_for_each(|folder| sync_folders(folder))?;
    sync(folder)
}

/// Folders cannot be opened everywhere; where they can, what is in them is waited for.
#[cfg(unix)]
fn sync(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> std::io::Result<()> {
    Ok(())
}
