//! What the checks about record rules share.

use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::fields::sensitive;
use crate::checks::telling::and;
use crate::findings::{CheckInfo, Finding, NotAssessed, Reach, weigh};
use crate::model::{Confidence, GroupIx, Ops, RecordScope, ResourceIx, RuleIx, UserIx};
use crate::snapshot::{Audience, Rule, User, UserKind};

/// Every rule with its position.
pub(super) fn all<'a>(cx: &Context<'a>) -> impl Iterator<Item = (RuleIx, &'a Rule)> + use<'a> {
    cx.snapshot.rules.iter().enumerate().map(|(at, rule)| (RuleIx::new(at), rule))
}

/// Accounts whom record rules hold: in use, and not those that bypass every check.
pub(super) fn is_held(user: &User) -> bool {
    user.in_use() && !user.superuser && user.kind != UserKind::System
}

/// Whether an account is a customer's or a supplier's, or stands for callers without a login.
pub(in crate::checks) fn is_outsider(cx: &Context<'_>, user: UserIx) -> bool {
    cx.snapshot.user(user).kind.is_outside()
}

/// How far it reaches that some have a thing: one outsider among them is enough.
pub(in crate::checks) fn reach_of(cx: &Context<'_>, users: &[UserIx]) -> Reach {
    if users.iter().any(|user| is_outsider(cx, *user)) { Reach::Outside } else { Reach::Role }
}

/// Whether a limit of their own leaves somebody few rows of a resource.
pub(in crate::checks) fn is_limited(cx: &Context<'_>, user: UserIx, resource: ResourceIx) -> bool {
    cx.scopes.limits_on(cx.access, user, resource).any(|limit| limit.leaves < RecordScope::Company)
}

/// Whether a group is there for outsiders too, so that nobody wonders at one in it.
pub(in crate::checks) fn is_for_outsiders(cx: &Context<'_>, group: GroupIx) -> bool {
    let group = cx.snapshot.group(group);
    matches!(group.given_to, Some(Audience::Everyone | Audience::SignedIn))
        || group.makes.is_some_and(|kind| kind != UserKind::Internal)
}

/// Of groups those that bring no other of them: whoever holds a group holds what it brings, so that the smallest tells it. Of
/// groups that bring each other the first stands for all.
pub(in crate::checks) fn smallest(cx: &Context<'_>, groups: &[GroupIx]) -> Vec<GroupIx> {
    let brings = |from: GroupIx, to: GroupIx| from != to && cx.access.graph().brings(from, to);
    let is_beaten =
        |group: GroupIx| groups.iter().any(|other| brings(group, *other) && (!brings(*other, group) || *other < group));
    groups.iter().copied().filter(|group| !is_beaten(*group)).collect()
}

/// Everybody who reaches more rows while the rule is as it is than if it were the other way round, and by which operations.
pub(super) fn widened(cx: &Context<'_>, rule: RuleIx) -> (Vec<UserIx>, Ops) {
    let Rule { resource, ops, active, .. } = cx.snapshot.rule(rule);
    let (mut users, mut by) = (Vec::new(), Ops::NONE);
    let mut reached = Reached::of(cx.scopes);
    for (profile, held) in cx.sets(is_held) {
        let mut gains = Ops::NONE;
        for op in profile.cells.ops(*resource).and(*ops).iter() {
            let now = reached.scope(&profile.groups, *resource, op);
            let then = cx.scopes.supposing(&profile.groups, *resource, op, (rule, !*active));
            if is_wider(now, then) {
                gains = gains.with(Ops::one(op));
            }
        }
        if !gains.is_empty() {
            by = by.with(gains);
            users.extend(held);
        }
    }
    (users, by)
}

/// Whether a scope is known to be wider than another.
pub(super) fn is_wider(scope: RecordScope, than: RecordScope) -> bool {
    scope != RecordScope::Unknown && than != RecordScope::Unknown && scope > than
}

/// Who gains rows, as the table of severities knows them: a rule for everyone concerns the company, one for groups a role.
pub(super) fn reach(cx: &Context<'_>, rule: &Rule, users: &[UserIx]) -> Reach {
    let by_itself = |group: &GroupIx| {
        let group = cx.snapshot.group(*group);
        group.makes == Some(UserKind::Internal) || group.given_to.is_some()
    };
    let administers = !rule.groups.is_empty() && rule.groups.iter().all(|group| cx.administers(*group));
    match users {
        some if some.iter().any(|user| is_outsider(cx, *user)) => Reach::Outside,
        _ if administers => Reach::Admin,
        _ if rule.groups.is_empty() || rule.groups.iter().any(by_itself) => Reach::Internal,
        _ => Reach::Role,
    }
}

/// Gives a finding about rows of a resource its severity.
pub(super) fn weighed(cx: &Context<'_>, finding: &mut Finding, resource: ResourceIx, reach: Reach) {
    let (severity, by) = weigh(sensitive::of_rows(cx, resource), reach, Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
}

/// That nobody knows which rows of some resources people reach; nothing where there are none.
pub(super) fn unread(info: &CheckInfo, keys: &[&str]) -> Option<NotAssessed> {
    (!keys.is_empty()).then(|| NotAssessed {
        what: info.name.to_owned(),
        reason: format!("the rules of {} cannot be read, or the ERP's program narrows them further", and(keys)),
        asked_for: false,
    })
}

/// Of rules made by hand that share their label, resource and operations one is told: the worst.
pub(super) fn once(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = findings.collect();
    let worth = |finding: &Finding| (finding.severity, finding.affected.count);
    told.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint).then_with(|| worth(b).cmp(&worth(a))));
    told.dedup_by(|next, kept| next.fingerprint == kept.fingerprint);
    told
}

/// A rule as a step of a path.
pub(super) fn step(cx: &Context<'_>, rule: &Rule) -> String {
    let state = if rule.active { "active" } else { "switched off" };
    format!("rule:{} {state}, for {} ({})", rule.key, whom(cx, rule), rule.origin.words())
}

/// For whom a rule is.
pub(super) fn whom(cx: &Context<'_>, rule: &Rule) -> String {
    if rule.groups.is_empty() {
        return "everyone".to_owned();
    }
    format!("members of {}", and(rule.groups.iter().map(|group| cx.group_key(*group))))
}
