//! Cells as values, every wrong one noted with its place.

use jiff::civil::DateTime;
use jiff::{Timestamp, Zoned};

use super::definition::Definition;
use super::entities::Kind;
use super::table::{Cell, Slot, Table};
use crate::model::{OpIx, Ops, Position};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// The longest text that a snapshot keeps of a name, in characters.
pub(super) const MAX_TEXT: usize = 4000;

/// A row of a table, and where its problems go.
pub(super) struct Row<'t, 'p> {
    pub(super) table: &'t Table,
    pub(super) cells: &'t [Cell],
    pub(super) definition: &'p Definition,
    pub(super) problems: &'p mut Problems,
}

impl<'t> Row<'t, '_> {
    /// A text; nothing where it is empty.
    pub(super) fn text(&mut self, column: &'static str) -> Option<&'t str> {
        let text = self.table.cell(self.cells, Slot::Named(column))?.text.as_deref()?;
        if text.chars().nth(MAX_TEXT).is_some() {
            self.problem(Slot::Named(column), &format!("`{column}` is longer than {MAX_TEXT} characters"), None);
            return None;
        }
        Some(text)
    }

    /// A text that must be there.
    pub(super) fn needed(&mut self, column: &'static str) -> Option<&'t str> {
        let there = self.table.cell(self.cells, Slot::Named(column)).is_some();
        // Without the column that has been told, once.
        if !there && self.table.has(column) {
            self.problem(Slot::Named(column), &format!("`{column}` is empty"), None);
        }
        self.text(column)
    }

    /// Yes or no; nothing where the cell is empty, or wrong, which is noted.
    pub(super) fn flag(&mut self, slot: Slot) -> Option<bool> {
        let text = self.table.cell(self.cells, slot)?.text.as_deref()?;
        let flag = flag(text);
        if flag.is_none() {
            let column = match slot {
                Slot::Named(column) => column,
                Slot::Op(op) => self.definition.operations.get(op.index()).map_or("", |op| op.name.as_str()),
            };
            let silent = matches!(slot, Slot::Named(name) if self.kind(name) == Some(Kind::Presence));
            let found = if silent { "another value, not shown".to_owned() } else { quote(text) };
            let help = "write 1 or 0, true or false, yes or no".to_owned();
            self.problem(slot, &format!("`{column}` is neither yes nor no: {found}"), Some(help));
        }
        flag
    }

    /// The same with what an empty cell means.
    pub(super) fn flag_or(&mut self, column: &'static str, default: bool) -> bool {
        self.flag(Slot::Named(column)).unwrap_or(default)
    }

    /// A flag that must be there.
    pub(super) fn needed_flag(&mut self, column: &'static str) -> bool {
        self.needed(column);
        self.flag_or(column, false)
    }

    /// One of the words of the column, in small letters.
    pub(super) fn word(&mut self, column: &'static str) -> Option<&'static str> {
        let text = self.text(column)?;
        let Some(Kind::Word(words)) = self.kind(column) else { return None };
        let given = word_form(text);
        let word = words.iter().copied().find(|word| *word == given);
        if word.is_none() {
            let help = did_you_mean(&given, words.iter().copied())
                .unwrap_or_else(|| format!("it is one of {}", words.join(", ")));
            self.problem(Slot::Named(column), &format!("unknown `{column}` {}", quote(text)), Some(help));
        }
        word
    }

    /// A moment as ISO 8601 UTC.
    pub(super) fn time(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column)?;
        // MySQL's and PostgreSQL's words for never.
        if text.starts_with("0000-00-00") || text.trim_start_matches('-') == "infinity" {
            return None;
        }
        let time = time(text, self.definition);
        if time.is_none() {
            let help = if text.matches('.').count() == 2 {
                "`dd.mm.yyyy` is not read: write `2026-11-29`".to_owned()
            } else {
                "write `2026-11-29 14:30:00`, with `+01:00` or `Z` behind it if it is not in `time_zone`".to_owned()
            };
            self.problem(Slot::Named(column), &format!("`{column}` is no time: {}", quote(text)), Some(help));
        }
        time
    }

    /// The operations that a row names, in one column or in one column each; none where it says nothing about them.
    pub(super) fn operations(&mut self) -> Option<Ops> {
        let wide: Vec<OpIx> = self.table.operations().collect();
        if !wide.is_empty() {
            let mut ops = Ops::NONE;
            for op in wide {
                if self.flag(Slot::Op(op)) == Some(true) {
                    ops = ops.with(Ops::one(op));
                }
            }
            return Some(ops);
        }
        let text = self.text("operation")?;
        let mut ops = Ops::NONE;
        for name in text.split([',', ' ', ';', '\n', '\t']).filter(|name| !name.is_empty()) {
            if name == "*" {
                ops = self.definition.all_ops();
            } else if let Some(op) = self.definition.operation(name) {
                ops = ops.with(Ops::one(op));
            } else {
                let names = || self.definition.operations.iter().map(|op| op.name.as_str());
                let help = did_you_mean(name, names())
                    .unwrap_or_else(|| format!("`operations` has {}", names().collect::<Vec<_>>().join(", ")));
                self.problem(Slot::Named("operation"), &format!("unknown operation {}", quote(name)), Some(help));
            }
        }
        Some(ops)
    }

    /// Notes what is wrong with a cell.
    pub(super) fn problem(&mut self, slot: Slot, message: &str, help: Option<String>) {
        let (at, message) = self.told(slot, message);
        self.problems.error(&at, message, help);
    }

    /// Where a cell is, and what is wrong with it: a row of a database has no line, and is known by its values.
    pub(super) fn told(&self, slot: Slot, message: &str) -> (Position, String) {
        let name = self.table.entity.name;
        let written = self.table.cell(self.cells, slot).or(self.cells.iter().find(|cell| cell.at.is_some()));
        match written.and_then(|cell| cell.at.as_deref().cloned()) {
            Some(at) => (at, format!("{name}: {message}")),
            None => (self.table.at.clone(), format!("{name}{}: {message}", self.known_by())),
        }
    }

    /// The row for a sentence about another one.
    pub(super) fn place(&self) -> String {
        match self.cells.iter().find_map(|cell| cell.at.as_deref()) {
            Some(at) => format!("at {at}"),
            None => format!("the{}", self.known_by().trim_start_matches(',')),
        }
    }

    fn known_by(&self) -> String {
        let named = self.table.entity.columns.iter().filter(|column| {
            matches!(column.kind, Kind::Of(_)) || matches!(column.name, "login" | "key" | "field" | "name" | "id")
        });
        let values: Vec<String> = named
            .filter_map(|column| {
                let text = self.table.cell(self.cells, Slot::Named(column.name))?.text.as_deref()?;
                Some(format!("{} {}", column.name, quote(text)))
            })
            .take(3)
            .collect();
        if values.is_empty() { String::new() } else { format!(", row with {}", values.join(", ")) }
    }

    fn kind(&self, column: &str) -> Option<Kind> {
        self.table.entity.column(column).map(|column| column.kind)
    }
}

/// Yes or no, as databases and people write it. A `bit(1)` of MySQL is a byte of that value.
fn flag(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" | "x" => Some(true),
        "0" | "false" | "f" | "no" | "n" | "off" | "-" => Some(false),
        _ if text == "\u{1}" => Some(true),
        _ if text == "\0" => Some(false),
        _ => None,
    }
}

/// A moment as ISO 8601 UTC in whole seconds: with a zone, without one, a day, or seconds since 1970.
fn time(text: &str, definition: &Definition) -> Option<String> {
    let text = text.trim();
    let stamp = |moment: Timestamp| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok().map(stamp);
    }
    // PostgreSQL writes `+00`, which is short for `+00:00`.
    let zone = text.get(text.len().checked_sub(3)?..).filter(|end| {
        end.starts_with(['+', '-']) && end.bytes().skip(1).all(|byte| byte.is_ascii_digit()) && text.contains(':')
    });
    let long = zone.map(|_| format!("{text}:00"));
    let text = long.as_deref().unwrap_or(text);
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(stamp(moment));
    }
    if let Ok(moment) = text.parse::<Zoned>() {
        return Some(stamp(moment.timestamp()));
    }
    let local: DateTime = text.parse().ok()?;
    definition.zone.to_timestamp(local).ok().map(stamp)
}

/// A word as the columns know it, however it is written.
pub(super) fn word_form(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_database_are_read() {
        let berlin = Definition { zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(), ..Definition::default() };
        for text in [
            "2026-11-29 14:30:00+01",
            "2026-11-29 14:30:00.123456+01:00",
            "2026-11-29T13:30:00Z",
            "2026-11-29 14:30:00",
            "1795959000",
        ] {
            assert_eq!(time(text, &berlin).as_deref(), Some("2026-11-29T13:30:00Z"), "{text}");
        }
        assert_eq!(time("2026-11-29", &berlin).as_deref(), Some("2026-11-28T23:00:00Z"));
        for text in ["", "yesterday", "0000-00-00 00:00:00", "29.11.2026", "12345"] {
            assert_eq!(time(text, &berlin), None, "{text}");
        }
    }

    #[test]
    fn yes_and_no_are_read_as_they_are_written() {
        for (yes, no) in [("1", "0"), ("t", "f"), ("TRUE", "False"), (" yes ", "no"), ("\u{1}", "\0"), ("x", "-")] {
            assert_eq!((flag(yes), flag(no)), (Some(true), Some(false)), "{yes:?} {no:?}");
        }
        assert_eq!(["2", "ja", "", "null"].map(flag), [None; 4]);
    }
}
