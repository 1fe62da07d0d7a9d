//! From a path to a list of the staff.

use std::path::Path;
use std::sync::Arc;

use super::{Staff, read};
use crate::model::Position;
use crate::sheets::{self, MAX_BYTES, UnusableFile};
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
pub type StaffError = UnusableFile;

/// Reads a list by its ending: `.csv`, `.xlsx` (the first sheet) or `.yaml`. What is wrong inside the file is in
/// [`Loaded::problems`], all of it.
pub fn load(path: &Path) -> Result<Loaded, StaffError> {
    let file: Arc<str> = path.display().to_string().into();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let mut problems = Problems::default();
    let refused = |error| UnusableFile::of(error, &file, "list of people", MAX_BYTES);
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
