//! Holders of a group lack a group that it implies.

use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity};
use crate::snapshot::{MembershipRule, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-010",
        name: "missing-implied-membership",
        title: "holders of a group lack one that it implies",
        severity: Severity::Medium,
        what: "Where implied groups are stored as rows, looks for accounts that hold a group but not the groups that it implies. Those whose designed role needs the group are told by `membership-missing`.",
        why: "The group's form says that the people have the right, the server refuses it.",
        fix: "Add the people to the implied group, or remove the implication.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.18"],
    },
    needs: MEMBERSHIPS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    if cx.snapshot.semantics.membership != MembershipRule::Stored {
        return;
    }
    let groups = (0..cx.snapshot.groups.len()).map(GroupIx::new);
    let implications =
        groups.flat_map(|group| cx.access.graph().implied(group).iter().map(move |implied| (group, *implied)));
    let told = cx.comparison.map(|comparison| comparison.members.users_lacking()).unwrap_or_default();
    for (group, implied) in implications {
        let mut users = cx.users(
            |groups| groups.contains(group.index()) && !groups.contains(implied.index()),
            |user| user.active && user.kind != UserKind::System,
        );
        if let Some(told) = told.get(&implied) {
            users.retain(|user| !told.contains(user));
        }
        if users.is_empty() {
            continue;
        }
        let (from, to) = (cx.group_key(group), cx.group_key(implied));
        let mut finding = finding(&CHECK.info, Subject::new("group", from), cx.group(implied));
        finding.title = format!("{} of `{from}` without `{to}`, which it implies", count(users.len(), "member"));
        finding.affected = cx.affected(users.iter().copied());
        finding.expected = Some(format!("every member of `{from}` is a member of `{to}`"));
        finding.actual = "the implied membership is not stored, so it does not count".to_owned();
        finding.path = vec![format!("group:{from} (held)"), format!("implies:{to} (not held)")];
        finding.fix = Fix { summary: format!("add them to `{to}`, or remove it from what `{from}` implies") };
        found.push(finding);
    }
}
