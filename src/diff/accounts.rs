//! Accounts, administrators, limits and shares of single people, tokens.

use std::collections::{BTreeMap, HashMap};

use super::across::Across;
use super::{Change, Compared, Happened, Section, Side};
use crate::model::{ResourceIx, UserIx};
use crate::snapshot::{Domain, Presence, Snapshot, User, UserKind};

pub(super) fn changes(before: &Side<'_>, after: &Side<'_>, across: &Across, compared: &Compared) -> Vec<Change> {
    let mut changes = Vec::new();
    if compared.has(Domain::Accounts) {
        accounts(before, after, compared, &mut changes);
        people(before.snapshot, after.snapshot, across, &mut changes);
    }
    if compared.has(Domain::Tokens) && compared.has(Domain::Accounts) {
        tokens(before.snapshot, after.snapshot, &mut changes);
    }
    changes
}

fn by_key(snapshot: &Snapshot) -> HashMap<&str, UserIx> {
    snapshot.users.iter().enumerate().map(|(at, user)| (&*user.key, UserIx::new(at))).collect()
}

fn accounts(before: &Side<'_>, after: &Side<'_>, compared: &Compared, changes: &mut Vec<Change>) {
    let (first, second) = (by_key(before.snapshot), by_key(after.snapshot));
    let administers = |side: &Side<'_>, user: UserIx| {
        side.snapshot.user(user).in_use() && side.access.is_administrator(side.access.of(user))
    };
    for (key, old) in &first {
        let Some(new) = second.get(key) else {
            let what = described(before, *old);
            changes.push(Change::new(Section::Accounts, Happened::Removed, *key).how(what));
            if administers(before, *old) {
                changes.push(
                    Change::new(Section::Administrators, Happened::Removed, *key).how(["account gone".to_owned()]),
                );
            }
            continue;
        };
        let (was, is) = (before.snapshot.user(*old), after.snapshot.user(*new));
        let (how, weaker) = account(was, is, [before.snapshot, after.snapshot], compared);
        if !how.is_empty() {
            changes.push(Change::new(Section::Accounts, Happened::Changed, *key).how(how).weaker(weaker));
        }
        match (administers(before, *old), administers(after, *new)) {
            (false, true) => {
                let how = if was.in_use() { "became administrator" } else { "administrator, and switched on" };
                let change = Change::new(Section::Administrators, Happened::Added, *key).how([how.to_owned()]);
                changes.push(change.weaker(true));
            }
            (true, false) => {
                let how = if is.in_use() { "no longer administrator" } else { "switched off" };
                changes.push(Change::new(Section::Administrators, Happened::Removed, *key).how([how.to_owned()]));
            }
            _ => {}
        }
    }
    for (key, new) in second.iter().filter(|(key, _)| !first.contains_key(*key)) {
        let administrator = administers(after, *new);
        let change = Change::new(Section::Accounts, Happened::Added, *key).how(described(after, *new));
        changes.push(change.weaker(administrator));
        if administrator {
            let change = Change::new(Section::Administrators, Happened::Added, *key).how(["new account".to_owned()]);
            changes.push(change.weaker(true));
        }
    }
}

/// An account that only one of them has.
fn described(side: &Side<'_>, user: UserIx) -> Vec<String> {
    let account = side.snapshot.user(user);
    let mut how = vec![kind(account.kind).to_owned()];
    how.extend((!account.active).then(|| "switched off".to_owned()));
    how.extend(account.superuser.then(|| "bypasses every check".to_owned()));
    let groups = side.access.graph().roots(&side.access.of(user).groups);
    let mut names: Vec<&str> = groups.iter().map(|group| side.snapshot.group(*group).key.as_str()).collect();
    names.sort_unstable();
    how.extend((!names.is_empty()).then(|| format!("in {}", names.join(", "))));
    how
}

fn kind(kind: UserKind) -> &'static str {
    match kind {
        UserKind::Internal => "internal",
        UserKind::External => "external",
        UserKind::Anonymous => "anonymous",
        UserKind::System => "system",
        UserKind::Unclassified => "unclassified",
    }
}

/// What is other about an account, and whether that opens something.
fn account(was: &User, is: &User, sides: [&Snapshot; 2], compared: &Compared) -> (Vec<String>, bool) {
    let (mut how, mut weaker) = (Vec::new(), false);
    if was.active != is.active {
        how.push(if is.active { "switched on" } else { "switched off" }.to_owned());
        weaker |= is.active;
    }
    if was.kind != is.kind {
        how.push(format!("{} → {}", kind(was.kind), kind(is.kind)));
    }
    if was.superuser != is.superuser {
        how.push(if is.superuser { "bypasses every check" } else { "no longer bypasses every check" }.to_owned());
        weaker |= is.superuser;
    }
    if compared.has(Domain::SecondFactors) {
        match (was.second_factor, is.second_factor) {
            (Presence::Present, Presence::Absent) => {
                how.push("second factor gone".to_owned());
                weaker = true;
            }
            (Presence::Absent, Presence::Present) => how.push("second factor set up".to_owned()),
            _ => {}
        }
    }
    if compared.has(Domain::Companies) {
        let names = |user: &User, snapshot: &Snapshot| -> Vec<String> {
            let of =
                |company: &crate::model::CompanyIx| snapshot.companies.get(company.index()).map(|one| one.name.clone());
            let mut names: Vec<String> = user.companies.iter().filter_map(of).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let [old, new] = [names(was, sides[0]), names(is, sides[1])];
        let more: Vec<&str> = new.iter().filter(|name| !old.contains(name)).map(String::as_str).collect();
        let less: Vec<&str> = old.iter().filter(|name| !new.contains(name)).map(String::as_str).collect();
        how.extend((!more.is_empty()).then(|| format!("works in {} too", more.join(", "))));
        how.extend((!less.is_empty()).then(|| format!("no longer works in {}", less.join(", "))));
        weaker |= !more.is_empty();
    }
    (how, weaker)
}

/// Limits and shares of single people, counted: which records they are about is business.
fn people(before: &Snapshot, after: &Snapshot, across: &Across, changes: &mut Vec<Change>) {
    let count = |snapshot: &Snapshot, name: &dyn Fn(ResourceIx) -> String| {
        let mut counts: BTreeMap<(String, bool), usize> = BTreeMap::new();
        for limit in &snapshot.limits {
            let on = limit.only_on.map_or_else(String::new, |on| format!(" on {}", name(on)));
            let what = format!("{} is limited by {}{on}", snapshot.user(limit.user).key, name(limit.by));
            *counts.entry((what, true)).or_default() += 1;
        }
        for share in &snapshot.shares {
            let to = share.to.map_or("everyone who signs in", |user| &snapshot.user(user).key);
            let mut ops: Vec<&str> = snapshot.op_names(share.ops);
            ops.sort_unstable();
            let what = format!("{} shared with {to} ({})", name(share.resource), ops.join(", "));
            *counts.entry((what, false)).or_default() += 1;
        }
        counts
    };
    let old = count(before, &|resource| across.resource(resource).to_owned());
    let new = count(after, &|resource| after.resource(resource).key.clone());
    for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
        let (was, is) = (old.get(key).copied().unwrap_or(0), new.get(key).copied().unwrap_or(0));
        let (what, narrows) = key;
        let happened = match (was, is) {
            _ if was == is => continue,
            (0, _) => Happened::Added,
            (_, 0) => Happened::Removed,
            _ => Happened::Changed,
        };
        // Fewer limits, but for one more where one was, open rows; and so do more shares.
        let weaker = if *narrows { is == 0 || (was > 0 && is > was) } else { is > was };
        let how = [format!("{was} → {is}")];
        changes.push(Change::new(Section::People, happened, what.as_str()).how(how).weaker(weaker));
    }
}

/// When it was made and when it ends, of every token of one name.
type Dates = Vec<(Option<String>, Option<String>, Option<String>)>;

fn tokens(before: &Snapshot, after: &Snapshot, changes: &mut Vec<Change>) {
    let of = |snapshot: &Snapshot| {
        let mut tokens: BTreeMap<String, Dates> = BTreeMap::new();
        for token in &snapshot.tokens {
            let what = format!("{} `{}` of {}", token.kind, token.name, snapshot.user(token.owner).key);
            tokens.entry(what).or_default().push((token.scope.clone(), token.created.clone(), token.expires.clone()));
        }
        for dates in tokens.values_mut() {
            dates.sort();
        }
        tokens
    };
    let (old, new) = (of(before), of(after));
    let said = |(scope, created, expires): &(Option<String>, Option<String>, Option<String>)| {
        let scope = scope.as_ref().map_or_else(String::new, |scope| format!("scope {scope}, "));
        let made = created.as_ref().map_or_else(String::new, |at| format!("made {at}, "));
        format!("{scope}{made}ends {}", expires.as_deref().unwrap_or("never"))
    };
    for (what, is) in &new {
        match old.get(what) {
            None => {
                changes.push(Change::new(Section::Tokens, Happened::Added, what).how(is.iter().map(said)).weaker(true));
            }
            Some(was) if was == is => {}
            Some(was) => {
                let gone = was.iter().filter(|one| !is.contains(one)).map(|one| format!("was: {}", said(one)));
                let here = is.iter().filter(|one| !was.contains(one)).map(|one| format!("is: {}", said(one)));
                let longer =
                    is.len() > was.len() || is.iter().zip(was).any(|(is, was)| later(is.2.as_ref(), was.2.as_ref()));
                let how: Vec<String> = gone.chain(here).collect();
                let how = if how.is_empty() { vec![format!("{} → {} of them", was.len(), is.len())] } else { how };
                changes.push(Change::new(Section::Tokens, Happened::Changed, what).how(how).weaker(longer));
            }
        }
    }
    for (what, was) in old.iter().filter(|(what, _)| !new.contains_key(*what)) {
        changes.push(Change::new(Section::Tokens, Happened::Removed, what).how(was.iter().map(said)));
    }
}

/// Whether the one end is behind the other; none is behind all.
fn later(is: Option<&String>, was: Option<&String>) -> bool {
    match (is, was) {
        (None, Some(_)) => true,
        (Some(is), Some(was)) => is > was,
        _ => false,
    }
}
