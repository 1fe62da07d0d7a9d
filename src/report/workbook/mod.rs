//! The auditors' workbook: what was found, what it was found in, how it is known, and a sheet for people to decide on.

mod accounts;
mod book;
mod evidence;
mod exceptions;
mod matrix;
mod review;
mod summary;

use self::book::{Book, Written};
use super::RenderError;
use crate::findings::{CheckInfo, Report};

/// The whole workbook.
pub(super) fn render(report: &Report, checks: &[&CheckInfo]) -> Result<Vec<u8>, RenderError> {
    let mut book = Book::new()?;
    summary::sheet(&mut book, report)?;
    exceptions::sheet(&mut book, report, checks)?;
    matrix::sheets(&mut book, &report.annex)?;
    accounts::population(&mut book, &report.annex)?;
    accounts::tokens(&mut book, &report.annex)?;
    evidence::sheets(&mut book, report)?;
    review::sheet(&mut book, report)?;
    book.finish()
}

/// A table to which nothing is added.
#[expect(clippy::unnecessary_wraps, reason = "a table's last step can fail")]
fn as_it_is(_: Written<'_>) -> Result<(), RenderError> {
    Ok(())
}
