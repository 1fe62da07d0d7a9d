//! Groups, which brings which, and what each grants.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::across::Across;
use super::{Change, Compared, Happened, Section};
use crate::model::{GroupIx, ResourceIx};
use crate::snapshot::{Audience, Domain, Grantee, Group, Snapshot};

pub(super) fn changes(before: &Snapshot, after: &Snapshot, across: &Across, compared: &Compared) -> Vec<Change> {
    let mut changes = Vec::new();
    if compared.has(Domain::Memberships) {
        groups(before, after, across, &mut changes);
        implications(before, after, across, &mut changes);
    }
    if compared.has(Domain::ModelAccess) {
        grants(before, after, across, &mut changes);
    }
    changes
}

fn groups(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let old: BTreeMap<&str, &Group> =
        before.groups.iter().enumerate().map(|(at, group)| (across.group(GroupIx::new(at)), group)).collect();
    let new: BTreeMap<&str, &Group> = after.groups.iter().map(|group| (group.key.as_str(), group)).collect();
    let described = |group: &Group| {
        let mut how = vec![format!("`{}`", group.full_name)];
        how.extend(group.administers.then(|| "administers".to_owned()));
        how.extend(group.given_to.map(|audience| format!("given to {}", audience.words())));
        how
    };
    for (key, was) in &old {
        let Some(is) = new.get(key) else {
            changes.push(Change::new(Section::Groups, Happened::Removed, *key).how(described(was)));
            continue;
        };
        let mut how = Vec::new();
        if was.administers != is.administers {
            how.push(if is.administers { "administers" } else { "no longer administers" }.to_owned());
        }
        if was.inactive != is.inactive {
            how.push(if is.inactive { "switched off" } else { "switched on" }.to_owned());
        }
        if was.given_to != is.given_to {
            let said = |audience: Option<Audience>| audience.map_or("nobody", Audience::words);
            how.push(format!("given by the ERP to {} → {}", said(was.given_to), said(is.given_to)));
        }
        let weaker =
            (is.administers && !was.administers) || (was.inactive && !is.inactive) || is.given_to > was.given_to;
        if !how.is_empty() {
            changes.push(Change::new(Section::Groups, Happened::Changed, *key).how(how).weaker(weaker));
        }
    }
    for (key, is) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        changes.push(Change::new(Section::Groups, Happened::Added, *key).how(described(is)).weaker(is.administers));
    }
}

fn implications(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let first = before.implications.iter().map(|one| (across.group(one.0), across.group(one.1)));
    let old: BTreeSet<(&str, &str)> = first.collect();
    let second =
        after.implications.iter().map(|one| (after.group(one.0).key.as_str(), after.group(one.1).key.as_str()));
    let new: BTreeSet<(&str, &str)> = second.collect();
    let tell = |(from, to): &(&str, &str), happened| {
        let weaker = happened == Happened::Added;
        Change::new(Section::Implications, happened, format!("{from} brings {to}")).weaker(weaker)
    };
    changes.extend(new.difference(&old).map(|one| tell(one, Happened::Added)));
    changes.extend(old.difference(&new).map(|one| tell(one, Happened::Removed)));
}

/// What a group grants on a resource: by level and operation, whether on own records alone.
type Granted = BTreeMap<String, BTreeMap<(u32, String), bool>>;

fn granted(
    snapshot: &Snapshot,
    group: &dyn Fn(GroupIx) -> String,
    resource: &dyn Fn(ResourceIx) -> String,
) -> BTreeMap<String, Granted> {
    let mut granted: BTreeMap<String, Granted> = BTreeMap::new();
    for grant in snapshot.grants.iter().filter(|grant| grant.active) {
        let to = match grant.to {
            Grantee::Everyone => "everyone".to_owned(),
            Grantee::Group(to) => format!("group {}", group(to)),
        };
        let cells = granted.entry(to).or_default().entry(resource(grant.resource)).or_default();
        for op in snapshot.op_names(grant.ops) {
            let own = cells.entry((grant.level, op.to_owned())).or_insert(true);
            *own &= grant.own;
        }
    }
    granted
}

fn grants(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let old = granted(before, &|group| across.group(group).to_owned(), &|one| across.resource(one).to_owned());
    let new = granted(after, &|group| after.group(group).key.clone(), &|one| after.resource(one).key.clone());
    let first: HashSet<&str> = (0..before.resources.len()).map(|at| across.resource(ResourceIx::new(at))).collect();
    let second: HashSet<&str> = after.resources.iter().map(|resource| resource.key.as_str()).collect();
    let nothing = (Granted::new(), BTreeMap::new());
    for to in old.keys().chain(new.keys().filter(|to| !old.contains_key(*to))) {
        let (was, is) = (old.get(to).unwrap_or(&nothing.0), new.get(to).unwrap_or(&nothing.0));
        let (mut how, mut weaker) = (Vec::new(), false);
        for resource in was.keys().chain(is.keys().filter(|resource| !was.contains_key(*resource))) {
            let cells = [was, is].map(|side| side.get(resource).unwrap_or(&nothing.1));
            let (line, more) = cell(cells);
            if line.is_empty() {
                continue;
            }
            let only = match (first.contains(resource.as_str()), second.contains(resource.as_str())) {
                (false, _) => " (not in the first)",
                (_, false) => " (not in the second)",
                _ => "",
            };
            how.push(format!("{resource}{only}: {line}"));
            weaker |= more && first.contains(resource.as_str());
        }
        if !how.is_empty() {
            how.sort_unstable();
            changes.push(Change::new(Section::Grants, Happened::Changed, to).how(how).weaker(weaker));
        }
    }
}

/// `+ create, write; - unlink; read on all records`, and whether that is more.
fn cell([was, is]: [&BTreeMap<(u32, String), bool>; 2]) -> (String, bool) {
    let name = |(level, op): &(u32, String)| if *level == 0 { op.clone() } else { format!("{op} (level {level})") };
    let own =
        |one: (&(u32, String), &bool)| if *one.1 { format!("{} (own records)", name(one.0)) } else { name(one.0) };
    let more: Vec<String> = is.iter().filter(|(op, _)| !was.contains_key(*op)).map(own).collect();
    let less: Vec<String> = was.iter().filter(|(op, _)| !is.contains_key(*op)).map(own).collect();
    let both = || is.iter().filter_map(|(op, own)| Some((name(op), *was.get(op)?, *own)));
    let wider: Vec<String> = both().filter(|(_, was, is)| *was && !is).map(|(op, ..)| op).collect();
    let narrower: Vec<String> = both().filter(|(_, was, is)| !was && *is).map(|(op, ..)| op).collect();
    let parts = [
        (!more.is_empty()).then(|| format!("+ {}", more.join(", "))),
        (!less.is_empty()).then(|| format!("- {}", less.join(", "))),
        (!wider.is_empty()).then(|| format!("{} on all records", wider.join(", "))),
        (!narrower.is_empty()).then(|| format!("{} on own records alone", narrower.join(", "))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (parts.join("; "), !more.is_empty() || !wider.is_empty())
}
