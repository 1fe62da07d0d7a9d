//! A file's text, bounded: whatever is named, a configuration is small and is text.

use std::path::Path;

use secrecy::SecretString;

use super::refused;
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::sheets::{FileError, bytes_up_to};

/// The largest file, in bytes; configurations have a few thousand.
const MAX_BYTES: u64 = 1 << 20;

/// The longest line, in bytes.
const MAX_LINE: usize = 64 << 10;

/// The text, as a secret, so that the memory that held it is wiped. A byte order mark is left out.
pub(super) fn text(path: &Path) -> Result<SecretString, ConnectError> {
    let io = |why: std::io::Error| refused(path, &one_line(&why.to_string()));
    if path.metadata().map_err(io)?.is_dir() {
        return Err(refused(path, "it is a folder: name it with `--server-folder`"));
    }
    let bytes = bytes_up_to(path, MAX_BYTES).map_err(|error| match error {
        FileError::Read(why) => io(why),
        FileError::NotAFile => refused(path, "it is no file"),
        _ => refused(path, &format!("it is larger than {} MiB, which no configuration is", MAX_BYTES >> 20)),
    })?;
    if bytes.contains(&0) {
        return Err(refused(path, "it is not text: it holds zero bytes"));
    }
    if let Some(line) = bytes.split(|byte| *byte == b'\n').position(|line| line.len() > MAX_LINE) {
        return Err(refused(path, &format!("line {} is longer than {} KiB", line + 1, MAX_LINE >> 10)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = String::from_utf8_lossy(valid).matches('\n').count() + 1;
        refused(path, &format!("it is not UTF-8 (line {line})"))
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.into(),
        None => text.into(),
    })
}
