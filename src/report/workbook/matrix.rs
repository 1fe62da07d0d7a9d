//! *Matrix*: roles and resources against each other, one column an operation, in words; *Cells*: the same cell by cell, with what the
//! design, the groups and the running system say.

use super::super::RenderError;
use super::as_it_is;
use super::book::{Book, Cell, Look, column, column_of};
use crate::findings::{Annex, Answer, CellVerdict, MatrixCell};

pub(super) fn sheets(book: &mut Book, annex: &Annex) -> Result<(), RenderError> {
    let mut columns = vec![column("Role", 24), column("Resource", 34), column("In the design's scope", 12)];
    columns.extend(annex.operations.iter().map(|name| column_of(name, 20)));
    let rows = annex.matrix.iter().map(|row| {
        let head =
            [Cell::text(&row.role), Cell::text(&row.resource), Cell::text(if row.in_scope { "yes" } else { "no" })];
        head.into_iter().chain(row.cells.iter().map(|cell| Cell::looking(&short(*cell), look(cell.verdict))))
    });
    book.table("Matrix", &columns, 2, rows, as_it_is)?;
    let cells = annex.matrix.iter().flat_map(|row| {
        let said = row.cells.iter().zip(&annex.operations).filter(|(cell, _)| speaks(**cell));
        said.map(|(cell, operation)| {
            let answer = |answer: Option<Answer>| Cell::text(answer.map_or("not asked", Answer::word));
            [
                Cell::text(&row.role),
                Cell::text(&row.resource),
                Cell::text(operation),
                answer(Some(cell.designed)),
                answer(Some(cell.actual)),
                answer(cell.probed),
                Cell::looking(cell.verdict.words(), look(cell.verdict)),
            ]
        })
    });
    let columns = [
        column("Role", 24),
        column("Resource", 34),
        column("Operation", 14),
        column("Designed", 12),
        column("Actual", 12),
        column("Probed", 14),
        column("Verdict", 28),
    ];
    book.table("Cells", &columns, 3, cells, as_it_is)
}

/// Whether anybody says anything but no about a cell.
fn speaks(cell: MatrixCell) -> bool {
    cell != MatrixCell {
        designed: Answer::Silent,
        actual: Answer::Denied,
        probed: None,
        verdict: CellVerdict::AsDesigned,
    }
}

/// `allowed, as designed`; `allowed, more than designed`; nothing where nobody says anything.
fn short(cell: MatrixCell) -> String {
    if !speaks(cell) {
        return String::new();
    }
    let actual = cell.actual.word();
    match (cell.verdict, cell.probed) {
        (CellVerdict::Disagrees, Some(probed)) => format!("{actual}, {} by the running system", probed.word()),
        (CellVerdict::NotAssessed, _) => CellVerdict::NotAssessed.words().to_owned(),
        (verdict, _) => format!("{actual}, {}", verdict.words()),
    }
}

fn look(verdict: CellVerdict) -> Look {
    match verdict {
        CellVerdict::AsDesigned => Look::Plain,
        CellVerdict::Excess | CellVerdict::Disagrees => Look::Bad,
        CellVerdict::Missing | CellVerdict::Undesigned => Look::Fair,
        CellVerdict::NotAssessed => Look::Unknown,
    }
}
