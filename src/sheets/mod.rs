//! Sheets that people keep: CSV of any delimiter and encoding, and workbooks, every cell with its place.

mod csv;
mod file;
mod hidden;
mod records;
mod table;
mod text;
mod xlsx;

pub(crate) use csv::{table as csv, table_within as csv_within};
pub(crate) use file::{FileError, MAX_BYTES, bytes, bytes_up_to, text, text_of};
pub(crate) use records::{each_record, has_column};
pub(crate) use table::{Row, Table, name, names};
pub(crate) use xlsx::{Bounds, sheets as workbook, sheets_within as workbook_within};

pub use file::UnusableFile;
pub use xlsx::WorkbookError;
