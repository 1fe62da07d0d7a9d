//! Somebody holds a group that none of their roles has.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Cells;
use crate::checks::context::{Context, Gathered};
use crate::checks::telling::{and, finding, roles_in_words};
use crate::checks::{Check, DESIGN};
use crate::compare::{Beyond, Comparison};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{GroupIx, Severity};
use crate::snapshot::MembershipRule;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-004",
        name: "membership-beyond-role",
        title: "somebody holds a group that none of their roles has",
        severity: Severity::Critical,
        what: "Compares the groups that each person holds with those that their designed roles bring. Of several groups that bring each other, the one at the root is named; a group that 20 people or more hold beyond their roles is one finding.",
        why: "The person can do more than their job was designed to need.",
        fix: "Take the person out of the group and out of what it brought, or give them the role that has it.",
        controls: &[
            "NIST-800-53r5 AC-2",
            "NIST-800-53r5 AC-6(7)",
            "ISO27001-2022 A.5.18",
            "PCI-DSS-4.0.1 7.2.3",
            "PCI-DSS-4.0.1 7.2.4",
        ],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let members = &comparison.members;
    let mut by_group: BTreeMap<GroupIx, Vec<&Beyond>> = BTreeMap::new();
    for beyond in &members.beyond {
        let class = members.class(beyond.class);
        let told = cx.outsiders.explains(beyond.group, &class.users);
        if !told && !cx.left_behind.explains(beyond.group, &class.users) {
            by_group.entry(beyond.group).or_default().push(beyond);
        }
    }
    for (group, rows) in by_group {
        for gathered in cx.gathered(group, &rows, |row| &members.class(row.class).users) {
            found.push(tell(cx, comparison, group, gathered));
        }
    }
}

fn tell(cx: &Context<'_>, comparison: &Comparison<'_>, group: GroupIx, gathered: Gathered<'_, &Beyond>) -> Finding {
    let Gathered { subject, users, known } = gathered;
    let mut cells = Cells::none(cx.snapshot);
    let (mut roles, mut along) = (BTreeSet::<u32>::new(), BTreeSet::new());
    for beyond in known {
        cells.add(&beyond.cells);
        roles.extend(&comparison.members.class(beyond.class).roles);
        along.extend(beyond.along.iter().copied());
    }
    let roles: Vec<_> = roles.into_iter().map(|role| comparison.design.role(role)).collect();
    let names = roles_in_words(roles.iter().map(|role| role.name()));
    let (key, someone) = (cx.group_key(group), cx.someone(&users));
    let hold = if users.len() == 1 { "holds" } else { "hold" };

    let mut finding = finding(&CHECK.info, subject, cx.group(group));
    finding.title = format!("{someone} in {names} {hold} `{key}`");
    finding.severity = if cx.administers(group) {
        Severity::Critical
    } else if cx.changes_records(&cells) {
        Severity::High
    } else if cells.is_empty() {
        Severity::Low
    } else {
        Severity::Medium
    };
    finding.expected = Some(format!("only the groups of {names}"));
    finding.designed_at = roles.first().map(|role| role.role.name.at.clone());
    let brought_along = and(along.iter().map(|group| cx.group_key(*group)));
    let with_it = if along.is_empty() { String::new() } else { format!(", with it {brought_along}") };
    finding.actual = format!("{hold} `{key}`{with_it}; it gives {} beyond the roles", cx.measure(&cells));
    if let Some(user) = users.first() {
        finding.path.push(format!("user:{}", cx.snapshot.user(*user).key));
    }
    finding.path.push(format!("group:{key}"));
    finding.path.extend(along.iter().take(3).map(|group| format!("implies:{}", cx.group_key(*group))));
    let brought: Vec<GroupIx> = std::iter::once(group).chain(along.iter().copied()).collect();
    finding.path.extend(cx.row_steps(&brought, &cells));
    let stored = cx.snapshot.semantics.membership == MembershipRule::Stored;
    finding.fix = Fix {
        summary: if stored && !along.is_empty() {
            format!("take {someone} out of `{key}` and also out of {brought_along}, which stay behind otherwise")
        } else {
            format!("take {someone} out of `{key}`, or give them a role that has it")
        },
    };
    finding.affected = cx.affected(users);
    finding
}
