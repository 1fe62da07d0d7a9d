//! From a path to bytes or to text, bounded.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::WorkbookError;
use super::text::{NotText, decode};
use crate::model::Position;
use crate::yaml::Problems;

/// The largest file, in bytes.
pub(crate) const MAX_BYTES: u64 = 32 << 20;

/// Why a file cannot be used.
#[derive(Debug)]
pub(crate) enum FileError {
    /// It cannot be read.
    Read(io::Error),
    /// A directory, a device.
    NotAFile,
    /// Larger than it may be.
    TooLarge,
    /// Neither UTF-8 nor UTF-16.
    Encoding,
    /// Control characters in this line.
    Binary(usize),
}

/// Why a file is not what it was given for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnusableFile {
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Read {
        /// The file.
        file: Arc<str>,
        /// Why.
        source: io::Error,
    },
    /// Not what such a file can be.
    #[error("`{file}` {why}")]
    Unusable {
        /// The file.
        file: Arc<str>,
        /// Why, and what to do.
        why: String,
    },
    /// Not a workbook.
    #[error("cannot read `{file}` as a workbook")]
    Workbook {
        /// The file.
        file: Arc<str>,
        /// Why.
        source: WorkbookError,
    },
}

impl UnusableFile {
    /// Why a file could not be read that was given as a `list of people` or the like, of which none has more than so many bytes.
    pub(crate) fn of(error: FileError, file: &Arc<str>, what: &str, most: u64) -> Self {
        let file = Arc::clone(file);
        let why = match error {
            FileError::Read(source) => return Self::Read { file, source },
            FileError::NotAFile => "is not a file".to_owned(),
            FileError::TooLarge => format!("is larger than {} MiB, which no {what} is", most >> 20),
            FileError::Encoding => "is neither UTF-8 nor UTF-16; save it as UTF-8".to_owned(),
            FileError::Binary(line) => format!("is not text: line {line} has control characters"),
        };
        Self::Unusable { file, why }
    }
}

/// A file's bytes.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    bytes_up_to(path, MAX_BYTES)
}

/// A file's bytes, if there are no more than so many.
pub(crate) fn bytes_up_to(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    // Looked at before it is opened: opening a pipe would wait for a writer.
    if !path.metadata().map_err(FileError::Read)?.is_file() {
        return Err(FileError::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(FileError::Read)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(FileError::Read)?;
    if bytes.len() as u64 > most {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}

/// A file's text: UTF-8 or UTF-16; with `legacy`, the file's place and where problems go, from older office programs too.
pub(crate) fn text(path: &Path, legacy: Option<(&Position, &mut Problems)>) -> Result<String, FileError> {
    text_of(&bytes(path)?, legacy)
}

/// The same of bytes.
pub(crate) fn text_of(bytes: &[u8], legacy: Option<(&Position, &mut Problems)>) -> Result<String, FileError> {
    let read = decode(bytes, legacy.is_some()).map_err(|not_text| match not_text {
        NotText::Encoding => FileError::Encoding,
        NotText::Control(line) => FileError::Binary(line),
    })?;
    if let (true, Some((at, problems))) = (read.guessed, legacy) {
        let message = "not UTF-8, read as Windows-1252: names with accents may be wrong";
        problems.warning(at, message, "save it as UTF-8".to_owned());
    }
    Ok(read.text)
}
