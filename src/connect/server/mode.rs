//! Who may open a file: its permission bits, and whether the folders above let others come as far.

use std::fs::Metadata;
use std::path::Path;

/// The permission bits, where the operating system has any.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other operating systems have none")]
pub(super) fn of(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

/// There are none.
#[cfg(not(unix))]
pub(super) fn of(_metadata: &Metadata) -> Option<u32> {
    None
}

/// Others may read.
pub(super) const OTHERS_READ: u32 = 0o004;

/// Others may enter, of a folder.
pub(super) const OTHERS_ENTER: u32 = 0o001;

/// Whether a folder above, links followed, lets others not enter, so that they do not come to the file.
pub(super) fn is_sheltered(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    let closed = |folder: &Path| {
        let bits = folder.metadata().ok().and_then(|metadata| of(&metadata));
        bits.is_some_and(|bits| bits & OTHERS_ENTER == 0)
    };
    path.ancestors().skip(1).any(closed)
}
