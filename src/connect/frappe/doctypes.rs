//! Doctypes, and what Property Setters make of them.

use std::collections::{HashMap, HashSet};

use super::collector::{Collector, Stamp, is_tick};
use super::queries::{DOCTYPES, PROPERTY_SETTERS, SINGLES};
use super::source::Source;
use super::version::{IMPORT, SHARE, SUBMIT};
use crate::connect::ConnectError;
use crate::model::{OpIx, Ops, Origin, ResourceIx};
use crate::snapshot::{Resource, Shape};

/// Doctypes that Frappe takes as its program has them, without Custom Fields, Property Setters and Custom DocPerm rows
/// (`frappe/model/meta.py`, `special_doctypes`, 14 to 17).
const SPECIAL: [&str; 7] =
    ["DocField", "DocPerm", "DocType", "DocType Action", "DocType Link", "DocType State", "Module Def"];

/// What is kept of each doctype beside its resource, by position.
#[derive(Default)]
pub(super) struct DocTypes(Vec<DocType>);

/// Where the documents of a doctype are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// In a table.
    Stored,
    /// In no table: a program makes them up.
    Virtual,
    /// Nowhere yet: a single that nobody saved, whose one document belongs to whoever asks.
    Unsaved,
}

/// A doctype.
pub(super) struct DocType {
    /// Made by hand: its rows are, too.
    pub(super) custom: bool,
    /// Where its documents are.
    pub(super) kept: Kept,
    /// Custom DocPerm rows replace its own.
    pub(super) replaceable: bool,
}

impl DocTypes {
    /// The doctype at a position.
    pub(super) fn get(&self, resource: ResourceIx) -> Option<&DocType> {
        self.0.get(resource.index())
    }
}

/// Whether Custom Fields and Property Setters of a doctype count.
pub(super) fn is_customisable(doctype: &str) -> bool {
    !SPECIAL.contains(&doctype)
}

/// Property Setters by doctype, field (none: the doctype itself) and property.
#[derive(Default)]
pub(super) struct Setters(HashMap<(String, Option<String>, String), Setter>);

/// What one says, and who says so.
pub(super) struct Setter {
    value: String,
    pub(super) origin: Origin,
}

impl Setter {
    /// Whether it ticks a box.
    pub(super) fn is_ticked(&self) -> bool {
        is_tick(&self.value)
    }
}

impl Setters {
    /// What one says about a doctype or a field of it.
    pub(super) fn get(&self, doctype: &str, field: Option<&str>, property: &str) -> Option<&Setter> {
        self.0.get(&(doctype.to_owned(), field.map(str::to_owned), property.to_owned()))
    }

    /// Its value.
    pub(super) fn value(&self, doctype: &str, field: Option<&str>, property: &str) -> Option<&str> {
        self.get(doctype, field, property).map(|setter| setter.value.as_str())
    }

    /// Those about a property of fields: doctype, field and what is said.
    pub(super) fn of_fields<'s>(&'s self, property: &'s str) -> impl Iterator<Item = (&'s str, &'s str, &'s Setter)> {
        let of = self.0.iter().filter(move |((_, _, of), _)| of == property);
        of.filter_map(|((doctype, field, _), setter)| Some((doctype.as_str(), field.as_deref()?, setter)))
    }

    /// The same for a box.
    pub(super) fn ticked(&self, doctype: &str, field: Option<&str>, property: &str) -> Option<bool> {
        self.get(doctype, field, property).map(Setter::is_ticked)
    }
}

struct Row {
    name: String,
    module: String,
    shape: Shape,
    is_virtual: bool,
    /// Of `submit` and `import` those that the doctype itself lets through.
    open: Ops,
    custom: bool,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// Doctypes, sorted by name.
    pub(super) async fn resources(&mut self) -> Result<(), ConnectError> {
        self.property_setters().await?;
        let (zone, mut rows) = (&self.zone, Vec::new());
        self.reader
            .each(&DOCTYPES, |row| {
                let shape = match (row.tick(2)?, row.tick(3)?) {
                    (_, true) => Shape::Parts,
                    (true, false) => Shape::Single,
                    (false, false) => Shape::Records,
                };
                let mut open = Ops::NONE;
                for (op, at) in [(SUBMIT, 5), (IMPORT, 6)] {
                    if row.tick(at)? {
                        open = open.with(Ops::one(op));
                    }
                }
                rows.push(Row {
                    name: row.word(0)?,
                    module: row.word(1)?,
                    shape,
                    is_virtual: row.tick(4)?,
                    open,
                    custom: row.tick(7)?,
                    stamp: Stamp::read(row, 8, zone)?,
                });
                Ok(())
            })
            .await?;
        rows.sort_by(|a: &Row, b| a.name.cmp(&b.name));
        let saved = self.saved_singles().await?;
        let no_sharing = self.ticked("disable_document_sharing").unwrap_or(false);
        for (at, row) in rows.into_iter().enumerate() {
            self.resources.insert(row.name.clone(), ResourceIx::new(at));
            self.doctypes.0.push(DocType {
                custom: row.custom,
                kept: match (row.is_virtual, &saved) {
                    (true, _) => Kept::Virtual,
                    (false, Some(saved)) if row.shape == Shape::Single && !saved.contains(&row.name) => Kept::Unsaved,
                    (false, _) => Kept::Stored,
                },
                replaceable: row.shape != Shape::Parts && is_customisable(&row.name) && row.name != "Custom DocPerm",
            });
            let set = |property: &str, op: OpIx| {
                let set = is_customisable(&row.name).then(|| self.setters.ticked(&row.name, None, property)).flatten();
                set.unwrap_or(row.open.has(op))
            };
            let mut closed = Ops::NONE;
            for (op, open) in
                [(SUBMIT, set("is_submittable", SUBMIT)), (IMPORT, set("allow_import", IMPORT)), (SHARE, !no_sharing)]
            {
                if !open {
                    closed = closed.with(Ops::one(op));
                }
            }
            let origin: Origin = if row.custom { row.stamp.custom() } else { self.shipped(&row.module) };
            self.snapshot.resources.push(Resource {
                narrowed_by_code: self.version.hooks(&row.name),
                name: row.name.clone(),
                key: row.name,
                transient: false,
                closed,
                unguarded: Ops::NONE,
                unsure: Ops::NONE,
                shape: row.shape,
                origin,
            });
        }
        Ok(())
    }

    /// Singles with stored values, where that matters and can be asked.
    async fn saved_singles(&mut self) -> Result<Option<HashSet<String>>, ConnectError> {
        if !self.version.judges_singles() || !self.reader.can_ask(&SINGLES) {
            return Ok(None);
        }
        let mut saved = HashSet::new();
        self.reader
            .each(&SINGLES, |row| {
                saved.insert(row.word(0)?);
                Ok(())
            })
            .await?;
        Ok(Some(saved))
    }

    async fn property_setters(&mut self) -> Result<(), ConnectError> {
        let (zone, setters) = (&self.zone, &mut self.setters.0);
        self.reader
            .each(&PROPERTY_SETTERS, |row| {
                let field = match row.word(1)?.as_str() {
                    "DocType" => None,
                    "DocField" => Some(row.word(2)?),
                    // Links, actions and states carry no rights.
                    _ => return Ok(()),
                };
                let setter = Setter { value: row.word(4)?, origin: Stamp::read(row, 5, zone)?.custom() };
                setters.insert((row.word(0)?, field, row.word(3)?), setter);
                Ok(())
            })
            .await?;
        Ok(())
    }
}
