//! The groups of a role do not give what the design gives.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, DESIGN};
use crate::compare::{DesignedRole, MissingAccess};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity};
use crate::snapshot::{Grant, Grantee};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-002",
        name: "missing-access",
        title: "a role lacks access that its design gives",
        severity: Severity::High,
        what: "Compares each designed cell with what the role's groups give, and names what is missing.",
        why: "The role cannot do its work on day one; somebody will then hand out too much in a hurry.",
        fix: "Add a row to one of the role's groups, or a group to the role, or take the cell out of the design.",
        controls: &["NIST-800-53r5 AC-3", "ISO27001-2022 A.5.15", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for missing in &comparison.roles.missing {
        let role = comparison.design.role(missing.role);
        let key = &cx.snapshot.resource(missing.resource).key;
        let ops = cx.ops(missing.ops);
        let mut finding =
            finding(&CHECK.info, Subject::new("role", role.name()), cx.model(missing.resource, missing.ops));
        finding.title = format!("role `{}` should have {ops} on {key} and has not", role.name());
        finding.affected = cx.affected(role.holders.iter().copied());
        finding.confidence = cx.confidence(&[missing.role], missing.resource, missing.ops, false);
        finding.expected = Some(format!("{ops} on {key}"));
        finding.designed_at = Some(missing.at.clone());
        finding.actual = "no row of the role's groups gives it".to_owned();
        finding.path.push(format!("role:{}", role.name()));
        finding.path.extend(role.listed.ones().map(|group| format!("group:{}", cx.group_key(GroupIx::new(group)))));
        finding.path.push(format!("no row for {ops} on {key}"));
        if let Some(summary) = remedy(cx, role, missing) {
            finding.fix = Fix { summary };
        }
        if finding.affected.count == 0 {
            finding.severity = Severity::Medium;
        }
        found.push(finding);
    }
}

/// A row of the role's groups that is switched off, else a group that has the access.
fn remedy(cx: &Context<'_>, role: &DesignedRole<'_>, missing: &MissingAccess<'_>) -> Option<String> {
    let rows = || cx.rows_on(missing.resource);
    let own = |row: &&Grant| matches!(row.to, Grantee::Group(group) if role.closure.contains(group.index()));
    if let Some(row) = rows().filter(own).find(|row| !row.active && missing.ops.without(row.ops).is_empty()) {
        return Some(format!("switch row `{}` on again", row.key));
    }
    let graph = cx.access.graph();
    // A group of outsiders, or of employees, would turn the people into another kind of account.
    let turns = |group: &GroupIx| {
        let mut brought = graph.closure([*group]);
        brought.difference_with(&role.closure);
        brought.ones().any(|group| cx.snapshot.group(GroupIx::new(group)).makes.is_some())
    };
    let enough = rows().filter(|row| row.active && missing.ops.without(row.ops).is_empty());
    let groups = enough.filter_map(|row| match row.to {
        // Nobody can be added to a group that the ERP gives by itself.
        Grantee::Group(group) => Some(group).filter(|group| cx.snapshot.group(*group).given_to.is_none()),
        Grantee::Everyone => None,
    });
    let nearest =
        groups.filter(|group| !turns(group)).min_by_key(|group| (graph.closure([*group]).count_ones(..), *group))?;
    Some(format!(
        "a row of `{}` gives it: add that group to the role, or a row for {} to one of the role's own groups",
        cx.group_key(nearest),
        cx.snapshot.resource(missing.resource).key
    ))
}
