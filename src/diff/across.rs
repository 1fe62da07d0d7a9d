//! From the names of one snapshot to those of the other.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Change, Happened, Section};
use crate::model::{GroupIx, OpIx, Ops, ResourceIx};
use crate::policy::{Named, Renames};
use crate::snapshot::Snapshot;

/// What is called how in both: the first snapshot's things by the second's names.
pub(super) struct Across {
    /// The names of the first's groups, as the second calls them.
    groups: Vec<String>,
    /// The same of its resources.
    resources: Vec<String>,
    /// The same of its fields, by resource and field of the first.
    fields: HashMap<(String, String), (String, String)>,
    modules: HashMap<String, String>,
    settings: HashMap<String, String>,
    rules: HashMap<String, String>,
    /// What was followed, by kind, old name and new one.
    followed: BTreeMap<(&'static str, String), String>,
}

impl Across {
    pub(super) fn of(before: &Snapshot, after: &Snapshot, renames: &Renames) -> Self {
        let (kind, from, to) = (&before.system.kind, &before.system.version, &after.system.version);
        let mut followed = BTreeMap::new();
        let mut follow = |what: Named, word: &'static str, old: Vec<&str>, new: Vec<&str>| -> Vec<String> {
            let (has, had): (HashSet<&str>, HashSet<&str>) = (new.into_iter().collect(), old.iter().copied().collect());
            let renamed = |old: &str| {
                let new = renames.across(kind, from, to, what, old).map(str::to_owned);
                new.filter(|new| has.contains(&**new) && !had.contains(&**new) && !has.contains(old))
            };
            // Of two that became one nobody can tell which it is.
            let mut claimed: HashMap<String, usize> = HashMap::new();
            old.iter().filter_map(|old| renamed(old)).for_each(|new| *claimed.entry(new).or_default() += 1);
            let name = |old: &&str| match renamed(old).filter(|new| claimed.get(new) == Some(&1)) {
                Some(new) => {
                    followed.insert((word, (*old).to_owned()), new.clone());
                    new
                }
                None => (*old).to_owned(),
            };
            old.iter().map(name).collect()
        };
        let keys = |snapshot: &Snapshot| -> Vec<String> { snapshot.groups.iter().map(|one| one.key.clone()).collect() };
        let (old, new) = (keys(before), keys(after));
        let groups = follow(Named::Group, "group", texts(&old), texts(&new));
        let resource_keys =
            |snapshot: &Snapshot| -> Vec<String> { snapshot.resources.iter().map(|one| one.key.clone()).collect() };
        let (old, new) = (resource_keys(before), resource_keys(after));
        let resources = follow(Named::Resource, "resource", texts(&old), texts(&new));
        let mut table = |what, word, of: fn(&Snapshot) -> Vec<String>| -> HashMap<String, String> {
            let (old, new) = (of(before), of(after));
            let named = follow(what, word, texts(&old), texts(&new));
            old.into_iter().zip(named).filter(|(old, new)| old != new).collect()
        };
        let modules = table(Named::Module, "module", |one| one.modules.iter().map(|one| one.name.clone()).collect());
        let settings = table(Named::Setting, "setting", |one| one.settings.iter().map(|one| one.key.clone()).collect());
        let rules = table(Named::Rule, "record rule", |one| one.rules.iter().map(|one| one.key.clone()).collect());
        let full = table(Named::Field, "field", |one| {
            one.fields.iter().map(|field| format!("{}.{}", one.resource(field.resource).key, field.name)).collect()
        });
        let split = |text: &str| text.rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned()));
        let fields = full.iter().filter_map(|(old, new)| Some((split(old)?, split(new)?))).collect();
        Self { groups, resources, fields, modules, settings, rules, followed }
    }

    /// A group of the first, as the second calls it.
    pub(super) fn group(&self, group: GroupIx) -> &str {
        self.groups.get(group.index()).map_or("", String::as_str)
    }

    /// A resource of the first, as the second calls it.
    pub(super) fn resource(&self, resource: ResourceIx) -> &str {
        self.resources.get(resource.index()).map_or("", String::as_str)
    }

    /// A field of the first, as the second calls it, with its resource.
    pub(super) fn field(&self, before: &Snapshot, resource: ResourceIx, field: &str) -> (String, String) {
        let old = (before.resource(resource).key.clone(), field.to_owned());
        self.fields.get(&old).cloned().unwrap_or_else(|| (self.resource(resource).to_owned(), field.to_owned()))
    }

    pub(super) fn module<'a>(&'a self, name: &'a str) -> &'a str {
        self.modules.get(name).map_or(name, String::as_str)
    }

    pub(super) fn setting<'a>(&'a self, name: &'a str) -> &'a str {
        self.settings.get(name).map_or(name, String::as_str)
    }

    pub(super) fn rule<'a>(&'a self, name: &'a str) -> &'a str {
        self.rules.get(name).map_or(name, String::as_str)
    }

    /// What was followed.
    pub(super) fn renamed(&self) -> impl Iterator<Item = Change> + '_ {
        self.followed.iter().map(|((word, old), new)| {
            Change::new(Section::Renames, Happened::Renamed, format!("{word} {old}")).how([format!("now {new}")])
        })
    }
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// From positions in one snapshot to those in the other.
pub(super) struct Bridge {
    groups: Vec<Option<GroupIx>>,
    resources: Vec<Option<ResourceIx>>,
    ops: Vec<Option<OpIx>>,
}

impl Bridge {
    /// From the second to the first, or back.
    pub(super) fn between(before: &Snapshot, after: &Snapshot, across: &Across, from_second: bool) -> Self {
        let first_groups: Vec<&str> = (0..before.groups.len()).map(|at| across.group(GroupIx::new(at))).collect();
        let second_groups: Vec<&str> = after.groups.iter().map(|group| group.key.as_str()).collect();
        let first_resources: Vec<&str> =
            (0..before.resources.len()).map(|at| across.resource(ResourceIx::new(at))).collect();
        let second_resources: Vec<&str> = after.resources.iter().map(|resource| resource.key.as_str()).collect();
        let ops =
            |snapshot: &Snapshot| -> Vec<String> { snapshot.operations.iter().map(|op| op.name.clone()).collect() };
        let (first_ops, second_ops) = (ops(before), ops(after));
        let (of_groups, of_resources, of_ops) = if from_second {
            ((second_groups, first_groups), (second_resources, first_resources), (second_ops, first_ops))
        } else {
            ((first_groups, second_groups), (first_resources, second_resources), (first_ops, second_ops))
        };
        let by_group: HashMap<&str, GroupIx> =
            of_groups.1.iter().enumerate().map(|(at, name)| (*name, GroupIx::new(at))).collect();
        let by_resource: HashMap<&str, ResourceIx> =
            of_resources.1.iter().enumerate().map(|(at, name)| (*name, ResourceIx::new(at))).collect();
        Self {
            groups: of_groups.0.iter().map(|name| by_group.get(name).copied()).collect(),
            resources: of_resources.0.iter().map(|name| by_resource.get(name).copied()).collect(),
            ops: of_ops.0.iter().map(|name| of_ops.1.iter().position(|other| other == name).map(OpIx::new)).collect(),
        }
    }

    pub(super) fn group(&self, group: GroupIx) -> Option<GroupIx> {
        self.groups.get(group.index()).copied().flatten()
    }

    pub(super) fn resource(&self, resource: ResourceIx) -> Option<ResourceIx> {
        self.resources.get(resource.index()).copied().flatten()
    }

    pub(super) fn op(&self, op: OpIx) -> Option<OpIx> {
        self.ops.get(op.index()).copied().flatten()
    }

    /// Operations of this side of which the other has those.
    pub(super) fn ops_here(&self, there: Ops, all: Ops) -> Ops {
        let has = |op: &OpIx| self.op(*op).is_some_and(|op| there.has(op));
        all.iter().filter(has).fold(Ops::NONE, |ops, op| ops.with(Ops::one(op)))
    }
}
