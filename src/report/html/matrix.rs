//! The heat map: roles against resources, cell by cell, as the page's script reads it; and a line for each role without it.

use std::collections::HashMap;

use serde::Serialize;

use super::text::name;
use crate::findings::{Annex, Answer, CellVerdict, MatrixCell, MatrixRow};

/// At most so many rows are in the page; those with differences come first.
const MAX: usize = 100_000;

/// The whole map.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    operations: Vec<Operation>,
    roles: Vec<String>,
    resources: Vec<String>,
    /// Role, resource, whether the design speaks for the resource (1 or 0), then a number for each operation.
    rows: Vec<Vec<u32>>,
    /// Whether anything was probed.
    probed: bool,
    /// Rows that are not in the page.
    left_out: usize,
}

#[derive(Debug, Serialize)]
struct Operation {
    name: String,
    sign: String,
}

/// How many cells of a role came to what.
#[derive(Debug, Default)]
pub(super) struct RoleLine {
    pub(super) role: String,
    /// In the order of [`CellVerdict::ALL`].
    pub(super) cells: [usize; 6],
}

/// The map behind a report.
pub(super) fn matrix(annex: &Annex) -> Matrix {
    let mut rows: Vec<&MatrixRow> = annex.matrix.iter().collect();
    let left_out = rows.len().saturating_sub(MAX);
    if left_out > 0 {
        // Stable: beside that, the order stays.
        rows.sort_by_key(|row| !row.cells.iter().any(|cell| differs(cell.verdict)));
        rows.truncate(MAX);
    }
    let (mut roles, mut resources) = (Names::default(), Names::default());
    let rows: Vec<Vec<u32>> = rows
        .into_iter()
        .map(|row| {
            let mut numbers = vec![roles.number(&row.role), resources.number(&row.resource), u32::from(row.in_scope)];
            numbers.extend(row.cells.iter().copied().map(number));
            numbers
        })
        .collect();
    Matrix {
        operations: signs(&annex.operations),
        roles: roles.shown(),
        resources: resources.shown(),
        probed: annex.matrix.iter().flat_map(|row| &row.cells).any(|cell| cell.probed.is_some()),
        rows,
        left_out,
    }
}

/// A line for each role, in the order of the design.
pub(super) fn role_lines(annex: &Annex) -> Vec<RoleLine> {
    let mut lines: Vec<RoleLine> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for row in &annex.matrix {
        let at = *numbers.entry(&row.role).or_insert_with(|| {
            lines.push(RoleLine { role: name(&row.role), ..RoleLine::default() });
            lines.len() - 1
        });
        for cell in &row.cells {
            let kind = CellVerdict::ALL.iter().position(|verdict| *verdict == cell.verdict);
            if let Some(count) = lines.get_mut(at).zip(kind).and_then(|(line, kind)| line.cells.get_mut(kind)) {
                *count += 1;
            }
        }
    }
    lines
}

fn differs(verdict: CellVerdict) -> bool {
    !matches!(verdict, CellVerdict::AsDesigned | CellVerdict::Undesigned)
}

/// Four answers in one number; `heat.js` takes it apart.
fn number(cell: MatrixCell) -> u32 {
    let answer = |answer: Answer| match answer {
        Answer::Denied => 0,
        Answer::Allowed => 1,
        Answer::Silent | Answer::Unknown | Answer::Inconclusive => 2,
    };
    let probed = cell.probed.map_or(3, answer);
    let verdict = CellVerdict::ALL.iter().zip(0..).find(|(verdict, _)| **verdict == cell.verdict);
    answer(cell.designed) + 4 * answer(cell.actual) + 16 * probed + 64 * verdict.map_or(0, |(_, number)| number)
}

/// A letter for each operation, or as many letters as make it unlike those before it.
fn signs(operations: &[String]) -> Vec<Operation> {
    let mut taken: Vec<String> = Vec::new();
    let sign = |operation: &String| {
        let name = name(operation);
        let capital = |length: usize| {
            let mut letters = name.chars().take(length);
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
        };
        let sign =
            (1..=name.chars().count()).map(capital).find(|sign| !taken.contains(sign)).unwrap_or_else(|| name.clone());
        taken.push(sign.clone());
        Operation { name, sign }
    };
    operations.iter().map(sign).collect()
}

/// Names by number, each once.
#[derive(Debug, Default)]
struct Names<'a> {
    numbers: HashMap<&'a str, u32>,
    list: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn number(&mut self, name: &'a str) -> u32 {
        let next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.list.push(name);
        }
        number
    }

    fn shown(&self) -> Vec<String> {
        self.list.iter().map(|text| name(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_letters_of_their_own() {
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            signs(&names).into_iter().map(|operation| operation.sign).collect::<Vec<String>>().join(" ")
        };
        assert_eq!(of(&["read", "write", "create", "unlink"]), "R W C U");
        assert_eq!(of(&["read", "create", "cancel", "report", "select", "share", "submit"]), "R C Ca Re S Sh Su");
        assert_eq!(of(&["re", "read", "r", "r", ""]), "R Re r r ");
    }

    #[test]
    fn four_answers_are_one_number() {
        use Answer::{Allowed, Denied, Inconclusive, Silent, Unknown};
        let cell = |designed, actual, probed, verdict| number(MatrixCell { designed, actual, probed, verdict });
        assert_eq!(cell(Denied, Denied, Some(Denied), CellVerdict::AsDesigned), 0);
        assert_eq!(cell(Allowed, Unknown, None, CellVerdict::NotAssessed), 1 + 8 + 48 + 64 * 4);
        assert_eq!(cell(Silent, Allowed, Some(Inconclusive), CellVerdict::Undesigned), 2 + 4 + 32 + 64 * 5);
    }
}
