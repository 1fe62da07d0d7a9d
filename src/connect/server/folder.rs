//! Files directly in a folder, such as a filestore's or a backup's, that everybody on the server may read.

use std::path::Path;

use super::mode::{self, OTHERS_ENTER, OTHERS_READ};
use super::refused;
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::snapshot::{FileFact, FileNote};

/// The most files that are looked at.
pub(super) const MOST: usize = 10_000;

/// The most that are named.
const NAMED: usize = 20;

/// What was seen.
pub(super) struct OpenFiles {
    /// The first that everybody may read.
    pub(super) notes: Vec<FileNote>,
    /// There are more than were looked at.
    pub(super) more: bool,
}

/// Looks at the files of a folder, not at those of folders in it; a link counts for nothing.
pub(super) fn open_files(path: &Path) -> Result<OpenFiles, ConnectError> {
    let io = |why: std::io::Error| refused(path, &one_line(&why.to_string()));
    let metadata = path.metadata().map_err(io)?;
    if !metadata.is_dir() {
        return Err(refused(path, "it is no folder: name it with `--server-file`"));
    }
    let enter = mode::of(&metadata).is_some_and(|bits| bits & OTHERS_ENTER != 0) && !mode::is_sheltered(path);
    let (mut names, mut more) = (Vec::new(), false);
    for (at, entry) in path.read_dir().map_err(io)?.enumerate() {
        if at >= MOST {
            more = true;
            break;
        }
        // What vanished meanwhile is not there.
        let Ok((entry, metadata)) = entry.and_then(|entry| Ok((entry.file_name(), entry.metadata()?))) else {
            continue;
        };
        if enter && metadata.is_file() && mode::of(&metadata).is_some_and(|bits| bits & OTHERS_READ != 0) {
            names.push(entry.to_string_lossy().into_owned());
        }
    }
    names.sort();
    names.truncate(NAMED);
    let note = |key| FileNote { key, line: 0, says: FileFact::OpenFile };
    Ok(OpenFiles { notes: names.into_iter().map(note).collect(), more })
}
