//! The groups of a role do not give what the design gives.

use crate::checks::context::{Context, finding};
use crate::checks::{Check, DESIGN};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity};
use crate::snapshot::Grantee;

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
        finding.expected = Some(format!("{ops} on {key}"));
        finding.designed_at = Some(missing.at.clone());
        finding.actual = "no row of the role's groups gives it".to_owned();
        finding.path.push(format!("role:{}", role.name()));
        finding.path.extend(role.listed.ones().map(|group| format!("group:{}", cx.group_key(GroupIx::new(group)))));
        finding.path.push(format!("no row for {ops} on {key}"));
        if let Some(group) = nearest(cx, missing.resource, missing.ops) {
            let group = cx.group_key(group);
            finding.fix = Fix {
                summary: format!(
                    "a row of `{group}` gives it: add that group to the role, or a row for {key} to one of the role's own groups"
                ),
            };
        }
        if finding.affected.count == 0 {
            finding.severity = Severity::Medium;
        }
        found.push(finding);
    }
}

/// The group with the smallest reach whose own rows give all the operations.
fn nearest(cx: &Context<'_>, resource: crate::model::ResourceIx, ops: crate::model::Ops) -> Option<GroupIx> {
    let rows = cx.snapshot.grants.iter().filter(|grant| grant.active && grant.resource == resource);
    let groups = rows.filter(|grant| ops.without(grant.ops).is_empty()).filter_map(|grant| match grant.to {
        Grantee::Group(group) => Some(group),
        Grantee::Everyone => None,
    });
    groups.min_by_key(|group| (cx.access.graph().closure([*group]).count_ones(..), *group))
}
