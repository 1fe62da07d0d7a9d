//! A group that somebody made by hand is in no role.

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Origin, Severity};
use crate::snapshot::Domain;

const NEEDS: &[Need] = &[
    Need::Design,
    Need::Domain(Domain::Memberships),
    Need::Domain(Domain::ModelAccess),
    Need::Domain(Domain::Origins),
];

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-003",
        name: "group-not-in-design",
        title: "a group made by hand is in no designed role",
        severity: Severity::Medium,
        what: "Lists groups that somebody made by hand and that no role of the map lists, includes or tolerates.",
        why: "A group outside the design is access that nobody reviews, one click away from everyone who may add members.",
        fix: "Give the group a role in the map, or delete it.",
        controls: &["NIST-800-53r5 AC-2", "NIST-800-53r5 AC-3(7)", "ISO27001-2022 A.5.15", "PCI-DSS-4.0.1 7.2.1"],
    },
    needs: NEEDS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let design = &comparison.design;
    let mut known = design.ambient.clone();
    for role in &design.roles {
        known.union_with(&role.closure);
        known.union_with(&role.accepted);
    }
    for (at, group) in cx.snapshot.groups.iter().enumerate() {
        if !matches!(group.origin, Origin::Custom { .. }) || group.given_to.is_some() || known.contains(at) {
            continue;
        }
        let group_ix = GroupIx::new(at);
        let brought = cx.access.graph().closure([group_ix]);
        let cells: Cells = cx.access.cells_of(&brought).beyond(&cx.access.common());
        let mut finding = finding(&CHECK.info, Subject::new("group", &group.key), cx.group(group_ix));
        finding.title = format!("group `{}` was made by hand and is in no role", group.key);
        finding.affected = cx.affected(cx.users(|groups| groups.contains(at), |user| user.active));
        finding.severity =
            if finding.affected.count > 0 && cx.changes_records(&cells) { Severity::Medium } else { Severity::Low };
        finding.expected = Some("every group is in a role or shipped by a module".to_owned());
        finding.actual = format!("it gives {}", cx.measure(&cells));
        finding.path = vec![format!("group:{}", group.key)];
        let groups: Vec<GroupIx> = brought.ones().map(GroupIx::new).collect();
        finding.path.extend(cx.row_steps(&groups, &cells));
        finding.origin = Some(group.origin.clone());
        finding.fix = Fix { summary: format!("list `{}` in a role of the map, or delete the group", group.key) };
        found.push(finding);
    }
}
