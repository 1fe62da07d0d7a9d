//! Workbooks as tables: merged cells filled, formulas by their last result, hidden parts read and named.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::hidden::{Hidden, MAX_UNPACKED, by_sheet, fits};
use super::table::{MAX_CELLS, Table};
use crate::model::{Place, Position};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// Not a zip archive.
    #[error("not an xlsx workbook, or a damaged one; save it as .xlsx again")]
    Zip(#[from] zip::result::ZipError),
    /// A zip archive, but its sheets cannot be read.
    #[error("not an xlsx workbook, or a damaged one; save it as .xlsx again")]
    Sheets(#[from] XlsxError),
    /// Too much inside.
    #[error("unpacks to more than {0} MiB; save only the sheets that are needed")]
    TooLarge(u64),
}

/// How much a workbook may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Cells of one sheet.
    pub(crate) cells: usize,
    /// Bytes of all parts, unpacked.
    pub(crate) unpacked: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { cells: MAX_CELLS, unpacked: MAX_UNPACKED }
    }
}

/// Every worksheet in the order of the workbook.
pub(crate) fn sheets(
    bytes: &[u8],
    file: &Arc<str>,
    problems: &mut Problems,
) -> Result<Vec<(String, Table)>, WorkbookError> {
    sheets_within(bytes, file, Bounds::default(), |_| true, problems)
}

/// The worksheets of these names alone, within bounds of their own.
pub(crate) fn sheets_within(
    bytes: &[u8],
    file: &Arc<str>,
    bounds: Bounds,
    wanted: impl Fn(&str) -> bool,
    problems: &mut Problems,
) -> Result<Vec<(String, Table)>, WorkbookError> {
    if !fits(bytes, bounds.unpacked)? {
        return Err(WorkbookError::TooLarge(bounds.unpacked >> 20));
    }
    let hidden = by_sheet(bytes);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let list: Vec<_> = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::with_capacity(list.len());
    for sheet in list.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && wanted(&sheet.name)) {
        let name: Arc<str> = sheet.name.as_str().into();
        let mut table = read(&mut workbook, &Places { file, sheet: &name }, bounds.cells, problems)?;
        if sheet.visible != SheetVisible::Visible && !table.is_empty() {
            let message = format!("sheet {} is hidden, and read like any other", quote(&sheet.name));
            problems.warning(&table.at, message, None);
        }
        if let Some(hidden) = hidden.get(&sheet.name) {
            warn(hidden, &table, &Places { file, sheet: &name }, problems);
        }
        merge(&mut table, &workbook.merge_cells_by_sheet_name(&sheet.name)?, problems);
        sheets.push((sheet.name, table));
    }
    Ok(sheets)
}

/// Cells of one sheet as positions.
struct Places<'a> {
    file: &'a Arc<str>,
    sheet: &'a Arc<str>,
}

impl Places<'_> {
    fn cell(&self, row: u32, column: u32) -> Position {
        let cell = format!("{}{}", letters(column), u64::from(row) + 1);
        Position { file: Arc::clone(self.file), place: Place::Cell(Arc::clone(self.sheet), cell) }
    }
}

/// Column letters: 0 is `A`, 26 is `AA`.
fn letters(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn read(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    places: &Places<'_>,
    room: usize,
    problems: &mut Problems,
) -> Result<Table, WorkbookError> {
    let mut table = Table::with_room(places.cell(0, 0), room);
    // Cell by cell: the library's whole-sheet grid would be 17 billion cells for one entry in the last corner.
    let mut cells = workbook.worksheet_cells_reader(places.sheet)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        let at = || places.cell(row, column);
        let value = Data::from(cell.value);
        if let Data::Error(error) = &value {
            problems.error(&at(), format!("the cell shows the error `{error}`"), None);
            continue;
        }
        let text = match &value {
            Data::DateTime(at) if at.is_datetime() => moment(at),
            Data::String(text) => unescaped(text),
            value => value.to_string(),
        };
        if cell.formula.is_some() && text.trim().is_empty() {
            let help = "open and save the workbook in a spreadsheet program, or write the value".to_owned();
            problems.error(&at(), "the formula has no stored result", help);
        }
        if !table.put(row, column, &text, at()) {
            problems.error(&table.at, format!("more than {room} cells"), "split the sheet".to_owned());
            break;
        }
    }
    Ok(table)
}

/// Workbooks write what XML cannot hold as `_x000D_`, and an underscore that would be taken for that as `_x005F_`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let coded = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let unit = coded.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match unit.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A cell formatted as a date, as people would write it; the number of days behind it tells nobody anything.
fn moment(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The value of a merged region's first cell stands in all of it, as far as the sheet is used.
fn merge(table: &mut Table, regions: &[Dimensions], problems: &mut Problems) {
    let Some((last_row, last_column)) = table.extent() else { return };
    let mut steps = table.room();
    for region in regions {
        let Some(first) = table.get(region.start.0, region.start.1).cloned() else { continue };
        for row in region.start.0..=region.end.0.min(last_row) {
            for column in region.start.1..=region.end.1.min(last_column) {
                steps = steps.saturating_sub(1);
                if steps == 0 || !table.put(row, column, &first.value, first.at.clone()) {
                    problems.error(&table.at, format!("merged regions cover more than {} cells", table.room()), None);
                    return;
                }
            }
        }
    }
}

/// Names what is filled in but not shown.
fn warn(hidden: &Hidden, table: &Table, places: &Places<'_>, problems: &mut Problems) {
    for row in hidden.rows.iter().filter(|row| table.has_row(**row)) {
        if problems.is_full() {
            return;
        }
        let message = format!("row {} is hidden, and read like any other", u64::from(*row) + 1);
        problems.warning(&places.cell(*row, 0), message, None);
    }
    // However often a column is hidden, it is taken out of those that are shown once.
    let mut shown = table.columns();
    for (first, last) in hidden.columns.iter().filter(|(first, last)| first <= last) {
        for column in shown.extract_if(first..=last, |_| true) {
            let message = format!("column {} is hidden, and read like any other", letters(column));
            problems.warning(&places.cell(0, column), message, None);
        }
        if shown.is_empty() || problems.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{letters, unescaped};

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        assert_eq!([0, 25, 26, 701, 702, 16383].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn what_xml_cannot_hold_is_read_as_it_was() {
        let read =
            ["a_x000D_b", "a_x005F_x0041_b", "sale_x_order", "_x12_", "é_x00e9_", "_xD800_", "_x0041"].map(unescaped);
        assert_eq!(read, ["a\rb", "a_x0041_b", "sale_x_order", "_x12_", "éé", "_xD800_", "_x0041"]);
    }
}
