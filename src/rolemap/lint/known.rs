//! The design against what one system has.

use std::collections::{BTreeSet, HashSet};

use super::Known;
use crate::model::{Located, Pattern, Position};
use crate::rolemap::{CellRule, FieldRule, OpSelection, RoleMap};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

pub(super) fn check(map: &RoleMap, known: &Known, problems: &mut Problems) {
    if let Some(system) = map.system.as_ref().filter(|system| system.value != known.kind) {
        let message = format!("the map is for {}, the system is {}", quote(&system.value), quote(&known.kind));
        problems.error(&system.at, message, None);
    }
    if let Some(first) = map.roles.iter().flat_map(|role| &role.includes).next().filter(|_| !known.origins) {
        let help = "write into `grants` what the roles may do, or collect who made each right (`origin`)".to_owned();
        problems.warning(&first.at, "the snapshot holds no origins: `includes` accepts nothing", help);
    }
    let index = Index::of(known);
    index.groups(&map.ambient, problems);
    for pattern in &map.scope {
        index.pattern(pattern, problems);
    }
    for role in &map.roles {
        index.groups(&role.groups, problems);
        index.groups(&role.includes, problems);
        for cell in &role.grants {
            index.cell(cell, problems);
        }
        for pattern in &role.must_not {
            index.pattern(pattern, problems);
        }
        for record in &role.records {
            index.resource(&record.resource.value, &record.resource.at, problems);
        }
        for field in &role.fields {
            index.field(field, problems);
        }
    }
    for cell in map.tokens.iter().flat_map(|token| &token.may) {
        index.cell(cell, problems);
    }
}

struct Index<'k> {
    known: &'k Known,
    groups: HashSet<&'k str>,
    resources: BTreeSet<&'k str>,
}

impl<'k> Index<'k> {
    fn of(known: &'k Known) -> Self {
        let groups = known.groups.iter().flat_map(|(key, name)| [key.as_str(), name.as_str()]).collect();
        Self { known, groups, resources: known.resources.iter().map(String::as_str).collect() }
    }

    fn groups(&self, groups: &[Located<String>], problems: &mut Problems) {
        for group in groups.iter().filter(|group| !self.groups.contains(group.value.as_str())) {
            let help = suggest(&group.value, &self.groups, problems);
            problems.error(&group.at, format!("the system has no group {}", quote(&group.value)), help);
        }
    }

    fn cell(&self, cell: &CellRule, problems: &mut Problems) {
        self.pattern(&cell.resource, problems);
        for selection in [&cell.access.value.allow, &cell.access.value.deny] {
            let OpSelection::Named(names) = selection else { continue };
            let operations = || self.known.operations.iter().map(String::as_str);
            let words = || operations().chain(self.known.verbs.iter().map(String::as_str));
            for op in names.iter().filter(|op| words().all(|known| known != op.0)) {
                let near = did_you_mean(&op.0, words()).map(|near| format!("{near} ")).unwrap_or_default();
                let help = format!("{near}it has {}", operations().collect::<Vec<_>>().join(", "));
                problems.error(&cell.access.at, format!("the system has no operation {}", quote(&op.0)), help);
            }
        }
    }

    fn pattern(&self, pattern: &Located<Pattern>, problems: &mut Problems) {
        let text = pattern.value.as_str();
        let Some(beginning) = text.strip_suffix('*') else { return self.resource(text, &pattern.at, problems) };
        if self.resources.range(beginning..).next().is_none_or(|first| !first.starts_with(beginning)) {
            problems.warning(&pattern.at, format!("the system has no resource like {}", quote(text)), None);
        }
    }

    fn resource(&self, name: &str, at: &Position, problems: &mut Problems) {
        if !self.resources.contains(name) {
            let help = suggest(name, &self.resources, problems);
            problems.error(at, format!("the system has no resource {}", quote(name)), help);
        }
    }

    fn field(&self, rule: &FieldRule, problems: &mut Problems) {
        let (resource, at) = (rule.resource.value.as_str(), &rule.resource.at);
        self.resource(resource, at, problems);
        let Some(fields) = self.known.fields.get(resource) else { return };
        if !fields.contains(&rule.field) {
            let help = did_you_mean(&rule.field, fields.iter().map(String::as_str));
            problems.error(at, format!("{} has no field {}", quote(resource), quote(&rule.field)), help);
        }
    }
}

/// A suggestion, unless so much is wrong already that it would not be shown.
fn suggest<'a>(name: &str, names: impl IntoIterator<Item = &'a &'a str>, problems: &Problems) -> Option<String> {
    if problems.is_full() { None } else { did_you_mean(name, names.into_iter().copied()) }
}
