//! Nobody ever used the account.

use super::standing::{Standing, each_or_all, is_break_glass, is_staff, path_of, with_keys};
use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::when::days;
use crate::checks::{Check, LAST_LOGINS};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, weigh};
use crate::model::{Confidence, Severity, UserIx, day};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-006",
        name: "account-never-used",
        title: "an account was never used",
        severity: Severity::Medium,
        what: "Lists active accounts of people of the company that were made longer ago than policies/account-life.yaml allows and have no recorded sign-in. Accounts with a living API key are left out, because programs that use one leave no sign-in, and so are accounts that the design keeps sealed. From 20 people on they are one finding. Where a system forgets sign-ins with their sessions, nobody can say that an account was never used, and the check is not assessed.",
        why: "Its first password or its invitation still lies where it was sent to, and the rights wait for whoever finds it.",
        fix: "Ask the owner to sign in, or deactivate the account.",
        controls: &["NIST-800-53r5 AC-2(3)", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 8.2.6", "CIS-8.1 5.3"],
    },
    needs: LAST_LOGINS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    if cx.snapshot.semantics.sign_ins_forgotten {
        return;
    }
    let limit = cx.policies.account_life.never_used_after_days;
    let (mut admins, mut others) = (Vec::new(), Vec::new());
    for (user, standing) in unused(cx) {
        if age(cx, user).is_some_and(|age| age > i64::from(limit)) {
            if standing == Standing::Administers { &mut admins } else { &mut others }.push(user);
        }
    }
    for (users, standing, together) in [
        (admins, Standing::Administers, "administrators that were never used"),
        (others, Standing::Plain, "accounts that were never used"),
    ] {
        for (subject, users) in each_or_all(cx, users, together) {
            let (severity, by) = weigh(standing.impact(), standing.reach(), Confidence::High);
            let someone = cx.someone(&users);
            let mut finding = finding(&CHECK.info, subject, cx.whole());
            finding.title = format!("{}never used: {someone}", standing.title());
            (finding.severity, finding.severity_by) = (severity, Some(by));
            finding.expected = Some(format!("a sign-in within {}", count(limit as usize, "day")));
            finding.actual = match users.as_slice() {
                [user] => {
                    let made = cx.snapshot.user(*user).created.as_deref().map_or("an unknown day", day);
                    format!("made on {made}, and no sign-in is recorded")
                }
                users => format!("{} are older than that, and no sign-in is recorded", count(users.len(), "account")),
            };
            finding.path = path_of(cx, &users);
            finding.fix = Fix { summary: format!("ask who needs {someone}, and deactivate what nobody does") };
            finding.affected = cx.affected(users);
            found.push(finding);
        }
    }
}

/// Accounts that should have been used by somebody and have no sign-in on record.
fn unused(cx: &Context<'_>) -> Vec<(UserIx, Standing)> {
    let (standings, keys) = (cx.standings(), with_keys(cx));
    let judged = cx.accounts().filter(|(user, account)| {
        account.signs_in() && account.last_login.is_none() && !keys.contains(user) && !is_break_glass(cx, account)
    });
    judged
        .map(|(user, account)| (user, account, standings.of_user(cx, user)))
        .filter(|(_, account, standing)| is_staff(account) || *standing == Standing::Administers)
        .map(|(user, _, standing)| (user, standing))
        .collect()
}

/// How many days ago an account was made, where somebody knows.
fn age(cx: &Context<'_>, user: UserIx) -> Option<i64> {
    days(cx.snapshot.user(user).created.as_deref()?, &cx.snapshot.system.taken_at)
}

/// Why nobody can say of some accounts that they were never used.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    if !cx.has_all(CHECK.needs) {
        return None;
    }
    let told = |what, reason: &str| NotAssessed { what, reason: reason.to_owned(), asked_for: false };
    if cx.snapshot.semantics.sign_ins_forgotten {
        let reason = "the system forgets a sign-in when its session ends, so none recorded does not mean never";
        return Some(told("which accounts were never used".to_owned(), reason));
    }
    let ageless = unused(cx).into_iter().filter(|(user, _)| age(cx, *user).is_none()).count();
    (ageless > 0).then(|| {
        let what =
            format!("whether {} without a sign-in on record should have been used by now", count(ageless, "account"));
        told(what, "the snapshot does not tell when they were made")
    })
}
