//! From a path to a role map.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::sheet;
use super::{Problem, RoleMap, casbin, yaml};
use crate::model::Position;
use crate::sheets::{self, FileError, WorkbookError};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// A role map and everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// What could be read.
    pub map: RoleMap,
    /// In the order of the text.
    pub problems: Vec<Problem>,
}

/// Why a file is no role map at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Read {
        /// The file.
        file: Arc<str>,
        /// Why.
        source: io::Error,
    },
    /// A directory, a device.
    #[error("`{0}` is not a file; name the role map itself")]
    NotAFile(Arc<str>),
    /// Larger than any role map.
    #[error("`{0}` is larger than {limit} MiB, which no role map is", limit = sheets::MAX_BYTES >> 20)]
    TooLarge(Arc<str>),
    /// An unknown ending.
    #[error("`{0}` has no ending that is known; a role map is .yaml, .csv or .xlsx")]
    Kind(Arc<str>),
    /// Neither UTF-8 nor UTF-16.
    #[error("`{0}` is neither UTF-8 nor UTF-16; save it as UTF-8")]
    Encoding(Arc<str>),
    /// Control characters.
    #[error("`{file}` is not text: line {line} has control characters")]
    Binary {
        /// The file.
        file: Arc<str>,
        /// One-based.
        line: usize,
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

/// Reads a role map by its ending: `.yaml`, `.csv` (a matrix, or a casbin policy if it begins with a `p` or `g` row) or
/// `.xlsx`. What is wrong inside the file is in [`Loaded::problems`], all of it.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    let file: Arc<str> = path.display().to_string().into();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let mut problems = Problems::default();
    let map = match ending.as_str() {
        "yaml" | "yml" => {
            let (mut map, users) = yaml::read(&text(path, &file)?, &file, &mut problems);
            if let Some(users) = users {
                staff(path, &users, &mut map, &mut problems);
            }
            map
        }
        "csv" | "tsv" => {
            let text = sheet_text(path, &file, &mut problems)?;
            if casbin::is_policy(&text, &file) {
                casbin::read(&text, &file, &mut problems)
            } else {
                sheet::read_csv(&text, &file, &mut problems)
            }
        }
        "xlsx" | "xlsm" => {
            let refused = |source| LoadError::Workbook { file: Arc::clone(&file), source };
            sheet::read_xlsx(&sheets::bytes(path).map_err(|error| refused_file(error, &file))?, &file, &mut problems)
                .map_err(refused)?
        }
        _ => return Err(LoadError::Kind(file)),
    };
    Ok(Loaded { map, problems: problems.finish() })
}

/// Reads a casbin policy of `policies/model.conf`, whatever its ending.
pub fn load_casbin(path: &Path) -> Result<Loaded, LoadError> {
    let file: Arc<str> = path.display().to_string().into();
    let mut problems = Problems::default();
    let map = casbin::read(&text(path, &file)?, &file, &mut problems);
    Ok(Loaded { map, problems: problems.finish() })
}

/// The list of users that a map names, beside the map.
fn staff(map_path: &Path, users: &yaml::UserFile, map: &mut RoleMap, problems: &mut Problems) {
    let folder = map_path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = map_path.with_file_name("").join(&users.value);
    let file: Arc<str> = shown.display().to_string().into();
    let found = match within(folder, &users.value) {
        Ok(Some(path)) => sheet_text(&path, &file, problems),
        Ok(None) => {
            let help = "put the list beside the role map, or into a folder there".to_owned();
            let message = format!("{} leads out of the role map's folder", quote(&users.value));
            return problems.error(&users.at, message, help);
        }
        Err(source) => Err(LoadError::Read { file: Arc::clone(&file), source }),
    };
    match found {
        Ok(text) => {
            map.assignments.extend(sheet::read_users(&text, &file, problems));
            map.files.push(file);
        }
        Err(LoadError::Read { source, .. }) => {
            let help = "the path of `users` starts at the role map".to_owned();
            problems.error(&users.at, format!("cannot read {}: {source}", quote(&file)), help);
        }
        Err(error) => problems.error(&users.at, error.to_string(), None),
    }
}

/// Where a path that a map names really is, if that is inside the folder. A map may come from somebody else and must
/// not make us read, and quote in a message, what its author could not: neither `../` nor a link leads out.
fn within(folder: &Path, path: &str) -> io::Result<Option<PathBuf>> {
    let mut depth = 0_u32;
    for part in Path::new(path).components() {
        let deeper = match part {
            Component::Normal(_) => depth.checked_add(1),
            Component::CurDir => Some(depth),
            Component::ParentDir => depth.checked_sub(1),
            Component::Prefix(_) | Component::RootDir => None,
        };
        let Some(deeper) = deeper else { return Ok(None) };
        depth = deeper;
    }
    let real = folder.join(path).canonicalize()?;
    Ok(real.starts_with(folder.canonicalize()?).then_some(real))
}

/// A sheet's text, from older office programs too.
pub(super) fn sheet_text(path: &Path, file: &Arc<str>, problems: &mut Problems) -> Result<String, LoadError> {
    sheets::text(path, Some((&Position::file(file), problems))).map_err(|error| refused_file(error, file))
}

/// A file's text.
fn text(path: &Path, file: &Arc<str>) -> Result<String, LoadError> {
    sheets::text(path, None).map_err(|error| refused_file(error, file))
}

fn refused_file(error: FileError, file: &Arc<str>) -> LoadError {
    let file = Arc::clone(file);
    match error {
        FileError::Read(source) => LoadError::Read { file, source },
        FileError::NotAFile => LoadError::NotAFile(file),
        FileError::TooLarge => LoadError::TooLarge(file),
        FileError::Encoding => LoadError::Encoding(file),
        FileError::Binary(line) => LoadError::Binary { file, line },
    }
}
