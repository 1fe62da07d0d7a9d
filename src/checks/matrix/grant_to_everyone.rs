//! A row without a group: everyone may, callers without a login included.

use std::collections::BTreeSet;

use crate::checks::context::{Context, and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GrantIx, Severity};
use crate::snapshot::{Grantee, User};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-005",
        name: "grant-to-everyone",
        title: "a row gives access to everyone",
        severity: Severity::High,
        what: "Lists rows that name no group and therefore speak to everyone: employees, portal users and visitors without a login. Rows that a module ships are told as information, unless the design of a role does not have them.",
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
    let everyone = cx.affected(cx.users(|_| true, User::in_use));
    for (at, grant) in cx.snapshot.grants.iter().enumerate() {
        if grant.to != Grantee::Everyone || !grant.active || grant.ops.is_empty() {
            continue;
        }
        if !told.insert((&grant.key, grant.resource, grant.ops)) {
            continue;
        }
        let grant_ix = GrantIx::new(at);
        let key = &cx.snapshot.resource(grant.resource).key;
        let roles =
            cx.comparison.and_then(|comparison| Some((comparison, comparison.roles.everyone.get(&grant_ix)?))).map(
                |(comparison, roles)| roles.iter().map(|role| comparison.design.role(*role).name()).collect::<Vec<_>>(),
            );
        let changes = !grant.ops.and(cx.snapshot.changing_ops()).is_empty();
        let mut finding =
            finding(&CHECK.info, Subject::new("everyone", &grant.key), cx.model(grant.resource, grant.ops));
        finding.title = format!("everyone has {} on {key}", cx.ops(grant.ops));
        finding.severity = match (grant.origin.is_vendor(), changes, roles.is_some()) {
            (false, true, _) => Severity::High,
            (false, false, _) | (true, true, true) => Severity::Medium,
            (true, false, true) | (true, true, false) => Severity::Low,
            (true, false, false) => Severity::Info,
        };
        finding.affected = everyone.clone();
        finding.expected = Some(match &roles {
            Some(roles) => format!("the design of {} does not have it", and(roles)),
            None => "access is given to groups".to_owned(),
        });
        finding.actual = format!("row `{}` names no group ({})", grant.key, grant.origin.words());
        finding.path = vec!["everyone".to_owned(), cx.row_step(grant_ix)];
        finding.origin = Some(grant.origin.clone());
        finding.fix = Fix { summary: format!("give row `{}` on {key} a group, or switch it off", grant.key) };
        found.push(finding);
    }
}
