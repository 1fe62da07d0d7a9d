//! A row without a group, or of a group that comes by itself: everyone may.

use std::collections::BTreeSet;

use super::audience::{open_to_anonymous, tell};
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GrantIx, GroupIx, Severity};
use crate::snapshot::Grantee;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-005",
        name: "grant-to-everyone",
        title: "a row gives access to everyone",
        severity: Severity::High,
        what: "Lists rows that name no group and therefore speak to everyone: employees, portal users and visitors without a login; and rows of groups that the ERP gives to everyone who signs in, such as Frappe's role All. Rows without a group that a module ships are told as information; shipped rows of such groups only where the design of a role does not have them.",
        why: "No role and no review limits such a row; customers and, where a route reaches the model, anonymous visitors have it too.",
        fix: "Give the row a group, or switch it off.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-14", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.3"],
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    // Rows made by hand may share their label; those that say the same are one.
    let mut told = BTreeSet::new();
    for (at, grant) in cx.snapshot.grants.iter().enumerate() {
        let grant_ix = GrantIx::new(at);
        let finding = match grant.to {
            Grantee::Everyone => without_group(cx, grant_ix),
            Grantee::Group(group) => of_given_group(cx, grant_ix, group),
        };
        if let Some(finding) = finding
            && told.insert((&grant.key, grant.resource, grant.ops, grant.to))
        {
            found.push(finding);
        }
    }
}

/// A row that names no group.
fn without_group(cx: &Context<'_>, row: GrantIx) -> Option<Finding> {
    let grant = cx.snapshot.grant(row);
    if !grant.active || grant.ops.is_empty() {
        return None;
    }
    let key = &cx.snapshot.resource(grant.resource).key;
    let roles = cx
        .comparison
        .and_then(|comparison| Some((comparison, comparison.roles.everyone.get(&row)?)))
        .map(|(comparison, roles)| roles.iter().map(|role| comparison.design.role(*role).name()).collect::<Vec<_>>());
    let changes = !grant.ops.and(cx.snapshot.changing_ops()).is_empty();
    let forbidden = cx.comparison.and_then(|comparison| comparison.roles.everyone_forbidden.get(&row));
    let mut finding = finding(&CHECK.info, Subject::new("everyone", &grant.key), cx.model(grant.resource, grant.ops));
    finding.title = format!("everyone has {} on {key}", cx.ops(grant.ops));
    finding.severity = match (grant.origin.is_vendor(), changes, roles.is_some()) {
        // Shipped or not, somebody wrote down that it must not be.
        (true, _, _) if forbidden.is_some() => Severity::Medium,
        (false, true, _) => Severity::High,
        (false, false, _) | (true, true, true) => Severity::Medium,
        (true, false, true) | (true, true, false) => Severity::Low,
        (true, false, false) => Severity::Info,
    };
    finding.affected = cx.in_use(None);
    finding.expected = Some(match &roles {
        Some(roles) => match forbidden {
            None => format!("the design of {} does not have it", and(roles)),
            Some(cells) => format!("the design of {} does not have it, and denies {}", and(roles), cx.measure(cells)),
        },
        None => "access is given to groups".to_owned(),
    });
    finding.actual = format!("row `{}` names no group ({})", grant.key, grant.origin.words());
    finding.path = vec!["everyone".to_owned(), cx.row_step(row)];
    finding.origin = Some(grant.origin.clone());
    finding.fix = Fix { summary: format!("give row `{}` on {key} a group, or switch it off", grant.key) };
    Some(finding)
}

/// A row of a group that the ERP gives by itself to everyone who signs in, or works in the company; those for callers
/// without a login are told by `grant-to-anonymous`.
fn of_given_group(cx: &Context<'_>, row: GrantIx, group: GroupIx) -> Option<Finding> {
    let (grant, holder) = (cx.snapshot.grant(row), cx.snapshot.group(group));
    let audience = holder.given_to.filter(|_| !open_to_anonymous(holder))?;
    let mut finding = tell(cx, &CHECK.info, row, Subject::new("everyone", &grant.key))?;
    let changes = !grant.ops.and(cx.snapshot.changing_ops()).is_empty();
    finding.severity = match (grant.origin.is_vendor(), changes && !grant.own) {
        (false, true) => Severity::High,
        (false, false) | (true, true) => Severity::Medium,
        (true, false) => Severity::Low,
    };
    let (key, whom) = (&holder.key, audience.words());
    finding.actual = format!("{whom} is in `{key}`, which has row `{}` ({})", grant.key, grant.origin.words());
    finding.path = vec![whom.to_owned(), format!("group:{key}"), cx.row_step(row)];
    Some(finding)
}
