//! Somebody lacks a group that their role needs.

use crate::checks::context::{Context, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::{Comparison, Lacking};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Severity, UserIx};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-007",
        name: "membership-missing",
        title: "somebody lacks a group that their role needs",
        severity: Severity::High,
        what: "Compares the groups that each person's designed roles bring with those that the person holds. Where implied groups are stored as rows, it also finds the hole that is left when somebody removed one of them.",
        why: "The person cannot do their work; the screens may even show the access that the server then refuses.",
        fix: "Add the person to the group.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for lacking in &comparison.members.lacking {
        for (subject, users) in cx.subjects(lacking.group, &comparison.members.class(lacking.class).users) {
            found.push(tell(cx, comparison, lacking, subject, &users));
        }
    }
}

fn tell(
    cx: &Context<'_>,
    comparison: &Comparison<'_>,
    lacking: &Lacking,
    subject: Subject,
    users: &[UserIx],
) -> Finding {
    let role = comparison.design.role(lacking.role);
    let group = cx.group_key(lacking.group);
    let someone = cx.someone(users);
    let mut finding = finding(&CHECK.info, subject, cx.group(lacking.group));
    finding.title = format!("{someone} in role `{}` lacks `{group}`", role.name());
    finding.affected = cx.affected(users.iter().copied());
    if lacking.cells.is_empty() {
        finding.severity = Severity::Low;
    }
    finding.expected = Some(format!("role `{}` brings `{group}`", role.name()));
    finding.designed_at = Some(role.role.name.at.clone());
    finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.path.push(format!("role:{}", role.name()));
    let state = match lacking.via.map(|via| cx.group_key(via)) {
        Some(via) => {
            finding.path.extend([format!("group:{via} (held)"), format!("implies:{group} (not held)")]);
            format!("holds `{via}`, which implies `{group}`, but the membership itself is not stored")
        }
        None => {
            finding.path.push(format!("group:{group} (not held)"));
            format!("does not hold `{group}`")
        }
    };
    finding.actual = format!("{state}; lacks {}", cx.measure(&lacking.cells));
    finding.fix = Fix { summary: format!("add {someone} to `{group}`, or take the role from them") };
    finding
}
