//! Somebody was made as a copy of a colleague who has another role.
//!
//! What each single group gives is told by `membership-beyond-role`, with its weight. This check adds how it came about, once
//! for each pair of roles and never with more weight than a note, so that nothing counts twice.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::{Comparison, UserClass};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Severity, UserIx};

/// The most sets of groups of conforming colleagues that are compared: each is held against everybody who has too much.
const MOST_SETS: usize = 2000;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-017",
        name: "user-copied-from-another",
        title: "somebody looks like a copy of a colleague with another role",
        severity: Severity::Low,
        what: "Looks for people whose groups beyond their own roles are exactly those of a colleague who holds one other designed role and nothing beyond it: several groups (how many, policies/account-life.yaml says) that came together. People are compared with 2000 different sets of groups at most. Each pair of roles is one finding, as a note beside membership-beyond-role, which tells each group and how much it weighs.",
        why: "Who is made as a copy of somebody gets what that person collected, and the next copy gets it, too. Taking single groups away does not end that.",
        fix: "Take the other role's groups away, and make accounts by role instead of by copying.",
        controls: &["NIST-800-53r5 AC-2", "NIST-800-53r5 AC-6(7)", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

/// A colleague's set of groups, the one role that explains it, and who has it.
struct Model {
    groups: FixedBitSet,
    role: u32,
    user: UserIx,
}

/// Somebody's own roles, and the one that was copied.
type Pair<'r> = (&'r [u32], u32);

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let members = &comparison.members;
    let beyond = beyond(comparison);
    let models = models(cx, comparison, &beyond);
    let mut pairs: BTreeMap<Pair<'_>, (Vec<UserIx>, UserIx)> = BTreeMap::new();
    for class in beyond.iter().map(|at| members.class(*at)) {
        let Some((own, extra)) = extra_of(cx, comparison, class) else { continue };
        let several = cx.access.graph().roots(&extra).len() >= cx.policies.account_life.copied_groups as usize;
        let copied = models.iter().filter(|_| several).find(|model| {
            let mut theirs = model.groups.clone();
            theirs.difference_with(&own);
            !class.roles.contains(&model.role) && theirs == extra
        });
        if let Some(model) = copied {
            let entry = pairs.entry((&class.roles, model.role)).or_insert_with(|| (Vec::new(), model.user));
            entry.0.extend(&class.users);
        }
    }
    for ((roles, other), (users, model)) in pairs {
        found.push(tell(cx, comparison, roles, other, users, model));
    }
}

/// What the roles of a class explain, and what its people hold beyond that.
fn extra_of(cx: &Context<'_>, comparison: &Comparison<'_>, class: &UserClass) -> Option<(FixedBitSet, FixedBitSet)> {
    let design = &comparison.design;
    let mut own = design.ambient.clone();
    for role in &class.roles {
        own.union_with(&design.role(*role).closure);
    }
    let mut extra = cx.access.profiles().get(class.profile)?.groups.clone();
    extra.difference_with(&own);
    Some((own, extra))
}

/// The positions of the classes whose people hold too much.
fn beyond(comparison: &Comparison<'_>) -> BTreeSet<usize> {
    comparison.members.beyond.iter().map(|beyond| beyond.class).collect()
}

/// The other classes whose people hold one role, with that role.
fn conforming<'c>(
    comparison: &'c Comparison<'_>,
    beyond: &BTreeSet<usize>,
) -> impl Iterator<Item = (&'c UserClass, u32)> {
    let classes = comparison.members.classes.iter().enumerate().filter(|(at, _)| !beyond.contains(at));
    classes.filter_map(|(_, class)| match class.roles.as_slice() {
        [role] => Some((class, *role)),
        _ => None,
    })
}

/// Sets of groups that one role explains.
fn models(cx: &Context<'_>, comparison: &Comparison<'_>, beyond: &BTreeSet<usize>) -> Vec<Model> {
    let models = conforming(comparison, beyond).filter_map(|(class, role)| {
        let groups = cx.access.profiles().get(class.profile)?.groups.clone();
        Some(Model { groups, role, user: *class.users.first()? })
    });
    models.take(MOST_SETS).collect()
}

/// Sets of groups behind the first of so many.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let comparison = cx.comparison.filter(|_| cx.has_all(CHECK.needs))?;
    let beyond = beyond(comparison);
    let sets = conforming(comparison, &beyond).count();
    (sets > MOST_SETS && !beyond.is_empty()).then(|| NotAssessed {
        what: format!("copies of {} colleagues", sets - MOST_SETS),
        reason: format!("people are compared with the first {MOST_SETS} different sets of groups of one role"),
        asked_for: false,
    })
}

fn tell(
    cx: &Context<'_>,
    comparison: &Comparison<'_>,
    roles: &[u32],
    other: u32,
    users: Vec<UserIx>,
    model: UserIx,
) -> Finding {
    let design = &comparison.design;
    let own = and(roles.iter().map(|role| design.role(*role).name()));
    let (other, model) = (design.role(other), &cx.snapshot.user(model).key);
    let (severity, by) = weigh(Impact::Hygiene, Reach::Role, Confidence::High);
    let someone = cx.someone(&users);
    // The pair of roles, however many people it is today.
    let names: Vec<&str> = roles.iter().map(|role| design.role(*role).name()).collect();
    let pair = format!("people of {} with the groups of {}", names.join(" and "), other.name());
    let subject = Subject::new("population", &pair);
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    let (looks, a) = if users.len() == 1 { ("looks", "a copy") } else { ("look", "copies") };
    finding.title = format!("{someone} of {own} {looks} like {a} of `{model}` of `{}`", other.name());
    finding.confidence = Confidence::Medium;
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some(format!("the groups of {own}"));
    finding.designed_at = Some(other.role.name.at.clone());
    let roots: Vec<GroupIx> = cx.access.graph().roots(&other.closure);
    finding.actual = format!(
        "beyond that exactly what `{model}` holds as `{}`: {}",
        other.name(),
        and(roots.iter().map(|group| cx.group_key(*group)))
    );
    finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.path.push(format!("user:{model}"));
    finding.path.push(format!("role:{}", other.name()));
    finding.fix = Fix { summary: format!("take the groups of `{}` away from {someone}", other.name()) };
    finding.affected = cx.affected(users);
    finding
}
