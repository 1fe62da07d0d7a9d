//! A designed group brings a group that nobody designed.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, DESIGN};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-006",
        name: "group-implies-more",
        title: "a designed group implies one that nobody designed",
        severity: Severity::Critical,
        what: "Follows the implications of each role's groups and reports the first group on each way that the design neither lists nor includes, if it gives access beyond the design.",
        why: "Whoever gets the designed group silently gets the other one too; one implication can turn a warehouse role into an administrator.",
        fix: "Remove the implication and the memberships that it left behind, or include the group in the design.",
        controls: &[
            "NIST-800-53r5 AC-2",
            "NIST-800-53r5 AC-3(7)",
            "NIST-800-53r5 AC-6",
            "ISO27001-2022 A.5.15",
            "PCI-DSS-4.0.1 7.2.1",
        ],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for more in &comparison.roles.implies_more {
        let (from, to) = (cx.group_key(more.from), cx.group_key(more.to));
        let roles: Vec<_> = more.roles.iter().map(|role| comparison.design.role(*role)).collect();
        let names = and(roles.iter().map(|role| role.name()));
        let mut finding = finding(&CHECK.info, Subject::new("group", from), cx.group(more.to));
        let administers = cx.administers(more.to);
        let so = if administers { " and makes its members administrators" } else { "" };
        finding.title = format!("`{from}` implies `{to}`, which no design of {names} has{so}");
        finding.affected = cx.affected(roles.iter().flat_map(|role| role.holders.iter().copied()));
        finding.severity = if administers {
            Severity::Critical
        } else if cx.changes_records(&more.cells) {
            Severity::High
        } else {
            Severity::Medium
        };
        finding.expected = Some(format!("{names} without `{to}`"));
        finding.designed_at = roles.first().map(|role| role.role.name.at.clone());
        let so = if administers { "its members can give any right to anyone; " } else { "" };
        finding.actual = format!("{so}it gives {} beyond the design", cx.measure(&more.cells));
        finding.path = roles.iter().take(1).map(|role| format!("role:{}", role.name())).collect();
        finding.path.extend([format!("group:{from}"), format!("implies:{to}")]);
        let brought: Vec<GroupIx> = cx.access.graph().closure([more.to]).ones().map(GroupIx::new).collect();
        finding.path.extend(cx.row_steps(&brought, &more.cells));
        finding.origin = Some(cx.snapshot.group(more.from).origin.clone());
        finding.fix = Fix {
            summary: format!(
                "remove `{to}` from what `{from}` implies and from its members, or include it in the design of {names}"
            ),
        };
        found.push(finding);
    }
}
