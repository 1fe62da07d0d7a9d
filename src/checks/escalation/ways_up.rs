//! What the checks of paths share: every way up once, by what brings it, and a path in words.

use std::collections::BTreeMap;

use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::escalation::{Cause, Held, Path, Standing, Step};
use crate::findings::{CheckInfo, Finding, Reach, Subject, weigh};
use crate::model::{Confidence, GrantIx, GroupIx, Severity, UserIx};
use crate::policy::{EscalationEdge, Gives};
use crate::snapshot::{Audience, User, UserKind};

/// A cause, what it brings, and to whom.
pub(super) struct Up {
    /// The group that brings it, or everyone; of several the one that brings it to most.
    pub(super) cause: Cause,
    /// Other groups that bring the same to others.
    pub(super) also: Vec<Cause>,
    /// Whom, in order.
    pub(super) users: Vec<UserIx>,
    /// What, the worst and surest and shortest first; a profile that has it for each.
    pub(super) paths: Vec<(usize, Path)>,
}

/// Ways in the hands of people who are not meant to administer, by cause: of several groups that bring the same, the one that
/// brings it to most people. A way is told by one check alone: by what it leads to in the end.
pub(super) fn ways_up(cx: &Context<'_>, ends: impl Fn(Gives) -> bool) -> Vec<Up> {
    let found = cx.escalations();
    let mut open: Vec<(usize, &Held, Path, Vec<UserIx>)> = Vec::new();
    for profile in 0..cx.access.profiles().len() {
        if *found.standing(profile) != Standing::Plain {
            continue;
        }
        // What files of the server say is open to everyone, and other checks tell it.
        let told = |held: &&Held| found.way(held).is_some_and(|way| way.rule.files.is_empty());
        let ways: Vec<(&Held, Path)> = found
            .held(profile)
            .iter()
            .filter(told)
            .filter_map(|held| Some((held, found.worst(profile, held)?)))
            .filter(|(_, path)| ends(path.ends))
            .collect();
        if !ways.is_empty() {
            let users = people(cx, profile);
            let each = ways.into_iter().filter(|_| !users.is_empty());
            open.extend(each.map(|(held, path)| (profile, held, path, users.clone())));
        }
    }
    let mut ups = Vec::new();
    while !open.is_empty() {
        let mut reach: BTreeMap<Cause, usize> = BTreeMap::new();
        for (_, held, _, users) in &open {
            for cause in &held.causes {
                *reach.entry(*cause).or_default() += users.len();
            }
        }
        // Of equals the first.
        let widest = reach.into_iter().rev().max_by_key(|(_, people)| *people);
        let Some((cause, _)) = widest else { break };
        let (here, rest) = open.into_iter().partition(|(_, held, ..)| held.causes.contains(&cause));
        ups.push(up(cause, here));
        open = rest;
    }
    ups
}

fn up(cause: Cause, here: Vec<(usize, &Held, Path, Vec<UserIx>)>) -> Up {
    let mut users: Vec<UserIx> = here.iter().flat_map(|(.., users)| users).copied().collect();
    users.sort_unstable();
    users.dedup();
    let mut paths: BTreeMap<usize, (usize, Path)> = BTreeMap::new();
    for (profile, held, path, _) in here {
        paths.entry(held.way).or_insert((profile, path));
    }
    let mut paths: Vec<(usize, Path)> = paths.into_values().collect();
    paths.sort_by_key(|(_, path)| (path.ends, path.confidence() != Confidence::High, path.steps.len()));
    Up { cause, also: Vec::new(), users, paths }
}

/// Of causes whose worst step is the same, one with the people of all.
pub(super) fn by_step(cx: &Context<'_>, ups: Vec<Up>) -> Vec<Up> {
    let mut together: Vec<Up> = Vec::new();
    for up in ups {
        let step = |up: &Up| up.paths.first().and_then(|(_, path)| rule(cx, path)).map(|rule| rule.id.as_str());
        match together.iter_mut().find(|other| step(other) == step(&up)) {
            Some(first) => {
                first.also.push(up.cause);
                first.users.extend(up.users);
                first.users.sort_unstable();
                first.users.dedup();
                let known =
                    |id: &str| first.paths.iter().any(|(_, path)| rule(cx, path).is_some_and(|rule| rule.id == id));
                let new = up.paths.into_iter().filter(|(_, path)| rule(cx, path).is_some_and(|rule| !known(&rule.id)));
                let new: Vec<(usize, Path)> = new.collect();
                first.paths.extend(new);
            }
            None => together.push(up),
        }
    }
    together
}

/// Accounts of a profile that may sign in, or stand for those who need not, and whom no design makes administrators.
pub(super) fn people(cx: &Context<'_>, profile: usize) -> Vec<UserIx> {
    let counts = |user: &User| user.in_use() && user.kind != UserKind::System;
    let of_profile = cx.users_with(profile).iter().copied();
    of_profile.filter(|user| counts(cx.snapshot.user(*user)) && !is_meant_to_administer(cx, *user)).collect()
}

/// Whether the design names the account as an administrator, or gives it a role with a group that administers.
fn is_meant_to_administer(cx: &Context<'_>, user: UserIx) -> bool {
    let Some(comparison) = cx.comparison else { return false };
    let administers = |group: usize| cx.snapshot.group(GroupIx::new(group)).administers;
    let roles = comparison.design.roles_of(user).iter().map(|role| comparison.design.role(*role));
    comparison.design.is_excepted(cx.snapshot.user(user).login())
        || roles.into_iter().any(|role| role.listed.ones().chain(role.accepted.ones()).any(administers))
}

/// A finding about a cause, with everything but its title and expectation.
pub(super) fn finding_of(cx: &Context<'_>, info: &'static CheckInfo, up: &Up) -> Option<Finding> {
    let (profile, path) = up.paths.first()?;
    let subject = match up.cause {
        Cause::Group(group) => Subject::new("group", cx.group_key(group)),
        Cause::Everyone => Subject::new("everyone", "everyone"),
        Cause::SignedIn => Subject::new("everyone", "signed-in"),
    };
    let mut finding = finding(info, subject, cx.whole());
    let reach = reach(cx, up);
    let by_hand = outsiders_by_hand(cx, up);
    let (mut severity, mut by) = (Severity::Info, String::new());
    for (_, path) in &up.paths {
        let impact = match (path.steps.len(), rule(cx, path).and_then(|rule| rule.impact)) {
            (1, Some(impact)) => impact,
            _ => path.ends.impact(),
        };
        let weighed = weigh(impact, reach, path.confidence());
        if weighed.0 > severity {
            (severity, by) = weighed;
        }
    }
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.confidence = path.confidence();
    finding.affected = cx.affected(up.users.iter().copied());
    let mut hows: Vec<&str> = up.paths.iter().filter_map(|(_, path)| Some(rule(cx, path)?.how.as_str())).collect();
    hows.dedup();
    finding.actual = hows.join("; ");
    let doubts: Vec<&str> = path.doubts().collect();
    if !doubts.is_empty() {
        finding.actual = format!("{} (not known for sure: {})", finding.actual, doubts.join("; "));
    }
    if by_hand {
        let outsiders = up.users.iter().filter(|user| is_outside(cx, **user));
        let outsiders = and(outsiders.map(|user| &cx.snapshot.user(*user).key));
        finding.actual = format!("{}; outsiders are among them: {outsiders}", finding.actual);
    }
    let user = up.users.iter().find(|user| cx.access.profile_index(**user) == *profile).or(up.users.first());
    finding.path = cx.escalations().words(path, *user?, Some(up.cause));
    let row = row_of(path).map(|row| cx.snapshot.grant(row));
    finding.vendor_default = !by_hand
        && row.is_some_and(|row| row.origin.is_vendor())
        && match up.cause {
            Cause::Group(group) => cx.snapshot.group(group).origin.is_vendor(),
            Cause::Everyone | Cause::SignedIn => true,
        };
    finding.origin = row.map(|row| row.origin.clone());
    Some(finding)
}

fn row_of(path: &Path) -> Option<GrantIx> {
    match path.steps.first()? {
        Step::Way { held, .. } => held.row,
        Step::Made(_) | Step::Administers(_) => None,
    }
}

/// The edge of the policy that a path begins with.
pub(super) fn rule<'c>(cx: &'c Context<'_>, path: &Path) -> Option<&'c EscalationEdge> {
    match path.steps.first()? {
        Step::Way { held, .. } => Some(cx.escalations().way(held)?.rule),
        Step::Made(_) | Step::Administers(_) => None,
    }
}

fn is_outside(cx: &Context<'_>, user: UserIx) -> bool {
    cx.snapshot.user(user).kind.is_outside()
}

/// Who they are: one outsider among them is enough.
fn reach(cx: &Context<'_>, up: &Up) -> Reach {
    if up.users.iter().any(|user| is_outside(cx, *user)) {
        return Reach::Outside;
    }
    let of_all = |cause: &Cause| match cause {
        Cause::Everyone | Cause::SignedIn => true,
        Cause::Group(group) => {
            let group = cx.snapshot.group(*group);
            group.makes == Some(UserKind::Internal) || group.given_to.is_some()
        }
    };
    if std::iter::once(&up.cause).chain(&up.also).any(of_all) { Reach::Internal } else { Reach::Role }
}

/// Whether outsiders are among them by a group that is not theirs by their kind: no vendor ships that.
fn outsiders_by_hand(cx: &Context<'_>, up: &Up) -> bool {
    let theirs = |cause: &Cause| match cause {
        Cause::Everyone | Cause::SignedIn => true,
        Cause::Group(group) => {
            let group = cx.snapshot.group(*group);
            group.makes.is_some_and(UserKind::is_outside)
                || matches!(group.given_to, Some(Audience::Everyone | Audience::SignedIn))
        }
    };
    let outsiders = up.users.iter().any(|user| is_outside(cx, *user));
    outsiders && !std::iter::once(&up.cause).chain(&up.also).all(theirs)
}

/// The groups that bring it.
fn groups<'c>(cx: &'c Context<'_>, up: &'c Up) -> impl Iterator<Item = &'c str> {
    std::iter::once(&up.cause).chain(&up.also).filter_map(|cause| match cause {
        Cause::Group(group) => Some(cx.group_key(*group)),
        Cause::Everyone | Cause::SignedIn => None,
    })
}

/// The members of a group in a sentence, or everyone.
pub(super) fn who(cx: &Context<'_>, up: &Up) -> String {
    match up.cause {
        Cause::Group(_) if !up.also.is_empty() => {
            format!("{} by {}", count(up.users.len(), "account"), and(groups(cx, up)))
        }
        Cause::Group(group) => format!("members of `{}`", cx.group_key(group)),
        Cause::SignedIn => "whoever signs in".to_owned(),
        Cause::Everyone => "everyone".to_owned(),
    }
}

/// What to do about a cause.
pub(super) fn fix(cx: &Context<'_>, up: &Up, ends: &str) -> String {
    let first = up.paths.first().and_then(|(_, path)| rule(cx, path));
    if let Some(remedy) = first.and_then(|rule| rule.remedy.as_ref()) {
        return remedy.clone();
    }
    match up.cause {
        Cause::Group(_) if !up.also.is_empty() => {
            format!(
                "take from {} what lets their members {ends}, or keep it for those who are meant to",
                and(groups(cx, up))
            )
        }
        Cause::Group(group) => format!(
            "take from `{}` what lets its members {ends}, or keep the group for those who are meant to",
            cx.group_key(group)
        ),
        Cause::Everyone | Cause::SignedIn => {
            format!("narrow the rows that let everyone {ends} to groups of those who are meant to")
        }
    }
}
