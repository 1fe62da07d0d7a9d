//! *Exceptions*: every finding, worst first.

use super::super::RenderError;
use super::super::exceptions::{COLUMNS, Told, Value};
use super::as_it_is;
use super::book::{Book, Cell, Look, column};
use crate::findings::{CheckInfo, Report};

pub(super) fn sheet(book: &mut Book, report: &Report, checks: &[&CheckInfo]) -> Result<(), RenderError> {
    // `review` finds whom a finding reaches by these names.
    let columns: Vec<_> = COLUMNS.iter().map(|shown| column(shown.title, shown.width)).collect();
    let told = Told::of(report, checks);
    let rows = report.findings.iter().map(|finding| {
        let look = if report.decides(finding) { Look::Bad } else { Look::Plain };
        told.row(finding).enumerate().map(move |(at, value)| match value {
            Value::Text(text) => Cell::looking(&text, if at == 0 { look } else { Look::Plain }),
            Value::List(texts) => Cell::list(texts),
            Value::Count(count) => Cell::count(count),
        })
    });
    book.table("Exceptions", &columns, 4, rows, as_it_is)
}
