//! A designed role that nobody holds.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, DESIGNED_PEOPLE};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-012",
        name: "role-without-users",
        title: "a designed role has no active user",
        severity: Severity::Low,
        what: "Lists roles of the map that no active account of the system holds. Roles that only serve as a base for others are left out.",
        why: "Either people are missing before the go-live, or the design is out of date; access of a role that nobody holds is also proven by nobody.",
        fix: "Assign the role, or remove it from the map.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.18"],
    },
    needs: DESIGNED_PEOPLE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let design = &comparison.design;
    for role in design.roles.iter().filter(|role| role.holders.is_empty()) {
        let is_base = |other: &&crate::compare::DesignedRole<'_>| {
            other.name() != role.name() && other.lineage.iter().any(|ancestor| ancestor.name.value == role.name())
        };
        if design.roles.iter().any(|other| is_base(&other)) {
            continue;
        }
        let mut finding = finding(&CHECK.info, Subject::new("role", role.name()), cx.whole());
        finding.title = format!("role `{}` has no active user", role.name());
        finding.expected = Some("somebody who holds it".to_owned());
        finding.designed_at = Some(role.role.name.at.clone());
        finding.actual = "no active account is assigned to it".to_owned();
        finding.path = vec![format!("role:{}", role.name()), "no user".to_owned()];
        finding.fix = Fix { summary: format!("assign `{}` in the map, or remove it", role.name()) };
        found.push(finding);
    }
}
