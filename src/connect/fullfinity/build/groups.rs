//! Groups and what they imply.

use std::collections::{BTreeMap, BTreeSet};

use super::{Builder, origin};
use crate::connect::error::one_line;
use crate::connect::fullfinity::names::{CORE, makes};
use crate::connect::fullfinity::records::{Gate, GroupRow};
use crate::model::{GroupIx, Origin};
use crate::snapshot::{Group, Implication};

impl Builder {
    /// The groups that are defined, those that every system has, and those that may be in modules that were not given.
    pub(super) fn groups(&mut self) {
        let rows = self.records.distinct_groups();
        let mut found: BTreeMap<String, Group> = rows.iter().map(|row| (row.key.clone(), group(row))).collect();
        for (key, _) in CORE {
            found.entry(key.to_owned()).or_insert_with(|| named(key, key));
        }
        for name in self.perhaps_elsewhere() {
            found.entry(name.clone()).or_insert_with(|| named(&name, ""));
        }
        for (at, (key, group)) in found.into_iter().enumerate() {
            self.groups.insert(key, GroupIx::new(at));
            self.snapshot.groups.push(group);
        }
        for row in &rows {
            let from = format!("Group {}", row.key);
            let Some(group) = self.groups.get(&row.key).copied() else { continue };
            for name in &row.implied {
                if let Some(implied) = self.group(name, &from, &row.source) {
                    self.snapshot.implications.push(Implication(group, implied));
                }
            }
        }
        self.snapshot.implications.sort_unstable();
        self.snapshot.implications.dedup();
    }

    /// Names of groups that records of incomplete modules use.
    fn perhaps_elsewhere(&self) -> BTreeSet<String> {
        let records = &self.records;
        let of_access = records.access.iter().map(|row| (&row.source, row.group.as_slice()));
        let of_rules = records.rules.iter().map(|row| (&row.source, row.groups.as_slice()));
        let of_surfaces = records.surfaces.iter().map(|row| (&row.source, row.groups.as_slice()));
        let fields = records.classes.iter().flat_map(|class| &class.fields);
        let of_fields = fields.filter_map(|field| match &field.gate {
            Gate::Groups(groups) => Some((&field.source, groups.as_slice())),
            _ => None,
        });
        let all = of_access.chain(of_rules).chain(of_surfaces).chain(of_fields);
        all.filter(|(source, _)| source.partial).flat_map(|(_, names)| names.iter().cloned()).collect()
    }
}

fn group(row: &GroupRow) -> Group {
    let name = match &row.category {
        Some(category) => format!("{category} / {}", row.name),
        None => row.name.clone(),
    };
    let id = if row.id.is_empty() { "-" } else { &row.id };
    Group { full_name: one_line(&name), id: one_line(id), origin: origin(&row.source), ..named(&row.key, "") }
}

/// A group of which only the name is known.
fn named(key: &str, id: &str) -> Group {
    Group {
        key: key.to_owned(),
        full_name: one_line(key),
        id: id.to_owned(),
        makes: makes(key),
        given_to: None,
        inactive: false,
        administers: false,
        origin: Origin::Unknown,
        changed: None,
    }
}
