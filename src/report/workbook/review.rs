//! *Review*: one line for each thing to decide. What is given is grey and locked, what is to be filled in is open; the sheet has no
//! password, because whoever changes a line is found when it is read back.

use jiff::Timestamp;
use rust_xlsxwriter::{
    Color, ConditionalFormatBlank, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    ProtectionOptions,
};

use super::super::RenderError;
use super::book::{Book, Cell, Look, Written, column};
use crate::findings::Report;
use crate::model::utc_day;
use crate::review::{Decision, FILLED, GIVEN, lines};

pub(super) fn sheet(book: &mut Book, report: &Report) -> Result<(), RenderError> {
    let columns: Vec<_> = GIVEN.iter().chain(&FILLED).map(|shown| column(shown.title, shown.width)).collect();
    let sha256 = &report.summary.snapshot_sha256;
    let lines = lines(report);
    let rows = lines.iter().map(|line| {
        let given = line.cells(sha256).map(|text| Cell::looking(&text, Look::Given));
        let open =
            FILLED.map(|column| Cell::looking("", if column.name == "date" { Look::OpenDay } else { Look::Open }));
        given.into_iter().chain(open)
    });
    let since = report.summary.taken_at.parse::<Timestamp>().ok();
    book.table("Review", &columns, 1, rows, |written| guide(written, since))
}

/// Columns of [`FILLED`], counted from the sheet's first.
#[expect(clippy::cast_possible_truncation, reason = "a few columns")]
const DECISION: u16 = GIVEN.len() as u16;
const DATE: u16 = DECISION + 3;
#[expect(clippy::cast_possible_truncation, reason = "a few columns")]
const LAST: u16 = DECISION + FILLED.len() as u16 - 1;

/// Lists and limits where somebody writes, and a lock where nobody should.
fn guide(written: Written<'_>, since: Option<Timestamp>) -> Result<(), RenderError> {
    let Written { sheet, last } = written;
    let last = last.max(1);
    let decision = DataValidation::new()
        .allow_list_strings(&Decision::ALL.map(Decision::word))?
        .set_input_title("Decision")?
        .set_input_message(
            "keep: it stays. revoke: it goes. modify: it stays in another form, which the comment says.",
        )?
        .set_error_title("Decision")?
        .set_error_message("keep, revoke or modify")?;
    sheet.add_data_validation(1, DECISION, last, DECISION, &decision)?;
    if let Some(since) = since {
        let day = utc_day(since);
        let (year, month, day) = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
        if let (Ok(year), Ok(month), Ok(day)) = (year, month, day) {
            let first = ExcelDateTime::from_ymd(year, month, day)?;
            let date = DataValidation::new()
                .allow_date(DataValidationRule::GreaterThanOrEqualTo(first))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Date")?
                .set_error_message("the day of the decision, not before the snapshot, such as 2026-11-29")?;
            sheet.add_data_validation(1, DATE, last, DATE, &date)?;
        }
    }
    let missing = Format::new().set_background_color(Color::RGB(0x00FF_F9E5));
    sheet.add_conditional_format(1, DECISION, last, LAST - 1, &ConditionalFormatBlank::new().set_format(missing))?;
    sheet.protect_with_options(&ProtectionOptions {
        use_autofilter: true,
        sort: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}
