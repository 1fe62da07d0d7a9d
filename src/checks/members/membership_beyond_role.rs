//! Somebody holds a group that none of their roles has.

use std::collections::BTreeMap;

use crate::checks::context::{Context, and, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::{Beyond, Comparison};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity, UserIx};
use crate::snapshot::MembershipRule;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-004",
        name: "membership-beyond-role",
        title: "somebody holds a group that none of their roles has",
        severity: Severity::High,
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
        let users: Vec<UserIx> = rows.iter().flat_map(|row| members.class(row.class).users.iter().copied()).collect();
        for (subject, users) in cx.subjects(group, &users) {
            let of_first =
                rows.iter().find(|row| users.first().is_some_and(|user| members.class(row.class).users.contains(user)));
            found.extend(of_first.map(|row| tell(cx, comparison, row, subject, &users)));
        }
    }
}

fn tell(cx: &Context<'_>, comparison: &Comparison<'_>, beyond: &Beyond, subject: Subject, users: &[UserIx]) -> Finding {
    let class = comparison.members.class(beyond.class);
    let group = cx.group_key(beyond.group);
    let roles = and(class.roles.iter().map(|role| comparison.design.role(*role).name()));
    let someone = cx.someone(users);

    let mut finding = finding(&CHECK.info, subject, cx.group(beyond.group));
    finding.title = format!("{someone} in role {roles} holds `{group}`");
    finding.affected = cx.affected(users.iter().copied());
    finding.severity = if cx.changes_records(&beyond.cells) {
        Severity::High
    } else if beyond.cells.is_empty() {
        Severity::Low
    } else {
        Severity::Medium
    };
    finding.expected = Some(format!("only the groups of {roles}"));
    finding.designed_at = class.roles.first().map(|role| comparison.design.role(*role).role.name.at.clone());
    let along = match beyond.along.len() {
        0 => String::new(),
        _ => format!(", with it {}", and(beyond.along.iter().map(|group| cx.group_key(*group)))),
    };
    finding.actual = format!("holds `{group}`{along}; it gives {} beyond the roles", cx.measure(&beyond.cells));
    if let Some(user) = users.first() {
        finding.path.push(format!("user:{}", cx.snapshot.user(*user).key));
    }
    finding.path.push(format!("group:{group}"));
    finding.path.extend(beyond.along.iter().take(3).map(|group| format!("implies:{}", cx.group_key(*group))));
    let brought: Vec<GroupIx> = std::iter::once(beyond.group).chain(beyond.along.iter().copied()).collect();
    finding.path.extend(cx.row_steps(&brought, &beyond.cells));
    let stored = cx.snapshot.semantics.membership == MembershipRule::Stored;
    finding.fix = Fix {
        summary: if stored && !beyond.along.is_empty() {
            let along = and(beyond.along.iter().map(|group| cx.group_key(*group)));
            format!("take {someone} out of `{group}` and also out of {along}, which stay behind otherwise")
        } else {
            format!("take {someone} out of `{group}`, or give them a role that has it")
        },
    };
    finding
}
