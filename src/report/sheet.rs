//! XLSX: one sheet of text cells, so that no value is ever run as a formula or turned into a number or a date.

use rust_xlsxwriter::{Format, Workbook};

use super::{RenderError, escape};

/// A workbook with one sheet: a header that stays in view, and rows. More rows than a sheet holds (1,048,576) are an
/// error rather than lost.
pub fn sheet_rows<R>(name: &str, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, RenderError>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut workbook = Workbook::new();
    // Otherwise the file holds the hour at which it was written, and no two runs are alike.
    let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    for (title, column) in header.iter().zip(0u16..) {
        sheet.write_string_with_format(0, column, *title, &bold)?;
        sheet.set_column_width(column, 32)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, at) in rows.into_iter().zip(1u32..) {
        for (cell, column) in row.into_iter().zip(0u16..) {
            sheet.write_string(at, column, escape::cell(cell.as_ref()))?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn a_formula_and_a_long_number_stay_text() {
        let rows = [["=HYPERLINK(\"x\")", "007"], ["+1", "12345678901234567890"]];
        let bytes = sheet_rows("access", &["a", "b"], rows).unwrap();
        assert_eq!(bytes, sheet_rows("access", &["a", "b"], rows).unwrap(), "two runs differ");
        let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = workbook.worksheet_range("access").unwrap();
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("=HYPERLINK(\"x\")".to_owned())));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::String("007".to_owned())));
        assert_eq!(sheet.get_value((2, 1)), Some(&Data::String("12345678901234567890".to_owned())));
    }
}
