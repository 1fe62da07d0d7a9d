//! An entity as rows of texts, whichever way it came, and which column is which.

use std::collections::BTreeMap;

use super::definition::Definition;
use super::entities::{Entity, Id};
use crate::model::{Located, OpIx, Position};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// The most rows of one entity.
pub(super) const MAX_ROWS: usize = 2_000_000;

/// One value; a text that is empty is not there.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) text: Option<Box<str>>,
    /// Where it was written; none where a database said it.
    pub(super) at: Option<Box<Position>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// The column of this name.
    Named(&'static str),
    /// Whether an operation is allowed.
    Op(OpIx),
}

/// The rows of an entity.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) entity: &'static Entity,
    /// The query, the file or the sheet.
    pub(super) at: Position,
    slots: BTreeMap<Slot, usize>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(entity: &'static Entity, at: Position, slots: BTreeMap<Slot, usize>) -> Self {
        Self { entity, at, slots, rows: Vec::new() }
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, column: &'static str) -> bool {
        self.slots.contains_key(&Slot::Named(column))
    }

    /// The columns of operations.
    pub(super) fn operations(&self) -> impl Iterator<Item = OpIx> {
        self.slots.keys().filter_map(|slot| if let Slot::Op(op) = slot { Some(*op) } else { None })
    }

    /// The cell of a row; none where there is no such column, or nothing in it.
    pub(super) fn cell<'t>(&self, row: &'t [Cell], slot: Slot) -> Option<&'t Cell> {
        row.get(*self.slots.get(&slot)?).filter(|cell| cell.text.is_some())
    }
}

/// What to make of columns that no entity has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strange {
    /// They are mistakes: somebody wrote them for us.
    Refused,
    /// An export has what it has.
    PassedOver,
}

/// Finds out which column is which, by its name in small letters; every mistake is a problem.
pub(super) fn slots(
    id: Id,
    names: &[Located<String>],
    at: &Position,
    strange: Strange,
    definition: &Definition,
    problems: &mut Problems,
) -> BTreeMap<Slot, usize> {
    let entity = id.entity();
    let mut slots = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        let word = normal(&name.value);
        let column = entity.column(&word).map(|column| Slot::Named(column.name));
        let Some(slot) = column.or_else(|| definition.operation(&word).filter(|_| entity.wide).map(Slot::Op)) else {
            if !(strange == Strange::PassedOver && name.value.starts_with('#')) {
                unknown(entity, name, names, strange, definition, problems);
            }
            continue;
        };
        if slots.insert(slot, index).is_some() {
            problems.error(&name.at, format!("`{}` has the column {} twice", entity.name, quote(&name.value)), None);
        }
    }
    missing(entity, names, &slots, at, problems);
    let has = |op: usize| slots.contains_key(&Slot::Op(OpIx::new(op)));
    let operations = definition.operations.iter().enumerate();
    let without: Vec<&str> = operations.filter(|(op, _)| !has(*op)).map(|(_, op)| op.name.as_str()).collect();
    let one_column = slots.contains_key(&Slot::Named("operation"));
    if !without.is_empty() && without.len() < definition.operations.len() && !one_column {
        let what = if without.len() == 1 { "the operation" } else { "the operations" };
        let message = format!("`{}` has no column for {what} {}", entity.name, listed(without.into_iter()));
        let help = "nobody has it by these rows; add the column, or leave the operation out of `operations`".to_owned();
        problems.warning(at, message, help);
    }
    slots
}

/// A column that no entity has. One that is passed over is told where it may be meant for one that is not there; rights are too
/// easily lost to pass over any of theirs.
fn unknown(
    entity: &Entity,
    name: &Located<String>,
    names: &[Located<String>],
    strange: Strange,
    definition: &Definition,
    problems: &mut Problems,
) {
    let word = normal(&name.value);
    let known = entity.columns.iter().map(|column| column.name);
    let operations = definition.operations.iter().map(|op| op.name.as_str()).filter(|_| entity.wide);
    let all = || known.clone().chain(operations.clone());
    let message = format!("`{}` has no column {}", entity.name, quote(&name.value));
    if strange == Strange::Refused || entity.wide {
        let passed = if strange == Strange::Refused { "" } else { "; `#` in front of a heading passes it over" };
        let help = did_you_mean(&word, all()).unwrap_or_else(|| format!("it has {}{passed}", listed(all())));
        problems.error(&name.at, message, help);
    } else {
        let there = |column: &&str| names.iter().any(|name| normal(&name.value) == *column);
        let near = did_you_mean(&word, all().filter(|column| !there(column)));
        if near.is_some() {
            problems.warning(&name.at, format!("{message}, and it is not read"), near);
        }
    }
}

fn missing(
    entity: &Entity,
    names: &[Located<String>],
    slots: &BTreeMap<Slot, usize>,
    at: &Position,
    problems: &mut Problems,
) {
    let has = |name| slots.contains_key(&Slot::Named(name));
    for column in entity.columns.iter().filter(|column| column.required && !has(column.name)) {
        let help = if names.is_empty() {
            column.meaning.to_owned()
        } else {
            format!("{}; it has {}", column.meaning, listed(names.iter().map(|name| name.value.as_str())))
        };
        problems.error(at, format!("`{}` has no column `{}`", entity.name, column.name), help);
    }
    let wide = slots.keys().any(|slot| matches!(slot, Slot::Op(_)));
    if wide && has("operation") {
        let help = "keep one of the two forms".to_owned();
        problems.error(at, format!("`{}` has both `operation` and a column of an operation", entity.name), help);
    }
    if entity.id == Id::Grants && !wide && !has("operation") {
        let help = "add `operation`, or a column for each operation with yes or no".to_owned();
        problems.error(at, "`grants` does not say which operations", help);
    }
    let to = ["group", "user", "audience"];
    if [Id::Grants, Id::FieldRules].contains(&entity.id) && !to.into_iter().any(has) {
        let help = "add `group`, `user` or `audience`".to_owned();
        problems.error(at, format!("`{}` does not say to whom", entity.name), help);
    }
}

/// Names of columns, as many as a reader wants to see.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.take(21).map(quote).collect();
    if names.len() > 20 {
        names.truncate(20);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// `Last Login` and `last-login` are `last_login`.
pub(super) fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
