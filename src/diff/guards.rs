//! Record rules and who sees which field.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::across::Across;
use super::side::Side;
use super::weaker::Standing;
use super::{Change, Compared, Happened, Section};
use crate::model::{GroupIx, RecordScope, ResourceIx, RuleIx};
use crate::snapshot::{Domain, FieldGuard, Grantee, Rule, Snapshot};

pub(super) fn changes(sides: &[Side<'_>; 2], across: &Across, compared: &Compared) -> Vec<Change> {
    let [before, after] = sides.each_ref().map(|side| side.snapshot);
    let mut changes = Vec::new();
    if compared.has(Domain::Records) {
        rules(sides, across, &mut changes);
        // Rules of a resource that only one of them has go and come with it.
        let second: HashSet<&str> = after.resources.iter().map(|one| one.key.as_str()).collect();
        let first = (0..before.resources.len()).map(|at| across.resource(ResourceIx::new(at)));
        let both: HashSet<&str> = first.filter(|resource| second.contains(resource)).collect();
        changes.retain(|change: &Change| {
            change.what.split(BETWEEN).next().is_some_and(|resource| both.contains(resource))
        });
    }
    if compared.has(Domain::Fields) {
        fields(before, after, across, &mut changes);
    }
    changes
}

/// Between a resource and its rule.
const BETWEEN: &str = " · ";

/// A record rule, by the second's names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    pub(super) ops: Vec<String>,
    pub(super) groups: BTreeSet<String>,
    pub(super) alternative: bool,
    pub(super) for_superusers: bool,
    filter: String,
    /// Which rows the filter lets through.
    pub(super) scope: RecordScope,
    pub(super) active: bool,
}

impl Said {
    fn of(side: &Side<'_>, rule: RuleIx, group: &dyn Fn(GroupIx) -> String) -> Self {
        let scope = side.scopes.of_rule(rule);
        let rule = side.snapshot.rule(rule);
        let mut ops: Vec<String> = side.snapshot.op_names(rule.ops).into_iter().map(str::to_owned).collect();
        ops.sort_unstable();
        Self {
            ops,
            groups: rule.groups.iter().map(|one| group(*one)).collect(),
            alternative: rule.alternative,
            for_superusers: rule.for_superusers,
            // How it is broken into lines says nothing.
            filter: rule.filter.split_whitespace().collect::<Vec<_>>().join(" "),
            scope,
            active: rule.active,
        }
    }

    fn whom(&self) -> String {
        let names: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        if names.is_empty() { "everyone".to_owned() } else { names.join(", ") }
    }

    fn words(&self) -> Vec<String> {
        let whom = if self.for_superusers { "who bypasses the rows".to_owned() } else { self.whom() };
        let mut words = vec![format!("for {whom}"), self.ops.join(", "), condition(&self.filter)];
        words.extend((!self.active).then(|| "switched off".to_owned()));
        words
    }

    fn against(&self, was: &Self) -> Vec<String> {
        let mut how = Vec::new();
        if was.active != self.active {
            how.push(if self.active { "switched on" } else { "switched off" }.to_owned());
        }
        if was.filter != self.filter {
            how.push(format!("{} → {}", condition(&was.filter), condition(&self.filter)));
        }
        if was.ops != self.ops {
            how.push(format!("{} → {}", was.ops.join(", "), self.ops.join(", ")));
        }
        if was.groups != self.groups {
            how.push(format!("for {} → {}", was.whom(), self.whom()));
        }
        if (was.alternative, was.for_superusers) != (self.alternative, self.for_superusers) {
            how.push("counts in another way".to_owned());
        }
        how
    }
}

fn condition(filter: &str) -> String {
    if filter.is_empty() { "every record".to_owned() } else { format!("`{filter}`") }
}

/// The rules of both, by the second's names: the resource, the rule's key and what it says.
fn said(sides: &[Side<'_>; 2], across: &Across) -> [Vec<(String, String, Said)>; 2] {
    let [before, after] = sides;
    let of = |side: &Side<'_>, group: &dyn Fn(GroupIx) -> String, name: &dyn Fn(&Rule) -> (String, String)| {
        let rules = side.snapshot.rules.iter().enumerate();
        let one = |(at, rule)| {
            let (resource, key) = name(rule);
            (resource, key, Said::of(side, RuleIx::new(at), group))
        };
        rules.map(one).collect()
    };
    let old = |rule: &Rule| (across.resource(rule.resource).to_owned(), across.rule(&rule.key).to_owned());
    let new = |rule: &Rule| (after.snapshot.resource(rule.resource).key.clone(), rule.key.clone());
    [
        of(before, &|group| across.group(group).to_owned(), &old),
        of(after, &|group| after.snapshot.group(group).key.clone(), &new),
    ]
}

/// The active rules by the name of their resource, by the second's names.
pub(super) fn rules_of(sides: &[Side<'_>; 2], across: &Across) -> [BTreeMap<String, Vec<Said>>; 2] {
    said(sides, across).map(|rules| {
        let mut by_resource: BTreeMap<String, Vec<Said>> = BTreeMap::new();
        for (resource, _, said) in rules.into_iter().filter(|(.., said)| said.active) {
            by_resource.entry(resource).or_default().push(said);
        }
        for of_resource in by_resource.values_mut() {
            of_resource.sort();
        }
        by_resource
    })
}

fn rules(sides: &[Side<'_>; 2], across: &Across, changes: &mut Vec<Change>) {
    let [old, new] = said(sides, across).map(|rules| {
        let mut named: BTreeMap<(String, String), Vec<Said>> = BTreeMap::new();
        for (resource, key, said) in rules {
            named.entry((resource, key)).or_default().push(said);
        }
        for named in named.values_mut() {
            named.sort();
        }
        named
    });
    let standing = Standing::of(sides, across);
    let none = Vec::new();
    for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
        let (was, is) = (old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        let change = |happened| Change::new(Section::Rules, happened, format!("{}{BETWEEN}{}", name.0, name.1));
        let weaker = |was, is| standing.opens(&name.0, was, is);
        if let ([was], [is]) = (was.as_slice(), is.as_slice()) {
            let how = is.against(was);
            if !how.is_empty() {
                changes.push(change(Happened::Changed).how(how).weaker(weaker(Some(was), Some(is))));
            }
            continue;
        }
        for gone in was.iter().filter(|one| !is.contains(one)) {
            changes.push(change(Happened::Removed).how(gone.words()).weaker(weaker(Some(gone), None)));
        }
        for come in is.iter().filter(|one| !was.contains(one)) {
            changes.push(change(Happened::Added).how(come.words()).weaker(weaker(None, Some(come))));
        }
        if was.len() != is.len() && was.iter().all(|one| is.contains(one)) && is.iter().all(|one| was.contains(one)) {
            changes.push(change(Happened::Changed).how([format!("{} → {} of them", was.len(), is.len())]));
        }
    }
}

fn fields(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let words = |snapshot: &Snapshot, guard: &FieldGuard, group: &dyn Fn(GroupIx) -> String| -> Option<String> {
        let list = |groups: &[GroupIx]| {
            let names: BTreeSet<String> = groups.iter().map(|one| group(*one)).collect();
            names.into_iter().collect::<Vec<_>>().join(", ")
        };
        Some(match guard {
            FieldGuard::Open => "open".to_owned(),
            FieldGuard::Nobody => "for nobody".to_owned(),
            FieldGuard::Groups { any, none } => {
                let any = if any.is_empty() { "for everyone".to_owned() } else { format!("for {}", list(any)) };
                if none.is_empty() { any } else { format!("{any} but not {}", list(none)) }
            }
            FieldGuard::Level { level, masked } => format!("level {level}{}", if *masked { ", masked" } else { "" }),
            FieldGuard::Rows(rows) => {
                let row = |row: &crate::snapshot::FieldRow| {
                    let to = match row.to {
                        Grantee::Everyone => "everyone".to_owned(),
                        Grantee::Group(to) => group(to),
                    };
                    format!("{to}: {}", snapshot.op_names(row.ops).join(", "))
                };
                rows.iter().map(row).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
            }
            // Which accounts were asked is no rule.
            FieldGuard::Observed { .. } => return None,
        })
    };
    let mut old = BTreeMap::new();
    for field in &before.fields {
        if let Some(guard) = &field.guard {
            let name = across.field(before, field.resource, &field.name);
            old.insert(name, words(before, guard, &|group| across.group(group).to_owned()));
        }
    }
    for field in &after.fields {
        let name = (after.resource(field.resource).key.clone(), field.name.clone());
        let Some(guard) = &field.guard else { continue };
        let is = words(after, guard, &|group| after.group(group).key.clone());
        if let (Some(Some(was)), Some(is)) = (old.get(&name), is)
            && *was != is
        {
            let weaker = matches!(guard, FieldGuard::Open | FieldGuard::Level { level: 0, masked: false });
            let change = Change::new(Section::Fields, Happened::Changed, format!("{}.{}", name.0, name.1));
            changes.push(change.how([format!("{was} → {is}")]).weaker(weaker));
        }
    }
}
