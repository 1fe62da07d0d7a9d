//! Settings, what new accounts are born with, sign-in providers, modules.

use std::collections::{BTreeMap, BTreeSet};

use super::across::Across;
use super::{Change, Compared, Happened, Section};
use crate::model::GroupIx;
use crate::policy::{Judged, Policies};
use crate::snapshot::{Domain, Snapshot};

pub(super) fn changes(
    before: &Snapshot,
    after: &Snapshot,
    across: &Across,
    compared: &Compared,
    policies: &Policies,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if compared.has(Domain::Settings) {
        settings(before, after, across, policies, &mut changes);
    }
    if compared.has(Domain::NewUsers) {
        template(before, after, across, &mut changes);
    }
    if compared.has(Domain::Providers) {
        providers(before, after, &mut changes);
    }
    if compared.has(Domain::Modules) {
        modules(before, after, across, &mut changes);
    }
    changes
}

fn settings(before: &Snapshot, after: &Snapshot, across: &Across, policies: &Policies, changes: &mut Vec<Change>) {
    let old: BTreeMap<&str, Option<&str>> =
        before.settings.iter().map(|one| (across.setting(&one.key), one.value.as_deref())).collect();
    let new: BTreeMap<&str, Option<&str>> =
        after.settings.iter().map(|one| (one.key.as_str(), one.value.as_deref())).collect();
    let kept = |key: &str, value: Option<&str>, snapshot: &Snapshot| {
        let system = &snapshot.system;
        let rule = policies
            .settings
            .iter()
            .find(|rule| rule.system == system.kind && rule.setting == key && rule.versions.hold(&system.version));
        let value = value.or_else(|| rule?.absent.as_deref());
        Some(rule?.expect.judge(value?) != Judged::Broken)
    };
    let shown = |value: Option<Option<&str>>| match value {
        None => "not there".to_owned(),
        Some(None) => "a value that is not shown".to_owned(),
        Some(Some(value)) => format!("`{value}`"),
    };
    for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
        let (was, is) = (old.get(key).copied(), new.get(key).copied());
        if was == is {
            continue;
        }
        let happened = match (was, is) {
            (None, _) => Happened::Added,
            (_, None) => Happened::Removed,
            _ => Happened::Changed,
        };
        let was_kept = kept(key, was.flatten(), before);
        let weaker = was_kept != Some(false) && kept(key, is.flatten(), after) == Some(false);
        let mut how = vec![format!("{} → {}", shown(was), shown(is))];
        how.extend(weaker.then(|| "weaker than the policy now".to_owned()));
        changes.push(Change::new(Section::Settings, happened, *key).how(how).weaker(weaker));
    }
}

/// What new accounts are born with.
fn template(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let (Some(was), Some(is)) = (&before.new_users, &after.new_users) else { return };
    let old: BTreeSet<&str> = was.groups.iter().map(|group: &GroupIx| across.group(*group)).collect();
    let new: BTreeSet<&str> = is.groups.iter().map(|group| after.group(*group).key.as_str()).collect();
    let mut how: Vec<String> = new.difference(&old).map(|group| format!("+ group {group}")).collect();
    let mut weaker = !how.is_empty();
    how.extend(old.difference(&new).map(|group| format!("- group {group}")));
    if was.in_use != is.in_use {
        let said = |in_use: Option<bool>| in_use.map_or("unknown", |yes| if yes { "in use" } else { "not in use" });
        how.push(format!("{} → {}", said(was.in_use), said(is.in_use)));
        weaker |= is.in_use == Some(true);
    }
    if was.reaches_existing != is.reaches_existing {
        how.push(
            if is.reaches_existing { "reaches accounts that are there, too" } else { "reaches new accounts alone" }
                .to_owned(),
        );
        weaker |= is.reaches_existing;
    }
    if !how.is_empty() {
        let what = format!("template of new accounts {}", is.template);
        changes.push(Change::new(Section::Settings, Happened::Changed, what).how(how).weaker(weaker));
    }
}

fn providers(before: &Snapshot, after: &Snapshot, changes: &mut Vec<Change>) {
    let of = |snapshot: &Snapshot| {
        let mut providers: BTreeMap<String, BTreeSet<(bool, Option<String>)>> = BTreeMap::new();
        for one in &snapshot.providers {
            providers.entry(one.name.clone()).or_default().insert((one.enabled, one.endpoint.clone()));
        }
        providers
    };
    let (old, new) = (of(before), of(after));
    let said = |states: &BTreeSet<(bool, Option<String>)>| {
        let one = |(enabled, endpoint): &(bool, Option<String>)| {
            let state = if *enabled { "offered at sign-in" } else { "not offered" };
            endpoint.as_ref().map_or_else(|| state.to_owned(), |endpoint| format!("{state}, {endpoint}"))
        };
        states.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let offered = |states: &BTreeSet<(bool, Option<String>)>| states.iter().any(|(enabled, _)| *enabled);
    for (name, is) in &new {
        let weaker = offered(is) && !old.get(name).is_some_and(&offered);
        match old.get(name) {
            None => changes.push(Change::new(Section::Providers, Happened::Added, name).how([said(is)]).weaker(weaker)),
            Some(was) if was == is => {}
            Some(was) => {
                let how = [format!("{} → {}", said(was), said(is))];
                changes.push(Change::new(Section::Providers, Happened::Changed, name).how(how).weaker(weaker));
            }
        }
    }
    for (name, was) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        changes.push(Change::new(Section::Providers, Happened::Removed, name).how([said(was)]));
    }
}

fn modules(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let old: BTreeMap<&str, &str> =
        before.modules.iter().map(|one| (across.module(&one.name), one.version.as_str())).collect();
    let new: BTreeMap<&str, &str> = after.modules.iter().map(|one| (one.name.as_str(), one.version.as_str())).collect();
    let tell = |name: &str, version: &str, happened| {
        let how = (!version.is_empty()).then(|| version.to_owned());
        Change::new(Section::Modules, happened, name).how(how)
    };
    changes.extend(
        new.iter().filter(|(name, _)| !old.contains_key(*name)).map(|(name, at)| tell(name, at, Happened::Added)),
    );
    changes.extend(
        old.iter().filter(|(name, _)| !new.contains_key(*name)).map(|(name, at)| tell(name, at, Happened::Removed)),
    );
    let moved = new.iter().filter_map(|(name, is)| {
        let was = old.get(name)?;
        (was != is).then(|| format!("{name} {was} → {is}"))
    });
    let moved: Vec<String> = moved.collect();
    if !moved.is_empty() {
        let what = format!("{} module{} in another version", moved.len(), if moved.len() == 1 { "" } else { "s" });
        changes.push(Change::new(Section::Modules, Happened::Changed, what).how(moved));
    }
}
