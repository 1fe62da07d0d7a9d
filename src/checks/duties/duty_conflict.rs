//! One person can do both sides of a risk.

use std::collections::{BTreeMap, BTreeSet};

use super::told::{OfPerson, Told};
use super::words::{about, fix, functions, path, possible};
use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count};
use crate::checks::{Check, Need};
use crate::duties::{Holder, Route, SideOf, step_down, weighed};
use crate::findings::{CheckInfo, Finding, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, RecordScope, UserIx};
use crate::policy::duties::Risk;
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "SOD-001",
        name: "duty-conflict",
        title: "one person can do both sides of a risk",
        severity: crate::model::Severity::High,
        what: "Holds what each person can do, across their accounts and by rows, groups, fields and record rules together, against the risks of policies/sod. Told of a person is what they have put together: what one group or one designed role carries alone is told of that (duty-conflict-in-group), unless the person holds the group beyond their roles. Of an administrator, who can do everything, there is one finding, and none of one whom the design names and who has no business function beside it. A side that reaches own records alone, or two accounts that share no company, make the risk one step milder; 20 people or more with the same groups are one finding.",
        why: "Nobody else has to look at what one person does from beginning to end.",
        fix: "Take one of the two functions away from the person, or have somebody else look at what they do.",
        controls: super::CONTROLS,
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)],
    run,
};

/// A conflict, with how each side came about.
struct Conflict<'r> {
    risk: &'r Risk,
    /// The people who have it alike, each with their accounts; at least one.
    people: Vec<&'r [UserIx]>,
    sides: Vec<(SideOf<'r>, Route)>,
    /// The held groups that give the sides.
    begins: Vec<GroupIx>,
    by_mailbox: bool,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let told = cx.duties();
    let mut alike: BTreeMap<(&str, Vec<GroupIx>), Vec<Conflict<'_>>> = BTreeMap::new();
    for people in told_alike(cx, told) {
        if let Some(conflict) = conflict(cx, told, &people) {
            alike.entry((&conflict.risk.id.value, conflict.begins.clone())).or_default().push(conflict);
        }
    }
    for ((_, begins), conflicts) in alike {
        let people = conflicts.iter().map(|one| one.people.len()).sum::<usize>();
        match conflicts.first() {
            Some(first) if people >= MANY => found.push(of_many(cx, told, first, &conflicts, &begins)),
            _ => {
                let each = conflicts.iter().flat_map(|one| one.people.iter().map(move |accounts| (one, *accounts)));
                found.extend(each.map(|(one, accounts)| of_one(cx, told, one, accounts)));
            }
        }
    }
    administrators(cx, told, found);
}

/// The risks of people, those together who have one account with the same groups and no limits of their own.
fn told_alike<'t>(cx: &Context<'_>, told: &'t Told<'_>) -> Vec<Vec<&'t OfPerson>> {
    let mut alone = Vec::new();
    let mut alike: BTreeMap<(usize, usize), Vec<&OfPerson>> = BTreeMap::new();
    for person in &told.persons {
        match person.accounts.as_slice() {
            [one] if !cx.scopes.is_limited(*one) => {
                alike.entry((person.risk, cx.access.profile_index(*one))).or_default().push(person);
            }
            _ => alone.push(vec![person]),
        }
    }
    alone.extend(alike.into_values());
    alone
}

/// The sides of a risk of people alike; nothing where limits of their own leave no record to one of them.
fn conflict<'r>(cx: &Context<'_>, told: &'r Told<'_>, people: &[&'r OfPerson]) -> Option<Conflict<'r>> {
    let first = *people.first()?;
    let performers = &told.survey.performers;
    let holders: Vec<Holder<'_>> = first.accounts.iter().map(|user| cx.access.of(*user).into()).collect();
    let mut sides = Vec::new();
    let mut begins = Vec::new();
    for mut side in performers.sides(first.risk, &holders)? {
        let user = *first.accounts.get(side.holder)?;
        if let (true, Some((resource, _))) = (cx.scopes.is_limited(user), side.side.right.cell) {
            let ops = side.side.ops.iter();
            let scopes = ops.map(|op| cx.scopes.of_user(cx.access, user, resource, op).scope);
            side.side.scope = scopes.reduce(RecordScope::or).filter(|scope| *scope != RecordScope::None)?;
        }
        let route = performers.route(&side.side, cx.access.held(user));
        begins.extend(route.begins());
        sides.push((side, route));
    }
    begins.sort_unstable();
    begins.dedup();
    let risk = performers.rules.risks.get(first.risk).map(|(risk, _)| *risk)?;
    let people = people.iter().map(|one| one.accounts.as_slice()).collect();
    Some(Conflict { risk, people, sides, begins, by_mailbox: first.by_mailbox })
}

fn of_one(cx: &Context<'_>, told: &Told<'_>, conflict: &Conflict<'_>, accounts: &[UserIx]) -> Finding {
    let keys = || accounts.iter().map(|user| &*cx.snapshot.user(*user).key);
    let first = keys().next().unwrap_or_default();
    let who = if accounts.len() == 1 { format!("`{first}`") } else { format!("the person behind {}", and(keys())) };
    let mut finding = about(cx, &CHECK.info, conflict.risk, Subject::new("user", first));
    tell(cx, told, conflict, &who, &mut finding);
    finding.path = keys().map(|key| format!("user:{key}")).chain(path(cx, &told.survey, &conflict.sides)).collect();
    let keys = cx
        .snapshot
        .tokens
        .iter()
        .filter(|token| accounts.contains(&token.owner) && token.acts_as_owner(cx.snapshot) && token.is_alive(cx.snapshot));
    let keys: BTreeSet<&str> = keys.map(|token| &*token.name).collect();
    if !keys.is_empty() {
        finding.actual = format!("{}; so can whoever has the key {}", finding.actual, and(keys));
    }
    finding.affected = cx.affected(accounts.iter().copied());
    finding
}

/// The same conflict of many people who hold the same groups.
fn of_many(
    cx: &Context<'_>,
    told: &Told<'_>,
    first: &Conflict<'_>,
    all: &[Conflict<'_>],
    begins: &[GroupIx],
) -> Finding {
    let keys: Vec<&str> = begins.iter().map(|group| cx.group_key(*group)).collect();
    let subject = Subject::new("population", &format!("members of {}", keys.join(" and ")));
    let mut finding = about(cx, &CHECK.info, first.risk, subject);
    let people = all.iter().map(|one| one.people.len()).sum::<usize>();
    tell(cx, told, first, &format!("{people} people in {}", and(&keys)), &mut finding);
    finding.path = path(cx, &told.survey, &first.sides);
    finding.affected =
        cx.affected(all.iter().flat_map(|one| &one.people).flat_map(|accounts| accounts.iter().copied()));
    finding
}

fn tell(cx: &Context<'_>, told: &Told<'_>, conflict: &Conflict<'_>, who: &str, finding: &mut Finding) {
    let sides: Vec<SideOf<'_>> = conflict.sides.iter().map(|(side, _)| *side).collect();
    let (severity, by, mut confidence) =
        weighed(conflict.risk, &sides, apart(cx, conflict.people.first().copied().unwrap_or_default(), &sides));
    if conflict.by_mailbox {
        confidence = Confidence::Medium;
    }
    (finding.severity, finding.severity_by, finding.confidence) = (severity, Some(by), confidence);
    finding.title = format!("{who} can {}", functions(&told.survey, &sides));
    finding.actual = possible(cx, &told.survey, &sides);
    let groups: Vec<&str> = conflict.begins.iter().map(|group| cx.group_key(*group)).collect();
    let out = match groups.as_slice() {
        [] => String::new(),
        [one] => format!("take {who} out of `{one}`. "),
        _ => format!("take {who} out of one of {}. ", and(&groups)),
    };
    finding.fix = fix(cx, &out, conflict.risk);
}

/// Whether the sides are of accounts that share no company.
fn apart(cx: &Context<'_>, accounts: &[UserIx], sides: &[SideOf<'_>]) -> bool {
    let companies = |side: &SideOf<'_>| {
        let user = accounts.get(side.holder).map(|user| cx.snapshot.user(*user));
        user.map(|user| user.companies.iter().chain(&user.company).copied().collect::<Vec<_>>()).unwrap_or_default()
    };
    let pairs = sides.iter().enumerate().flat_map(|(at, one)| sides.iter().skip(at + 1).map(move |other| (one, other)));
    let mut any = false;
    for (one, other) in pairs {
        let (a, b) = (companies(one), companies(other));
        if one.holder == other.holder || a.is_empty() || b.is_empty() || a.iter().any(|company| b.contains(company)) {
            return false;
        }
        any = true;
    }
    any
}

/// Administrators can do everything: each is told once, and all together where there are many.
fn administrators(cx: &Context<'_>, told: &Told<'_>, found: &mut Vec<Finding>) {
    let of = |user: &UserIx| told.survey.of_user(*user).map(|performed| performed.risks.as_slice()).unwrap_or_default();
    if let ([first, ..], true) = (told.administrators.as_slice(), told.administrators.len() >= MANY) {
        let subject = Subject::new("population", "administrators");
        let who = format!("{} administrators", told.administrators.len());
        let finding = administrator(cx, told, of(first), subject, &who, &told.administrators);
        found.extend(finding);
        return;
    }
    let told_of =
        told.administrators.iter().filter(|user| !(is_designed(cx, **user) && only_administers(cx, told, **user)));
    for user in told_of {
        let key = &cx.snapshot.user(*user).key;
        let who = format!("administrator `{key}`");
        found.extend(administrator(cx, told, of(user), Subject::new("user", key), &who, &[*user]));
    }
}

fn administrator(
    cx: &Context<'_>,
    told: &Told<'_>,
    risks: &[usize],
    subject: Subject,
    who: &str,
    users: &[UserIx],
) -> Option<Finding> {
    let known = || risks.iter().filter_map(|at| told.survey.performers.rules.risks.get(*at)).map(|(risk, _)| *risk);
    let worst = || known().max_by_key(|risk| (risk.severity, std::cmp::Reverse(&risk.id.value)));
    let risk = known().find(|risk| risk.of_administrators).or_else(worst)?;
    let mut finding = about(cx, &CHECK.info, risk, subject);
    let (severity, by) = weigh(Impact::Money, Reach::Admin, Confidence::High);
    let named = users.iter().all(|user| is_designed(cx, *user));
    finding.severity = if named { step_down(severity) } else { severity };
    finding.severity_by = Some(if named { format!("{by}, one step down: the design names them") } else { by });
    finding.title = format!("{who} can {}", risk.title);
    finding.actual = format!("an administrator can do both sides of {}", count(risks.len(), "risk"));
    finding.path = users.iter().take(5).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.fix = fix(cx, "", risk);
    finding.affected = cx.affected(users.iter().copied());
    Some(finding)
}

/// Whether somebody has no risk but those that come with administering: no business function beside it.
fn only_administers(cx: &Context<'_>, told: &Told<'_>, user: UserIx) -> bool {
    let profile = cx.access.of(user);
    let groups = profile.groups.ones().map(GroupIx::new);
    let administering = groups.filter(|group| cx.snapshot.group(*group).administers);
    let inherent = told.survey.performed_by(&cx.access.graph().closure(administering));
    let risks = told.survey.of_user(user).map(|performed| performed.risks.as_slice()).unwrap_or_default();
    !profile.superuser && risks.iter().all(|risk| inherent.risks.contains(risk))
}

/// Whether the design knows somebody as an administrator, by login or by a role that makes administrators.
fn is_designed(cx: &Context<'_>, user: UserIx) -> bool {
    let Some(design) = cx.comparison.map(|comparison| &comparison.design) else { return false };
    let account = cx.snapshot.user(user);
    let makes = |group: usize| cx.snapshot.group(GroupIx::new(group)).administers;
    design.is_excepted(account.login())
        || design.is_excepted(&account.key)
        || design.roles_of(user).iter().any(|role| design.role(*role).listed.ones().any(makes))
}
