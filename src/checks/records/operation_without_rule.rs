//! People change or remove records that they cannot read, because a rule narrows the one operation and not the other.

use std::collections::{BTreeMap, BTreeSet};

use super::record_rule_always_true::CONTROLS;
use super::rules::{is_held, is_wider, step, weighed};
use crate::access::Reached;
use crate::checks::context::{Context, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Reach, Subject};
use crate::model::{GroupIx, Ops, RecordScope, ResourceIx, Severity, UserIx, Verb};
use crate::snapshot::{Domain, Grantee, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-010",
        name: "operation-without-rule",
        title: "people change or remove records that they cannot read",
        severity: Severity::Critical,
        what: "Compares, for everyone, which records the rules let them read and which they let them write and delete: a rule that holds for reading alone leaves the others open to whoever may use them. One finding for each resource and group that gives the operation.",
        why: "A record's number is enough to change or remove it; not seeing it keeps nobody from that.",
        fix: "Tick the other operations in the rule, or take them away from the group.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess)],
    run,
};

/// What one group gives too much of.
struct Wider {
    ops: Ops,
    reads: RecordScope,
    changes: RecordScope,
    users: Vec<UserIx>,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let ruled: BTreeSet<ResourceIx> =
        cx.snapshot.rules.iter().filter(|rule| rule.active).map(|rule| rule.resource).collect();
    let changing = cx.snapshot.ops_of(Verb::Write).with(cx.snapshot.ops_of(Verb::Delete));
    let reading = cx.snapshot.ops_of(Verb::Read);
    let mut reached = Reached::of(cx.scopes);
    let mut wider: BTreeMap<(ResourceIx, Option<GroupIx>), Wider> = BTreeMap::new();
    for (profile, users) in cx.sets(is_held) {
        for resource in ruled.iter().copied() {
            let ops = profile.cells.ops(resource);
            let (changes, Some(read)) = (ops.and(changing), ops.and(reading).iter().next()) else { continue };
            if changes.is_empty() {
                continue;
            }
            let reads = reached.scope(&profile.groups, resource, read);
            for op in changes.iter() {
                let scope = reached.scope(&profile.groups, resource, op);
                if !is_wider(scope, reads) {
                    continue;
                }
                for group in givers(cx, &profile.groups, resource, Ops::one(op)) {
                    let entry = wider.entry((resource, group)).or_insert_with(|| Wider {
                        ops: Ops::NONE,
                        reads,
                        changes: scope,
                        users: Vec::new(),
                    });
                    entry.ops = entry.ops.with(Ops::one(op));
                    (entry.reads, entry.changes) = (entry.reads.min(reads), entry.changes.max(scope));
                    entry.users.extend(&users);
                }
            }
        }
    }
    found.extend(wider.iter().map(|((resource, group), wider)| tell(cx, *resource, *group, wider)));
}

/// The groups whose rows give the operation; none for a row for everyone, or where no row is needed.
fn givers(
    cx: &Context<'_>,
    groups: &fixedbitset::FixedBitSet,
    resource: ResourceIx,
    op: Ops,
) -> BTreeSet<Option<GroupIx>> {
    let rows = cx.rows_on(resource).filter(|row| row.active && !row.ops.and(op).is_empty());
    let held = rows.filter_map(|row| match row.to {
        Grantee::Everyone => Some(None),
        Grantee::Group(group) => groups.contains(group.index()).then_some(Some(group)),
    });
    let mut givers: BTreeSet<Option<GroupIx>> = held.collect();
    if givers.is_empty() || givers.contains(&None) {
        return BTreeSet::from([None]);
    }
    // Whoever holds a group holds what it brings: the smallest tells it.
    let all = givers.clone();
    let brings = |from: GroupIx, to: GroupIx| from != to && cx.access.graph().brings(from, to);
    givers.retain(|giver| {
        giver.is_some_and(|giver| {
            !all.iter().flatten().any(|other| brings(giver, *other) && (!brings(*other, giver) || *other < giver))
        })
    });
    givers
}

fn tell(cx: &Context<'_>, resource: ResourceIx, group: Option<GroupIx>, wider: &Wider) -> Finding {
    let key = &cx.snapshot.resource(resource).key;
    let (subject, whom) = match group {
        Some(group) => (Subject::new("group", cx.group_key(group)), format!("members of `{}`", cx.group_key(group))),
        None => (Subject::new("everyone", key), "everyone".to_owned()),
    };
    let mut finding = finding(&CHECK.info, subject, cx.model(resource, wider.ops));
    let outsider = |user: &UserIx| matches!(cx.snapshot.user(*user).kind, UserKind::External | UserKind::Anonymous);
    let reach = match group {
        None if wider.users.iter().any(outsider) => Reach::Outside,
        Some(group) if cx.snapshot.group(group).makes.is_some_and(|kind| kind != UserKind::Internal) => Reach::Outside,
        Some(group) if cx.administers(group) => Reach::Admin,
        Some(_) => Reach::Role,
        None => Reach::Internal,
    };
    weighed(cx, &mut finding, resource, reach);
    let (ops, reads, changes) = (cx.ops(wider.ops), wider.reads.word(), wider.changes.word());
    finding.title = format!("{whom}: {ops} on {changes} records of {key}, read on {reads}");
    finding.affected = cx.affected(wider.users.iter().copied());
    finding.expected =
        Some(format!("nobody may {} what they cannot read", cx.snapshot.op_names(wider.ops).join(" or ")));
    finding.actual = format!("the rules of {key} leave them {reads} records to read and {changes} records to {ops}");
    let rules: Vec<_> = cx.scopes.narrowing(resource).map(|rule| cx.snapshot.rule(rule)).collect();
    let rows_shipped = cx.rows_on(resource).filter(|row| row.active && !row.ops.and(wider.ops).is_empty());
    finding.vendor_default =
        rules.iter().all(|rule| rule.origin.is_vendor()) && rows_shipped.into_iter().all(|row| row.origin.is_vendor());
    finding.path = vec![whom.clone()];
    finding.path.extend(rules.iter().take(6).map(|rule| step(cx, rule)));
    finding.fix = Fix { summary: format!("let the rules that narrow reading {key} narrow {ops}, too") };
    finding
}
