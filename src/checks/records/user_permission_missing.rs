//! Somebody who is meant to reach their own records reaches everybody's, because nothing limits them.

use super::rules::is_held;
use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::fields::sensitive::{groups, resource, when_read};
use crate::checks::telling::{and, count, finding_by};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Reach, Subject, weigh};
use crate::model::{Confidence, RecordScope, ResourceIx, Severity, UserIx, Verb};
use crate::policy::NarrowedRows;
use crate::snapshot::{Domain, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-003",
        name: "user-permission-missing",
        title: "nothing limits people to their own records",
        severity: Severity::Critical,
        what: "The policy `records` names resources of which the members of certain groups are meant to reach some rows only (`narrowed`), such as Employee in ERPNext for the role Employee, which one User Permission for each account narrows to the own record. Told are members who read the resource, in none of the groups that may reach everything, and whom neither a limit of their own nor a rule narrows.",
        why: "The role looks harmless, because for most people it is; without the limit it reads everybody's pay, bank account and private address.",
        fix: "Limit the accounts to their own records.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-4",
            "ISO27001-2022 A.8.3",
            "ISO27001-2022 A.5.34",
            "PCI-DSS-4.0.1 7.3.2",
            "CIS-8.1 3.3",
            "SOC2 CC6.1",
        ],
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Memberships)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(policy) = cx.policies.records.of(&cx.snapshot.system.kind) else { return };
    for narrowed in &policy.narrowed {
        let Some(resource) = resource(cx, &narrowed.resource) else { continue };
        let users = unlimited(cx, narrowed, resource);
        if !users.is_empty() {
            found.push(tell(cx, narrowed, resource, &users));
        }
    }
}

/// Members who read every row.
fn unlimited(cx: &Context<'_>, narrowed: &NarrowedRows, resource: ResourceIx) -> Vec<UserIx> {
    let (meant, except) = (groups(cx, &narrowed.groups), groups(cx, &narrowed.except));
    let read = cx.snapshot.ops_of(Verb::Read);
    let mut reached = Reached::of(cx.scopes);
    let mut users = Vec::new();
    for (profile, members) in cx.sets(is_held) {
        let everything =
            profile.cells.ops(resource).and(read).iter().any(|op| {
                matches!(reached.scope(&profile.groups, resource, op), RecordScope::All | RecordScope::Company)
            });
        if everything && !profile.groups.is_disjoint(&meant) && profile.groups.is_disjoint(&except) {
            let free = |user: &UserIx| {
                let mut limits = cx.scopes.limits_on(cx.access, *user, resource);
                !limits.any(|limit| limit.leaves < RecordScope::Company)
            };
            users.extend(members.into_iter().filter(free));
        }
    }
    users
}

fn tell(cx: &Context<'_>, narrowed: &NarrowedRows, resource: ResourceIx, users: &[UserIx]) -> Finding {
    let (key, groups) = (&narrowed.resource, and(&narrowed.groups));
    let subject = Subject::new("group", &narrowed.groups.join(", "));
    let place = cx.model(resource, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding_by(&CHECK.info, &narrowed.rule, subject, place);
    let outsider = |user: &UserIx| matches!(cx.snapshot.user(*user).kind, UserKind::External | UserKind::Anonymous);
    let reach = if users.iter().any(outsider) { Reach::Outside } else { Reach::Role };
    let (severity, by) = weigh(when_read(narrowed.class), reach, Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("{} in {groups} reach all records of {key}", count(users.len(), "account"));
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some(format!("members of {groups} are limited to records of their own"));
    finding.actual = format!("they read {key}, and no limit of their own and no rule narrows it");
    finding.path = vec![format!("group:{groups}"), format!("no limit on {key}")];
    finding.risk = narrowed.why.clone().into();
    finding.fix = Fix { summary: narrowed.fix.clone() };
    finding
}
