//! Accounts, keys and answers of the probe as the page's script reads them.

use std::sync::Arc;

use serde::Serialize;

use super::data::Texts;
use super::text::{name, sentence};
use crate::findings::{AccountRow, CellResult, ProbedCell, Report, TokenRow};

/// At most so many rows of a table are in the page; those that matter most come first.
const MAX: usize = 20_000;
/// At most so many groups and roles are named with an account.
const MAX_NAMES: usize = 200;

/// Rows of texts by number, and how many more there are.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    texts: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// All of them, those that are not in the page among them.
    total: usize,
}

/// What stands in a row's place.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Cell {
    /// The number of a text.
    Text(u32),
    /// Numbers of texts.
    List(Vec<u32>),
    /// Nothing there, or nobody knows.
    Nothing,
}

/// Login, name, kind, signs in, administers, second factor, last sign-in, roles, groups, groups beyond them, mail address.
pub(super) fn accounts(report: &Report) -> Table {
    let rows = first(&report.annex.accounts, |account| (!account.administers, !account.active));
    table(rows, report.annex.accounts.len(), account)
}

fn account(account: &AccountRow, texts: &mut Texts) -> Vec<Cell> {
    let roles = account.roles.iter().map(String::as_str).take(MAX_NAMES).map(|role| texts.number(name(role))).collect();
    let mut groups =
        |groups: &[Arc<str>]| groups.iter().take(MAX_NAMES).map(|group| texts.number(name(group))).collect();
    let (held, beyond) = (groups(&account.groups), groups(&account.beyond));
    let mut text = |text: &str| Cell::Text(texts.number(name(text)));
    let email = account.email.as_deref().map_or(Cell::Nothing, &mut text);
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    vec![
        text(&account.login),
        text(&account.name),
        text(account.kind),
        text(yes(account.active)),
        text(yes(account.administers)),
        text(account.second_factor.map_or("unknown", yes)),
        account.last_login.as_deref().map_or(Cell::Nothing, text),
        Cell::List(roles),
        Cell::List(held),
        Cell::List(beyond),
        email,
    ]
}

/// Kind, name, owner, scope, created, expires, state.
pub(super) fn tokens(report: &Report) -> Table {
    table(first(&report.annex.tokens, |token| token.expired), report.annex.tokens.len(), token)
}

fn token(token: &TokenRow, texts: &mut Texts) -> Vec<Cell> {
    let mut text = |text: &str| Cell::Text(texts.number(name(text)));
    let state = match (token.expired, &token.expires) {
        (true, _) => "expired",
        (false, Some(_)) => "ends",
        (false, None) => "never ends",
    };
    let mut cells = vec![text(&token.kind), text(&token.name), text(&token.owner)];
    for part in [&token.scope, &token.created, &token.expires] {
        cells.push(part.as_deref().map_or(Cell::Nothing, &mut text));
    }
    cells.push(text(state));
    cells
}

/// Role, login, request, designed, predicted, observed, result, what limits the answer.
pub(super) fn answers(report: &Report) -> Table {
    let cells = report.probe.as_ref().map_or(&[][..], |probe| &probe.cells);
    let rows = first(cells, |cell| match cell.result {
        CellResult::Unexpected => 0,
        CellResult::Inconclusive => 1,
        CellResult::AsExpected => 2,
    });
    table(rows, cells.len(), answer)
}

fn answer(cell: &ProbedCell, texts: &mut Texts) -> Vec<Cell> {
    let mut text = |text: String| Cell::Text(texts.number(text));
    let limits = cell.reason.as_deref().or(cell.caveat).map(sentence);
    vec![
        text(name(&cell.role)),
        cell.login.as_deref().map(name).map_or(Cell::Nothing, &mut text),
        text(sentence(&cell.request)),
        text(cell.designed.word().to_owned()),
        text(cell.predicted.word().to_owned()),
        text(cell.observed.word().to_owned()),
        text(cell.result.words().to_owned()),
        limits.map_or(Cell::Nothing, text),
    ]
}

fn table<T>(rows: Vec<&T>, total: usize, cells: impl Fn(&T, &mut Texts) -> Vec<Cell>) -> Table {
    let mut texts = Texts::default();
    let rows = rows.into_iter().map(|row| cells(row, &mut texts)).collect();
    Table { texts: texts.list(), rows, total }
}

/// What the page has room for, in its own order; where that is not all, what comes first by the key.
fn first<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> Vec<&T> {
    let mut first: Vec<&T> = rows.iter().collect();
    if first.len() > MAX {
        first.sort_by_key(|row| key(row));
        first.truncate(MAX);
    }
    first
}
