//! Memberships that a removed implication left behind.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Severity, day};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-009",
        name: "stale-implied-membership",
        title: "a removed implication seems to have left memberships behind",
        severity: Severity::Medium,
        what: "Where implied groups are stored as rows, removing an implication leaves the rows. The database does not say which rows those are; the check reports a group that nothing its holders have implies, if another group was edited by hand and every member of it from before that edit, at least two, holds the first group too, and nobody else does.",
        why: "The group's form no longer shows the right, the people keep it.",
        fix: "Take the people out of the group, or restore the implication.",
        controls: &["NIST-800-53r5 AC-2", "NIST-800-53r5 AC-6(7)", "ISO27001-2022 A.5.18"],
    },
    needs: MEMBERSHIPS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (left, cause, users) in cx.left_behind.iter() {
        let (key, from) = (cx.group_key(left), cx.group_key(cause));
        let mut finding = finding(&CHECK.info, Subject::new("group", from), cx.group(left));
        let changed = cx.snapshot.group(cause).changed.as_deref().map_or("an unknown day", day);
        finding.title = format!("`{from}` seems to have implied `{key}` once; its members kept it");
        finding.confidence = Confidence::Medium;
        finding.affected = cx.affected(users.iter().copied());
        finding.expected = Some(format!("`{key}` only for those who are given it"));
        finding.actual = format!(
            "`{from}` was edited on {changed}; all members from before, and nobody else, hold `{key}`, which nothing implies"
        );
        finding.path = vec![format!("group:{from}"), format!("once implied:{key}")];
        finding.fix = Fix { summary: format!("take the members out of `{key}`, or let `{from}` imply it again") };
        found.push(finding);
    }
}
