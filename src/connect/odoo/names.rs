//! Technical names (`ir_model_data`), unique keys, and where each row came from.

use std::collections::{BTreeSet, HashMap};

use super::source::Row;
use crate::model::Origin;

/// A technical name: `module.name`.
struct XmlId {
    module: String,
    name: String,
}

impl XmlId {
    /// `__export__`, `__import__`, `__custom__` …: a name that a person's file gave, different after the next import.
    fn is_made_up(&self) -> bool {
        self.module.starts_with("__")
    }
}

/// The technical names of everything that has one.
#[derive(Default)]
pub(super) struct XmlIds {
    readable: bool,
    names: HashMap<String, HashMap<i64, XmlId>>,
    base: HashMap<(String, String), i64>,
}

impl XmlIds {
    /// Says that the names could be read: from now on a row without one is known to have none.
    pub(super) fn mark_readable(&mut self) {
        self.readable = true;
    }

    /// Whether the names could be read.
    pub(super) fn is_readable(&self) -> bool {
        self.readable
    }

    /// Takes a name; of several the first stays, unless it is made up.
    pub(super) fn add(&mut self, model: &str, id: i64, module: &str, name: &str) {
        if module == "base" && model.starts_with("res.") {
            self.base.insert((model.to_owned(), name.to_owned()), id);
        }
        let fresh = XmlId { module: module.to_owned(), name: name.to_owned() };
        if !self.names.contains_key(model) {
            self.names.insert(model.to_owned(), HashMap::new());
        }
        let Some(names) = self.names.get_mut(model) else { return };
        match names.get(&id) {
            Some(old) if !old.is_made_up() || fresh.is_made_up() => {}
            _ => {
                names.insert(id, fresh);
            }
        }
    }

    /// The row that the base module calls so.
    pub(super) fn of_base(&self, model: &str, name: &str) -> Option<i64> {
        self.base.get(&(model.to_owned(), name.to_owned())).copied()
    }

    /// The technical name of a row, if it has one that lasts.
    pub(super) fn key(&self, model: &str, id: i64) -> Option<String> {
        self.lasting(model, id).map(|xml_id| format!("{}.{}", xml_id.module, xml_id.name))
    }

    /// Where a row came from. Studio registers its customisations as a module; they are none.
    pub(super) fn origin(&self, model: &str, id: i64, stamp: &Stamp, modules: &BTreeSet<String>, who: &Who) -> Origin {
        if !self.readable || modules.is_empty() {
            return Origin::Unknown;
        }
        let shipped = self.lasting(model, id).filter(|xml_id| {
            modules.contains(&xml_id.module) && xml_id.module != "studio_customization" && !stamp.by_a_person()
        });
        match shipped {
            Some(XmlId { module, .. }) if stamp.changed || stamp.orphaned(model) => Origin::VendorChanged {
                module: module.clone(),
                by: stamp.written_by.and_then(|uid| who.get(&uid).cloned()),
                at: stamp.written_at.clone(),
            },
            Some(XmlId { module, .. }) => Origin::Vendor { module: module.clone() },
            None => Origin::Custom {
                by: stamp.created_by.and_then(|uid| who.get(&uid).cloned()),
                at: stamp.created_at.clone(),
            },
        }
    }

    fn lasting(&self, model: &str, id: i64) -> Option<&XmlId> {
        self.names.get(model)?.get(&id).filter(|xml_id| !xml_id.is_made_up())
    }
}

/// Users' keys by their ids.
pub(super) type Who = HashMap<i64, String>;

/// Who made a row and who wrote to it last.
pub(super) struct Stamp {
    created_by: Option<i64>,
    created_at: Option<String>,
    written_by: Option<i64>,
    /// ISO 8601 UTC.
    pub(super) written_at: Option<String>,
    /// A person wrote to it more than a second after it was made. Installing and upgrading modules is the doing of uid 1.
    pub(super) changed: bool,
}

impl Stamp {
    /// Whether a person made the row. Modules are installed by uid 1, whoever pressed the button; an import can give a
    /// row any technical name, but not another maker.
    fn by_a_person(&self) -> bool {
        self.created_by.is_some_and(|uid| uid != 1)
    }

    /// Whether the maker of a row that gives or takes rights is gone: a module's rows keep theirs, the rows of a person
    /// who was deleted do not. Stock rows of other models may lack one (`res.groups`, `ir.model`).
    fn orphaned(&self, model: &str) -> bool {
        self.created_by.is_none() && matches!(model, "ir.model.access" | "ir.rule")
    }

    /// Of a row of which nothing is known.
    #[cfg(test)]
    pub(super) fn unknown() -> Self {
        Self { created_by: None, created_at: None, written_by: None, written_at: None, changed: false }
    }

    /// Reads the five columns that begin at `first`.
    pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Self, sqlx::Error> {
        Ok(Self {
            created_by: row.get(first)?,
            created_at: row.get(first + 1)?,
            written_by: row.get(first + 2)?,
            written_at: row.get(first + 3)?,
            changed: row.get(first + 4)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_lasting_technical_name_counts() {
        let mut names = XmlIds::default();
        names.add("res.groups", 1, "__export__", "res_groups_1");
        names.add("res.groups", 1, "sale", "group_a");
        names.add("res.groups", 1, "website", "group_a");
        names.add("res.groups", 2, "__custom__", "group_b");
        assert_eq!(names.key("res.groups", 1).as_deref(), Some("sale.group_a"));
        assert_eq!(names.key("res.groups", 2), None);
    }
}
