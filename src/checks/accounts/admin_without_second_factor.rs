//! A password alone opens an administrator's account.

use super::standing::{Standing, path_of, sealed};
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, Subject};
use crate::model::{Severity, UserIx};
use crate::snapshot::{Domain, Presence};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-008",
        name: "admin-without-second-factor",
        title: "an administrator signs in without a second factor",
        severity: Severity::High,
        what: "Lists accounts that can sign in, can give any right to anyone and have no second factor, all as one finding. Left out are accounts that have no password and come in by a sign-in service, which asks for its own factors, and accounts that the design says are kept under seal.",
        why: "One password, guessed, phished or reused, opens everything.",
        fix: "Set up a second factor for each of them, and require it of administrators.",
        controls: &[
            "NIST-800-53r5 IA-2(1)",
            "ISO27001-2022 A.8.5",
            "PCI-DSS-4.0.1 8.4.1",
            "PCI-DSS-4.0.1 8.4.2",
            "CIS-8.1 6.5",
        ],
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships), Need::Domain(Domain::SecondFactors)],
    run,
};

/// Administrators who can sign in with a password and whose second factor is in this state.
fn admins(cx: &Context<'_>, state: Presence) -> Vec<UserIx> {
    let standings = cx.standings();
    let accounts = cx.accounts().filter(|(_, account)| {
        let by_service = account.provider.is_some() && account.password == Presence::Absent;
        account.signs_in() && account.second_factor == state && !by_service
    });
    accounts
        .filter(|(_, account)| sealed(cx, account) != Some(true))
        .map(|(user, _)| user)
        .filter(|user| standings.of_user(cx, *user) == Standing::Administers)
        .collect()
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let users = if cx.policies.account_life.second_factor { admins(cx, Presence::Absent) } else { Vec::new() };
    if users.is_empty() {
        return;
    }
    let mut finding =
        finding(&CHECK.info, Subject::new("population", "administrators without a second factor"), cx.whole());
    let keys = and(users.iter().map(|user| &*cx.snapshot.user(*user).key));
    let noun = if users.len() == 1 { "administrator" } else { "administrators" };
    finding.title = format!("{noun} without a second factor: {keys}");
    finding.severity_by = Some("administration behind a password alone".to_owned());
    finding.expected = Some("whoever can give any right to anyone signs in with two factors".to_owned());
    finding.actual = format!("{keys} can sign in with a password alone");
    finding.path = path_of(cx, &users);
    finding.path.push("second factor:none".to_owned());
    finding.fix = Fix { summary: format!("set up a second factor for {keys}, or take the administration away") };
    finding.affected = cx.affected(users);
    found.push(finding);
}

/// Administrators of whom the snapshot does not say whether they have a second factor.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let asked = cx.policies.account_life.second_factor && cx.has_all(CHECK.needs);
    let unknown = if asked { admins(cx, Presence::Unknown) } else { Vec::new() };
    (!unknown.is_empty()).then(|| NotAssessed {
        what: format!("second factor of {}", and(unknown.iter().map(|user| &*cx.snapshot.user(*user).key))),
        reason: "the collector may not know whether it is set up".to_owned(),
        asked_for: false,
    })
}
