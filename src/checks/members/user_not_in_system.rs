//! The design gives a role to a login that the system does not have.

use crate::checks::context::{Context, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::UnknownKind;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-013",
        name: "user-not-in-system",
        title: "the design gives a role to a login that does not exist",
        severity: Severity::Low,
        what: "Lists exact logins of the map that no account of the system has, inactive ones included.",
        why: "The account is still to be made, or the login is misspelt and the real one is without a role.",
        fix: "Make the account, or correct the login in the map.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.16"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for unknown in comparison.design.unknown.iter().filter(|unknown| unknown.kind == UnknownKind::Login) {
        let role = unknown.role.unwrap_or_default();
        let mut finding = finding(&CHECK.info, Subject::new("user", unknown.name), cx.whole());
        finding.title = format!("`{}` should hold role `{role}` and does not exist", unknown.name);
        finding.expected = Some(format!("an account `{}`", unknown.name));
        finding.designed_at = Some(unknown.at.clone());
        finding.actual = "no account has that login".to_owned();
        finding.path = vec![format!("role:{role}"), format!("user:{} (not there)", unknown.name)];
        finding.fix = Fix { summary: format!("make the account, or correct the login at {}", unknown.at) };
        found.push(finding);
    }
}
