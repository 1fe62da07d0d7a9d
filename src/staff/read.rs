//! Rows of a list of people, from a sheet or from YAML.

use std::sync::Arc;

use super::{Cell, Left, Member};
use crate::model::Position;
use crate::sheets::{Table, each_record, has_column, name};
use crate::yaml::words::quote;
use crate::yaml::{Node, Problems, Reader, Tree, read as read_yaml};

/// By which a person is found; a row has one of them at least.
const WHO: [&str; 3] = ["login", "email", "person"];
/// A row that names nobody.
const NOBODY: &str = "the row has no login, no email and no person";
/// When they left.
const WHEN: [&str; 2] = ["left", "until"];

/// The people of a sheet whose first row names the columns.
pub(super) fn table(table: &Table, problems: &mut Problems) -> Vec<Member> {
    let mut members = Vec::new();
    if !table.is_empty() && !WHO.iter().any(|column| has_column(table, column)) {
        // Nothing of the header is quoted: it may be the first line of a file that is no such list.
        let help = "the first row names the columns: login, email, person, left, until".to_owned();
        problems.error(&table.at, "no column `login`, `email` or `person`", help);
        return members;
    }
    each_record(table, &[], &[WHO.as_slice(), &WHEN].concat(), problems, |record, problems| {
        let mut who = WHO.map(|column| record.get(column).and_then(|cell| name(cell, column, problems)));
        let [left, until] = WHEN.map(|column| record.get(column).copied());
        let Some(at) = record.values().map(|cell| &cell.at).min() else { return };
        if !WHO.iter().any(|column| record.contains_key(column)) {
            problems.error(at, NOBODY, None);
        }
        members.extend(member(&mut who, left, until, at, problems));
    });
    members
}

/// The people of the first sheet of a workbook.
pub(super) fn workbook(sheets: &[(String, Table)], file: &Arc<str>, problems: &mut Problems) -> Vec<Member> {
    let mut filled = sheets.iter().filter(|(_, table)| !table.is_empty());
    let Some((_, first)) = filled.next() else {
        problems.error(&Position::file(file), "the workbook has no sheet with anything on it", None);
        return Vec::new();
    };
    for (name, other) in filled {
        problems.warning(&other.at, format!("sheet {} is not read", quote(name)), "the first one is".to_owned());
    }
    table(first, problems)
}

/// The people of a list of mappings.
pub(super) fn yaml(text: &str, file: &Arc<str>, problems: &mut Problems) -> Vec<Member> {
    let Some(tree) = read_yaml(text, file, "a list of people", problems) else { return Vec::new() };
    let keys: Vec<(&'static str, bool)> = WHO.iter().chain(&WHEN).map(|key| (*key, false)).collect();
    let mut members = Vec::new();
    if matches!(tree.node, Node::Null) {
        return members;
    }
    let mut reader = Reader { problems };
    for item in reader.items(&tree, "the list") {
        let Some(row) = reader.known(item, &keys, "a person") else { continue };
        let mut who = WHO.map(|key| row.get(key).and_then(|tree| reader.name(tree, key)));
        let mut when = |key| row.get(key).and_then(|tree: &Tree| reader.name(tree, key));
        let (left, until) = (when("left"), when("until"));
        if WHO.iter().all(|key| row.get(key).is_none()) {
            reader.problems.error(&item.at, NOBODY, None);
        }
        members.extend(member(&mut who, left.as_ref(), until.as_ref(), &item.at, reader.problems));
    }
    members
}

fn member(
    [login, email, person]: &mut [Option<Cell>; 3],
    left: Option<&Cell>,
    until: Option<&Cell>,
    at: &Position,
    problems: &mut Problems,
) -> Option<Member> {
    if login.is_none() && email.is_none() && person.is_none() {
        return None;
    }
    let until = until.and_then(|cell| match day(&cell.value) {
        Some(day) => Some(Left::Until(day)),
        None => wrong(cell, "until", problems),
    });
    let left = left.and_then(|cell| match cell.value.to_lowercase().as_str() {
        "no" | "n" | "false" | "0" | "-" => None,
        "yes" | "y" | "true" | "1" | "x" => Some(Left::Before),
        _ => match day(&cell.value) {
            Some(day) => Some(Left::Until(day)),
            None => wrong(cell, "left", problems),
        },
    });
    let text = |cell: &mut Option<Cell>| cell.take().map(|cell| cell.value);
    let (login, email, person) = (text(login), text(email), text(person));
    Some(Member { login, email, person, left: until.or(left), at: at.clone() })
}

/// The day of a date as `2026-01-31`, with or without a time behind it, which workbooks write.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let plain = rest.is_empty() || rest.starts_with([' ', 'T']);
    day.parse::<jiff::civil::Date>().ok().filter(|_| plain).map(|day| day.to_string())
}

fn wrong(cell: &Cell, column: &str, problems: &mut Problems) -> Option<Left> {
    let help = match column {
        "left" => "write yes, no or a day such as 2026-01-31",
        _ => "write a day such as 2026-01-31",
    };
    problems.error(&cell.at, format!("`{column}`: {} is no day", quote(&cell.value)), help.to_owned());
    None
}
