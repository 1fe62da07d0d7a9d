//! Rows of a designed group give more than the design.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::{Comparison, Excess};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity, UserIx};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-001",
        name: "excess-access",
        title: "a group gives more than the design of its role",
        severity: Severity::Critical,
        what: "Compares, cell by cell, what each role's groups give with what its design allows, and names the rows behind each cell too many. A row that reaches many roles is one finding.",
        why: "Whoever holds the role can do what nobody decided they should.",
        fix: "Narrow or remove the row, or add the access to the role map if it is meant.",
        controls: &[
            "NIST-800-53r5 AC-6",
            "NIST-800-53r5 AC-3(7)",
            "ISO27001-2022 A.5.15",
            "ISO27001-2022 A.5.18",
            "PCI-DSS-4.0.1 7.2.1",
            "PCI-DSS-4.0.1 7.2.2",
        ],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for excess in &comparison.roles.excess {
        found.push(tell(cx, comparison, excess));
    }
}

fn tell(cx: &Context<'_>, comparison: &Comparison<'_>, excess: &Excess) -> Finding {
    let resource = cx.snapshot.resource(excess.resource);
    let group = cx.group_key(excess.group);
    let roles: Vec<_> = excess.roles.iter().map(|role| comparison.design.role(*role)).collect();
    let has_group = |user: &UserIx| cx.access.of(*user).groups.contains(excess.group.index());
    let holders = || roles.iter().flat_map(|role| role.holders.iter().copied()).filter(has_group);

    let mut finding = finding(&CHECK.info, Subject::new("group", group), cx.model(excess.resource, excess.ops));
    finding.title = format!("`{group}` gives {} on {}, beyond the design", cx.ops(excess.ops), resource.key);
    finding.affected = cx.affected(holders());
    finding.confidence = cx.confidence(&excess.roles, excess.resource, excess.ops, true);
    finding.severity = severity(cx, excess, holders().any(|user| cx.snapshot.user(user).kind != UserKind::Internal));
    if finding.affected.count == 0 {
        finding.severity = finding.severity.min(Severity::Medium);
    }
    let names = and(roles.iter().map(|role| role.name()));
    finding.expected = Some(if excess.forbidden.is_empty() {
        format!("the design of {names} does not give it")
    } else {
        format!("the design of {names} forbids {}", cx.ops(excess.forbidden))
    });
    finding.designed_at = roles.first().map(|role| {
        let denied = if excess.forbidden.is_empty() { None } else { role.denied_at(&resource.key) };
        denied.unwrap_or_else(|| role.designed_at(&resource.key)).clone()
    });
    finding.actual = format!("the groups of {names} give {} on {}", cx.ops(excess.ops), resource.key);
    finding.path = roles.iter().take(1).map(|role| format!("role:{}", role.name())).collect();
    if let Some(role) = roles.first() {
        finding.path.extend(steps_to(cx, role, excess));
    }
    finding.path.extend(excess.grants.iter().map(|grant| cx.row_step(*grant)));
    finding.origin = excess.grants.first().map(|grant| cx.snapshot.grant(*grant).origin.clone());
    let rows = and(excess.grants.iter().map(|grant| &cx.snapshot.grant(*grant).key));
    finding.fix = Fix {
        summary: format!(
            "take {} on {} out of {rows} of `{group}`, or add it to the design of {names}",
            cx.ops(excess.ops),
            resource.key
        ),
    };
    finding
}

/// From the group that the design lists to the one with the row.
fn steps_to(cx: &Context<'_>, role: &crate::compare::DesignedRole<'_>, excess: &Excess) -> Vec<String> {
    let graph = cx.access.graph();
    let paths = role.listed.ones().map(|listed| graph.path(GroupIx::new(listed), excess.group));
    // Without a way from a listed group it is an ambient one.
    let path = paths.filter(|path| !path.is_empty()).min_by_key(Vec::len).unwrap_or_else(|| vec![excess.group]);
    let word = |at: usize| if at == 0 { "group" } else { "implies" };
    path.iter().enumerate().map(|(at, group)| format!("{}:{}", word(at), cx.group_key(*group))).collect()
}

/// Impact (can it change records) and reach (does it leave the company); what the design forbids by name is never less
/// than high, a wizard's scratch rows are never more than low.
fn severity(cx: &Context<'_>, excess: &Excess, outsiders: bool) -> Severity {
    let changes = !excess.ops.and(cx.snapshot.changing_ops()).is_empty();
    match (excess.forbidden.is_empty(), changes, outsiders) {
        (true, _, _) if cx.snapshot.resource(excess.resource).transient => Severity::Low,
        (_, true, true) => Severity::Critical,
        (_, true, false) | (_, false, true) | (false, _, _) => Severity::High,
        (true, false, false) => Severity::Medium,
    }
}
