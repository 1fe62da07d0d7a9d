//! A portal or public account holds a group that is for employees.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use crate::checks::context::{Context, finding};
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{GroupIx, Severity, UserIx};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-012",
        name: "external-user-with-internal-right",
        title: "a portal or public account holds an internal group",
        severity: Severity::Critical,
        what: "Looks at accounts of customers, suppliers and anonymous visitors for groups that neither come with their kind of account nor belong to a designed role of theirs, and that give access. With the rights come only those record rules that were written for employees.",
        why: "Somebody outside the company can change the company's records.",
        fix: "Take the account out of the group.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-14",
            "ISO27001-2022 A.8.3",
            "PCI-DSS-4.0.1 7.3.1",
            "PCI-DSS-4.0.1 7.3.3",
        ],
    },
    needs: MEMBERSHIPS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let graph = cx.access.graph();
    let makes_outsiders = |kind: UserKind| {
        let groups = cx.snapshot.groups.iter().enumerate().filter(move |(_, group)| group.makes == Some(kind));
        graph.closure(groups.map(|(at, _)| GroupIx::new(at)))
    };
    let ordinary = BTreeMap::from([
        (UserKind::External, makes_outsiders(UserKind::External)),
        (UserKind::Anonymous, makes_outsiders(UserKind::Anonymous)),
    ]);
    let mut classes: BTreeMap<(usize, &[u32], UserKind), Vec<UserIx>> = BTreeMap::new();
    for (at, user) in cx.snapshot.users.iter().enumerate() {
        if user.in_use() && ordinary.contains_key(&user.kind) {
            let user_ix = UserIx::new(at);
            let roles = cx.comparison.map_or(&[][..], |comparison| comparison.design.roles_of(user_ix));
            classes.entry((cx.access.profile_index(user_ix), roles, user.kind)).or_default().push(user_ix);
        }
    }
    for ((_, _, kind), users) in classes {
        if let Some(ordinary) = ordinary.get(&kind) {
            look_at(cx, kind, &users, ordinary, found);
        }
    }
}

/// Accounts with the same groups, roles and kind.
fn look_at(cx: &Context<'_>, kind: UserKind, users: &[UserIx], ordinary: &FixedBitSet, found: &mut Vec<Finding>) {
    let Some(first) = users.first() else { return };
    let graph = cx.access.graph();
    let groups = &cx.access.of(*first).groups;
    let mut extra = groups.clone();
    extra.difference_with(ordinary);
    extra.difference_with(&designed(cx, *first));
    let mut rest = groups.clone();
    rest.difference_with(&extra);
    let baseline = cx.access.cells_of(&rest);
    for group in graph.roots(&extra) {
        let mut brought = graph.closure([group]);
        brought.intersect_with(&extra);
        let cells = cx.access.cells_of(&brought).beyond(&baseline);
        if cells.is_empty() {
            continue;
        }
        let key = cx.group_key(group);
        let brought: Vec<GroupIx> = brought.ones().map(GroupIx::new).collect();
        for (subject, users) in cx.subjects(group, users) {
            let mut finding = finding(&CHECK.info, subject, cx.group(group));
            let what = if kind == UserKind::External { "external" } else { "anonymous" };
            let someone = cx.someone(&users);
            finding.title = format!("{what} account holds `{key}`: {someone}");
            finding.severity = if cx.changes_records(&cells) { Severity::Critical } else { Severity::High };
            finding.expected = Some("only the groups that come with the kind of account".to_owned());
            finding.actual = format!("`{key}` gives {}", cx.measure(&cells));
            finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
            finding.path.push(format!("group:{key}"));
            finding.path.extend(cx.row_steps(&brought, &cells));
            finding.origin = Some(cx.snapshot.group(group).origin.clone());
            finding.fix = Fix { summary: format!("take {someone} out of `{key}`") };
            finding.affected = cx.affected(users);
            found.push(finding);
        }
    }
}

/// Groups that the account's designed roles bring, and ambient ones.
fn designed(cx: &Context<'_>, user: UserIx) -> FixedBitSet {
    let Some(comparison) = cx.comparison else { return cx.access.graph().no_groups() };
    let design = &comparison.design;
    let mut groups = design.ambient.clone();
    for role in design.roles_of(user) {
        groups.union_with(&design.role(*role).closure);
    }
    groups
}
