//! Somebody who is meant to reach their own records reaches everybody's, because nothing limits them.

use super::rules::{is_held, is_limited, reach_of, unread};
use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::fields::sensitive::when_read;
use crate::checks::telling::{and, count, finding_by};
use crate::checks::{Check, ROWS_BY_GROUP};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, Subject, weigh};
use crate::model::{Confidence, RecordScope, ResourceIx, Severity, UserIx, Verb};
use crate::policy::NarrowedRows;

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
    needs: ROWS_BY_GROUP,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(policy) = cx.policies.records.of(&cx.snapshot.system.kind) else { return };
    for narrowed in &policy.narrowed {
        let Some(resource) = cx.resource_named(&narrowed.resource) else { continue };
        let users = reaching(cx, narrowed, resource, everything);
        if !users.is_empty() {
            found.push(tell(cx, narrowed, resource, &users));
        }
    }
}

/// Resources of which nobody knows which rows the members reach.
pub(super) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    if !cx.has_all(CHECK.needs) {
        return None;
    }
    let narrowed = cx.policies.records.of(&cx.snapshot.system.kind).into_iter().flat_map(|policy| &policy.narrowed);
    let unknown = narrowed.filter(|narrowed| {
        let of = |at| !reaching(cx, narrowed, at, |scope| scope == RecordScope::Unknown).is_empty();
        cx.resource_named(&narrowed.resource).is_some_and(of)
    });
    let keys: Vec<&str> = unknown.map(|narrowed| narrowed.resource.as_str()).collect();
    unread(&CHECK.info, &keys)
}

/// Whether nothing narrows the rows to some.
fn everything(scope: RecordScope) -> bool {
    matches!(scope, RecordScope::All | RecordScope::Company)
}

/// Members who read the rows as asked, and whom no limit of their own narrows.
fn reaching(
    cx: &Context<'_>,
    narrowed: &NarrowedRows,
    resource: ResourceIx,
    asked: impl Fn(RecordScope) -> bool,
) -> Vec<UserIx> {
    let (meant, except) = (cx.groups_named(&narrowed.groups), cx.groups_named(&narrowed.except));
    let read = cx.snapshot.ops_of(Verb::Read);
    let mut reached = Reached::of(cx.scopes);
    let mut users = Vec::new();
    for (profile, members) in cx.sets(is_held) {
        let ops = profile.cells.ops(resource).and(read);
        if ops.iter().any(|op| asked(reached.scope(&profile.groups, resource, op)))
            && !profile.groups.is_disjoint(&meant)
            && profile.groups.is_disjoint(&except)
        {
            users.extend(members.into_iter().filter(|user| !is_limited(cx, *user, resource)));
        }
    }
    users
}

fn tell(cx: &Context<'_>, narrowed: &NarrowedRows, resource: ResourceIx, users: &[UserIx]) -> Finding {
    let (key, groups) = (&narrowed.resource, and(&narrowed.groups));
    let subject = Subject::new("group", &narrowed.groups.join(", "));
    let place = cx.model(resource, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding_by(&CHECK.info, &narrowed.rule, subject, place);
    let (severity, by) = weigh(when_read(narrowed.class), reach_of(cx, users), Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    let can = if users.len() == 1 { "reaches" } else { "reach" };
    finding.title = format!("{} in {groups} {can} all records of {key}", count(users.len(), "account"));
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some(format!("members of {groups} are limited to records of their own"));
    finding.actual = format!("they read {key}, and no limit of their own and no rule narrows it");
    finding.path = vec![format!("group:{groups}"), format!("no limit on {key}")];
    finding.risk = narrowed.why.clone().into();
    finding.fix = Fix { summary: narrowed.fix.clone() };
    finding
}
