//! Records as a snapshot. Pure: names become positions, and what names nothing is kept as such.

mod access;
mod fields;
mod groups;
mod people;
mod twice;

use std::collections::{BTreeMap, BTreeSet};

use super::names::{operations, semantics};
use super::records::{Records, Source};
use crate::connect::error::one_line;
use crate::model::{GroupIx, Origin, ResourceIx};
use crate::snapshot::{Broken, Snapshot, System};

/// The snapshot of what was found.
pub(super) fn snapshot(records: Records, system: System) -> Snapshot {
    let snapshot = Snapshot { system, semantics: semantics(), operations: operations(), ..Snapshot::default() };
    let classes = records.classes.iter().map(|class| class.name.clone());
    let classes = classes.chain(records.other_classes.iter().cloned()).collect();
    let mut builder = Builder { snapshot, records, classes, groups: BTreeMap::new(), resources: BTreeMap::new() };
    builder.groups();
    builder.resources();
    builder.access();
    builder.rules();
    builder.surfaces();
    builder.fields();
    builder.people();
    builder.finish()
}

/// A snapshot that is being filled.
struct Builder {
    snapshot: Snapshot,
    records: Records,
    /// Every class that is defined.
    classes: BTreeSet<String>,
    groups: BTreeMap<String, GroupIx>,
    resources: BTreeMap<String, ResourceIx>,
}

impl Builder {
    /// The group of a name; what nothing defines is noted.
    fn group(&mut self, name: &str, from: &str, source: &Source) -> Option<GroupIx> {
        let found = self.groups.get(name).copied();
        if found.is_none_or(|group| self.is_only_named(group)) {
            self.records.dangles(Broken::Group, from, name, source);
        }
        found
    }

    /// Whether a group is there only because something names it that may be in a module that was not given.
    fn is_only_named(&self, group: GroupIx) -> bool {
        self.snapshot.groups.get(group.index()).is_some_and(|group| group.id.is_empty())
    }

    /// The model of a name; what nothing defines is noted, and counts only where something that was not given may define it.
    fn resource(&mut self, name: &str, from: &str, source: &Source) -> Option<ResourceIx> {
        if self.is_unknown_model(name) {
            self.records.dangles(Broken::Resource, from, name, source);
        }
        self.resources.get(name).copied()
    }

    /// Whether classes are known and none has the name.
    fn is_unknown_model(&self, name: &str) -> bool {
        !self.classes.is_empty() && !self.classes.contains(name)
    }

    /// The models: those that rows speak about, and those that classes define.
    fn resources(&mut self) {
        let mut found: BTreeMap<String, Origin> = BTreeMap::new();
        for class in self.records.classes.iter().filter(|class| class.extends.is_empty()) {
            found.entry(class.name.clone()).or_insert_with(|| origin(&class.source));
        }
        let rows = self.records.access.iter().map(|row| (&row.model, &row.source));
        let rules = self.records.rules.iter().map(|row| (&row.model, &row.source));
        let named: BTreeSet<String> = rows
            .chain(rules)
            .filter(|(model, source)| source.partial || !self.is_unknown_model(model))
            .map(|(model, _)| model.clone())
            .collect();
        for model in named {
            found.entry(model).or_insert(Origin::Unknown);
        }
        for (at, (key, origin)) in found.into_iter().enumerate() {
            self.resources.insert(key.clone(), ResourceIx::new(at));
            self.snapshot.resources.push(access::resource(key, origin));
        }
    }

    fn finish(mut self) -> Snapshot {
        let Records { code, modules, mut dangling, ledger, .. } = self.records;
        // One name that is wrong in one record is one finding, wherever the record stands.
        dangling.sort();
        dangling.dedup_by(|next, kept| (next.what, &next.from, &next.names) == (kept.what, &kept.from, &kept.names));
        self.snapshot.code = code;
        self.snapshot.modules = modules;
        self.snapshot.dangling = dangling;
        self.snapshot.coverage = ledger.coverage();
        self.snapshot
    }
}

/// Who ships a record; of what the running system says, nobody knows.
fn origin(source: &Source) -> Origin {
    source.module.as_ref().map_or(Origin::Unknown, |module| Origin::Vendor { module: one_line(module) })
}
