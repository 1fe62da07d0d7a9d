//! From a path to a list of the staff.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::{Staff, read};
use crate::model::Position;
use crate::sheets::{self, FileError, MAX_BYTES, WorkbookError};
use crate::yaml::{Problem, Problems};

/// A list and everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// What could be read.
    pub staff: Staff,
    /// In the order of the text.
    pub problems: Vec<Problem>,
}

/// Why a file is no list of people at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StaffError {
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Read {
        /// The file.
        file: Arc<str>,
        /// Why.
        source: io::Error,
    },
    /// Not what a list of people can be.
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

/// Reads a list by its ending: `.csv`, `.xlsx` (the first sheet) or `.yaml`. What is wrong inside the file is in
/// [`Loaded::problems`], all of it.
pub fn load(path: &Path) -> Result<Loaded, StaffError> {
    let file: Arc<str> = path.display().to_string().into();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let mut problems = Problems::default();
    let refused = |error| refused(error, &file);
    let members = match ending.as_str() {
        "csv" | "tsv" => {
            let text = sheets::text(path, Some((&Position::file(&file), &mut problems))).map_err(refused)?;
            read::table(&sheets::csv(&text, &file, &mut problems), &mut problems)
        }
        "xlsx" | "xlsm" => {
            let bytes = sheets::bytes(path).map_err(refused)?;
            let workbook = sheets::workbook(&bytes, &file, &mut problems)
                .map_err(|source| StaffError::Workbook { file: Arc::clone(&file), source })?;
            read::workbook(&workbook, &file, &mut problems)
        }
        "yaml" | "yml" => read::yaml(&sheets::text(path, None).map_err(refused)?, &file, &mut problems),
        _ => {
            let why = "has no ending that is known; a list of the staff is .csv, .xlsx or .yaml".to_owned();
            return Err(StaffError::Unusable { file, why });
        }
    };
    if members.is_empty() && !problems.has_errors() {
        problems.error(&Position::file(&file), "nobody is on the list", None);
    }
    Ok(Loaded { staff: Staff::of(file, members), problems: problems.finish() })
}

fn refused(error: FileError, file: &Arc<str>) -> StaffError {
    let file = Arc::clone(file);
    let why = match error {
        FileError::Read(source) => return StaffError::Read { file, source },
        FileError::NotAFile => "is not a file".to_owned(),
        FileError::TooLarge => format!("is larger than {} MiB, which no list of people is", MAX_BYTES >> 20),
        FileError::Encoding => "is neither UTF-8 nor UTF-16; save it as UTF-8".to_owned(),
        FileError::Binary(line) => format!("is not text: line {line} has control characters"),
    };
    StaffError::Unusable { file, why }
}
