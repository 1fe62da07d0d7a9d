//! People change or remove records that they cannot read, because a rule narrows the one operation and not the other.

use std::collections::{BTreeMap, BTreeSet};

use super::record_rule_always_true::CONTROLS;
use super::rules::{is_for_outsiders, is_held, is_outsider, smallest, step, weighed};
use crate::access::{Cells, Reached};
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, ROWS};
use crate::findings::{CheckInfo, Finding, Fix, Reach, Subject};
use crate::model::{GroupIx, Ops, RecordScope, ResourceIx, Severity, UserIx, Verb};
use crate::snapshot::Grantee;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-010",
        name: "operation-without-rule",
        title: "people change or remove records that they cannot read",
        severity: Severity::Critical,
        what: "Compares, for everyone, which records the rules let them read and which they let them write and delete: a rule that holds for reading alone leaves the others open to whoever may use them. Told is who reads their own records and changes those of a company or all; conditions of another shape cannot be compared by it and are not. One finding for each resource and group that gives the operation, and one more for outsiders in a group of employees.",
        why: "A record's number is enough to change or remove it; not seeing it keeps nobody from that.",
        fix: "Tick the other operations in the rule, or take them away from the group.",
        controls: CONTROLS,
    },
    needs: ROWS,
    run,
};

/// What one group gives too much of.
struct Wider {
    ops: Ops,
    reads: RecordScope,
    changes: RecordScope,
    users: Vec<UserIx>,
}

impl Wider {
    fn none(reads: RecordScope, changes: RecordScope) -> Self {
        Self { ops: Ops::NONE, reads, changes, users: Vec::new() }
    }
}

/// What gives an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Giver {
    /// A row for everyone, or that no row is needed.
    Everyone,
    /// A group.
    Group(GroupIx),
    /// A group of employees, to an outsider who is in it.
    ToOutsiders(GroupIx),
}

impl Giver {
    fn of(cx: &Context<'_>, group: Option<GroupIx>, user: UserIx) -> Self {
        match group {
            None => Self::Everyone,
            Some(group) if is_outsider(cx, user) && !is_for_outsiders(cx, group) => Self::ToOutsiders(group),
            Some(group) => Self::Group(group),
        }
    }

    /// Whom a finding is about, and the words for them.
    fn told(self, cx: &Context<'_>, resource: &str) -> (Subject, String) {
        match self {
            Self::Everyone => (Subject::new("everyone", resource), "everyone".to_owned()),
            Self::Group(group) => {
                let key = cx.group_key(group);
                (Subject::new("group", key), format!("members of `{key}`"))
            }
            Self::ToOutsiders(group) => {
                let key = cx.group_key(group);
                (Subject::new("outsiders", key), format!("outsiders in `{key}`"))
            }
        }
    }

    fn reach(self, cx: &Context<'_>, users: &[UserIx]) -> Reach {
        match self {
            Self::ToOutsiders(_) => Reach::Outside,
            Self::Everyone if users.iter().any(|user| is_outsider(cx, *user)) => Reach::Outside,
            Self::Group(group) if is_for_outsiders(cx, group) => Reach::Outside,
            Self::Group(group) if cx.administers(group) => Reach::Admin,
            Self::Group(_) => Reach::Role,
            Self::Everyone => Reach::Internal,
        }
    }
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let ruled: BTreeSet<ResourceIx> =
        cx.snapshot.rules.iter().filter(|rule| rule.active).map(|rule| rule.resource).collect();
    let changing = cx.snapshot.ops_of(Verb::Write).with(cx.snapshot.ops_of(Verb::Delete));
    let reading = cx.snapshot.ops_of(Verb::Read);
    let mut reached = Reached::of(cx.scopes);
    let mut wider: BTreeMap<(ResourceIx, Giver), Wider> = BTreeMap::new();
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
                if !is_surely_wider(scope, reads) {
                    continue;
                }
                for group in givers(cx, &profile.groups, resource, Ops::one(op)) {
                    for user in &users {
                        let giver = Giver::of(cx, group, *user);
                        let entry = wider.entry((resource, giver)).or_insert_with(|| Wider::none(reads, scope));
                        entry.ops = entry.ops.with(Ops::one(op));
                        (entry.reads, entry.changes) = (entry.reads.min(reads), entry.changes.max(scope));
                        entry.users.push(*user);
                    }
                }
            }
        }
    }
    found.extend(wider.iter().map(|((resource, giver), wider)| tell(cx, *resource, *giver, wider)));
}

/// Whether records can be changed that are not read, whatever the conditions look like: two conditions that are neither about
/// the user nor about a company alone may well let through the same records.
fn is_surely_wider(changes: RecordScope, reads: RecordScope) -> bool {
    matches!(changes, RecordScope::Company | RecordScope::All) && matches!(reads, RecordScope::None | RecordScope::Own)
}

/// The groups whose rows give the operation; none for a row for everyone, or where no row is needed.
fn givers(cx: &Context<'_>, groups: &fixedbitset::FixedBitSet, resource: ResourceIx, op: Ops) -> Vec<Option<GroupIx>> {
    let rows = cx.rows_on(resource).filter(|row| row.active && !row.ops.and(op).is_empty());
    let held = rows.filter_map(|row| match row.to {
        Grantee::Everyone => Some(None),
        Grantee::Group(group) => groups.contains(group.index()).then_some(Some(group)),
    });
    let givers: BTreeSet<Option<GroupIx>> = held.collect();
    let groups: Option<Vec<GroupIx>> = givers.into_iter().collect();
    match groups {
        Some(groups) if !groups.is_empty() => smallest(cx, &groups).into_iter().map(Some).collect(),
        _ => vec![None],
    }
}

fn tell(cx: &Context<'_>, resource: ResourceIx, giver: Giver, wider: &Wider) -> Finding {
    let key = &cx.snapshot.resource(resource).key;
    let (subject, whom) = giver.told(cx, key);
    let mut finding = finding(&CHECK.info, subject, cx.model(resource, wider.ops));
    weighed(cx, &mut finding, resource, giver.reach(cx, &wider.users));
    let (ops, reads, changes) = (cx.ops(wider.ops), wider.reads.word(), wider.changes.word());
    let verbs = [(Verb::Write, "change"), (Verb::Delete, "delete")];
    let does = verbs.iter().filter(|(verb, _)| !wider.ops.and(cx.snapshot.ops_of(*verb)).is_empty());
    let does: Vec<&str> = does.map(|(_, word)| *word).collect();
    finding.title = format!("{whom} can {} records of {key} that they cannot see", does.join(" and "));
    finding.affected = cx.affected(wider.users.iter().copied());
    finding.expected =
        Some(format!("nobody may {} what they cannot read", cx.snapshot.op_names(wider.ops).join(" or ")));
    finding.actual = format!("the rules of {key} leave them {reads} records to read and {changes} records to {ops}");
    let rules: Vec<_> = cx.scopes.narrowing(resource).map(|rule| cx.snapshot.rule(rule)).collect();
    let rows_shipped = cx.rows_on(resource).filter(|row| row.active && !row.ops.and(wider.ops).is_empty());
    // No vendor ships an outsider in a group of employees.
    let ships = !matches!(giver, Giver::ToOutsiders(_));
    finding.vendor_default = ships
        && rules.iter().all(|rule| rule.origin.is_vendor())
        && rows_shipped.into_iter().all(|row| row.origin.is_vendor());
    finding.path = vec![whom.clone()];
    if let Giver::Group(group) | Giver::ToOutsiders(group) = giver {
        let mut cells = Cells::none(cx.snapshot);
        cells.insert(resource, wider.ops);
        finding.path.extend(cx.row_steps(&[group], &cells));
    }
    finding.path.extend(rules.iter().take(6).map(|rule| step(cx, rule)));
    finding.fix = Fix {
        summary: match giver {
            Giver::ToOutsiders(group) => format!("take the outsiders out of `{}`", cx.group_key(group)),
            _ => format!("let the rules that narrow reading {key} narrow {ops}, too"),
        },
    };
    finding
}
