//! One person can do both sides of a risk.

use std::collections::{BTreeMap, BTreeSet};

use super::told::{OfPerson, Told};
use super::words::{about, fix, functions, open_rows, path, possible};
use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count};
use crate::checks::{Check, Need};
use crate::duties::{Holder, Remedy, Route, SideOf, step_down, weighed};
use crate::findings::{CheckInfo, Finding, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Severity, UserIx};
use crate::policy::duties::Risk;
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "SOD-001",
        name: "duty-conflict",
        title: "one person can do both sides of a risk",
        severity: Severity::Critical,
        what: "Holds what each person can do, across their accounts and by rows, groups, fields and record rules together, against the risks of policies/sod. Told of a person is what they have put together: what one group or one designed role carries alone is told of that (duty-conflict-in-group). Of an administrator, who can do everything, there is one finding; where there is a design, it is told of those alone who have business functions beside administering, and administrators whom the design does not know are left to admin-not-in-design. A side that reaches own records alone, or two accounts that share no company, make the risk one step milder; 20 people or more with the same groups are one finding.",
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
    /// How bad, why, and how sure.
    weight: (Severity, String, Confidence),
    /// The risk's position in the rules.
    at: usize,
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
        let worst = conflicts.iter().max_by(|a, b| (a.weight.0, a.weight.2).cmp(&(b.weight.0, b.weight.2)));
        match worst {
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
    let holders: Vec<Holder<'_>> = first.accounts.iter().map(|user| performers.holder(*user)).collect();
    let plain = performers.sides(first.risk, &holders)?;
    let risk = performers.rules.risks.get(first.risk).map(|(risk, _)| *risk)?;
    let (severity, by, mut confidence) = weighed(risk, &plain, apart(cx, &first.accounts, &plain));
    if first.by_mailbox {
        confidence = Confidence::Medium;
    }
    let mut sides = Vec::new();
    let mut begins = Vec::new();
    for side in plain {
        let (user, holder) = (*first.accounts.get(side.holder)?, *holders.get(side.holder)?);
        let rights = &performers.rules.functions.get(side.function)?.rights;
        let (shown, route) = performers.shown(&side.side, rights, holder, cx.access.held(user));
        begins.extend(route.begins());
        sides.push((SideOf { side: shown, ..side }, route));
    }
    begins.sort_unstable();
    begins.dedup();
    let people = people.iter().map(|one| one.accounts.as_slice()).collect();
    Some(Conflict { risk, people, sides, begins, weight: (severity, by, confidence), at: first.risk })
}

fn of_one(cx: &Context<'_>, told: &Told<'_>, conflict: &Conflict<'_>, accounts: &[UserIx]) -> Finding {
    let keys = || accounts.iter().map(|user| &*cx.snapshot.user(*user).key);
    let first = keys().next().unwrap_or_default();
    let who = if accounts.len() == 1 { format!("`{first}`") } else { format!("the person behind {}", and(keys())) };
    let mut finding = about(cx, &CHECK.info, conflict.risk, Subject::new("user", first));
    tell(cx, told, conflict, &who, &mut finding);
    finding.path = keys().map(|key| format!("user:{key}")).chain(path(cx, &told.survey, &conflict.sides)).collect();
    let keys = accounts.iter().filter_map(|user| told.keys.get(user)).flatten();
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
    let (severity, by, confidence) = conflict.weight.clone();
    (finding.severity, finding.severity_by, finding.confidence) = (severity, Some(by), confidence);
    finding.title = format!("{who} can {}", functions(&told.survey, &sides));
    finding.actual = possible(cx, &told.survey, &sides);
    let accounts = conflict.people.first().copied().unwrap_or_default();
    let named = |groups: &[GroupIx]| and(groups.iter().map(|group| cx.group_key(*group)));
    let leave = match told.survey.performers.remedy(conflict.at, accounts, &conflict.begins) {
        Remedy::OneOf(groups) if groups.len() == 1 => Some(format!("take {who} out of {}", named(&groups))),
        Remedy::OneOf(groups) => Some(format!("take {who} out of one of {}", named(&groups))),
        Remedy::All(groups) => Some(format!("take {who} out of {}: each leaves both sides", named(&groups))),
        Remedy::None => None,
    };
    let first: Vec<String> = open_rows(cx, &conflict.sides).into_iter().chain(leave).collect();
    finding.fix = fix(cx, Some(first.join(", or ")).filter(|first| !first.is_empty()), conflict.risk);
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
    let adding: Vec<(UserIx, Vec<usize>)> = told
        .administrators
        .iter()
        .map(|user| (*user, adds(cx, told, *user)))
        .filter(|(_, risks)| !risks.is_empty())
        .collect();
    if adding.len() >= MANY {
        let subject = Subject::new("population", "administrators");
        let who = format!("{} administrators", adding.len());
        let mut risks: Vec<usize> = adding.iter().flat_map(|(_, risks)| risks).copied().collect();
        risks.sort_unstable();
        risks.dedup();
        let users: Vec<UserIx> = adding.iter().map(|(user, _)| *user).collect();
        found.extend(administrator(cx, told, &risks, subject, &who, &users));
        return;
    }
    for (user, risks) in adding {
        let key = &cx.snapshot.user(user).key;
        let who = format!("administrator `{key}`");
        found.extend(administrator(cx, told, &risks, Subject::new("user", key), &who, &[user]));
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
    finding.fix = fix(cx, None, risk);
    finding.affected = cx.affected(users.iter().copied());
    Some(finding)
}

/// The risks of an administrator that nothing else tells. Without a design these are all, if any of them is not told of a group; with one, those of business functions
/// beside administering, which an account that bypasses every check has none of, and none where the account itself is not designed (admin-not-in-design).
fn adds(cx: &Context<'_>, told: &Told<'_>, user: UserIx) -> Vec<usize> {
    let risks = || told.survey.of_user(user).map(|performed| performed.risks.clone()).unwrap_or_default();
    let Some(comparison) = cx.comparison else {
        let risks = risks();
        let told = risks.iter().all(|risk| told.is_told_of_group(*risk, user));
        return if told { Vec::new() } else { risks };
    };
    if comparison.design.roles_of(user).is_empty() && !is_designed(cx, user) {
        return Vec::new();
    }
    if cx.access.of(user).superuser {
        return Vec::new();
    }
    let groups = &cx.access.of(user).groups;
    let inherent = told.survey.performed_by(&cx.access.graph().closure(cx.access.administering(groups)));
    let mut own = told.survey.performed_by(groups).risks;
    own.retain(|risk| !inherent.risks.contains(risk) && !told.is_told_of_group(*risk, user));
    own
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
