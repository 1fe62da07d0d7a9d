//! The design gives a role to a login that the system does not have.

use std::collections::BTreeMap;

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, DESIGNED_PEOPLE};
use crate::compare::{Unknown, UnknownKind};
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
    needs: DESIGNED_PEOPLE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let mut roles_of: BTreeMap<&str, Vec<&Unknown<'_>>> = BTreeMap::new();
    for unknown in comparison.design.unknown.iter().filter(|unknown| unknown.kind == UnknownKind::Login) {
        roles_of.entry(unknown.name).or_default().push(unknown);
    }
    for (login, unknown) in roles_of {
        let roles = and(unknown.iter().filter_map(|unknown| unknown.role));
        let mut finding = finding(&CHECK.info, Subject::new("user", login), cx.whole());
        finding.title = format!("`{login}` should hold role {roles} and does not exist");
        finding.expected = Some(format!("an account `{login}`"));
        finding.designed_at = unknown.first().map(|unknown| unknown.at.clone());
        finding.actual = "no account has that login".to_owned();
        finding.path = unknown.iter().filter_map(|unknown| unknown.role).map(|role| format!("role:{role}")).collect();
        finding.path.push(format!("user:{login} (not there)"));
        let lines = unknown.iter().map(|unknown| unknown.at.to_string()).collect::<Vec<_>>().join(" and ");
        finding.fix = Fix { summary: format!("make the account, or correct the login at {lines}") };
        found.push(finding);
    }
}
