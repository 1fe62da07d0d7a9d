//! Nobody used the account for a long time.

use std::collections::BTreeMap;

use super::standing::{Standing, each_or_all, is_break_glass, is_staff, path_of, with_keys};
use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::when::days;
use crate::checks::{Check, LAST_LOGINS};
use crate::findings::{CheckInfo, Finding, Fix, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-005",
        name: "dormant-account",
        title: "an account was not used for a long time",
        severity: Severity::Medium,
        what: "Lists active accounts whose last recorded sign-in is longer ago than policies/account-life.yaml allows; for administrators it allows less. Accounts with a living API key are left out, because programs that use one leave no sign-in, and so are accounts that the design keeps sealed. From 20 people on they are one finding, and so are the accounts of customers and suppliers in any case.",
        why: "Nobody would notice that somebody else signs in, and nobody misses the rights.",
        fix: "Ask the owner, and deactivate the account if nobody needs it.",
        controls: &["NIST-800-53r5 AC-2(3)", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 8.2.6", "CIS-8.1 5.3"],
    },
    needs: LAST_LOGINS,
    run,
};

/// How many days ago the account was used last, if that is too long.
fn idle(cx: &Context<'_>, user: UserIx, limit: u32) -> Option<i64> {
    let last = cx.snapshot.user(user).last_login.as_deref()?;
    days(last, &cx.snapshot.system.taken_at).filter(|days| *days > i64::from(limit))
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let (standings, keys, life) = (cx.standings(), with_keys(cx), &cx.policies.account_life);
    let mut idle_for: BTreeMap<UserIx, i64> = BTreeMap::new();
    let (mut admins, mut staff, mut outsiders) = (Vec::new(), Vec::new(), Vec::new());
    for (user, account) in cx.accounts() {
        if !account.signs_in() || keys.contains(&user) || is_break_glass(cx, account) {
            continue;
        }
        let administers = standings.of_user(cx, user) == Standing::Administers;
        let limit = if administers { life.admins_dormant_after_days } else { life.dormant_after_days };
        let Some(days) = idle(cx, user, limit) else { continue };
        idle_for.insert(user, days);
        match (administers, is_staff(account)) {
            (true, _) => admins.push(user),
            (false, true) => staff.push(user),
            (false, false) => outsiders.push(user),
        }
    }
    let longest = |users: &[UserIx]| users.iter().filter_map(|user| idle_for.get(user)).max().copied().unwrap_or(0);
    for (users, limit, standing, together) in [
        (admins, life.admins_dormant_after_days, Standing::Administers, "dormant administrators"),
        (staff, life.dormant_after_days, Standing::Plain, "dormant accounts"),
    ] {
        for (subject, users) in each_or_all(cx, users, together) {
            found.push(tell(cx, subject, users, limit, standing, &longest));
        }
    }
    if !outsiders.is_empty() {
        let subject = Subject::new("population", "dormant accounts of customers and suppliers");
        let mut finding = tell(cx, subject, outsiders, life.dormant_after_days, Standing::Plain, &longest);
        finding.severity = Severity::Info;
        finding.severity_by = Some("customers and suppliers sign in seldom".to_owned());
        found.push(finding);
    }
}

fn tell(
    cx: &Context<'_>,
    subject: Subject,
    users: Vec<UserIx>,
    limit: u32,
    standing: Standing,
    longest: &impl Fn(&[UserIx]) -> i64,
) -> Finding {
    let (severity, by) = weigh(standing.impact(), standing.reach(), Confidence::High);
    let someone = cx.someone(&users);
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    finding.title = format!("{}not used for {}: {someone}", standing.title(), count(days_of(longest(&users)), "day"));
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some(format!("accounts are used every {}, or deactivated", count(limit as usize, "day")));
    finding.actual = match users.first().filter(|_| users.len() == 1) {
        Some(user) => format!(
            "last used on {}",
            cx.snapshot.user(*user).last_login.as_deref().map_or("an unknown day", crate::model::day)
        ),
        None => format!("{} were not used for longer than that", count(users.len(), "account")),
    };
    finding.path = path_of(cx, &users);
    finding.fix = Fix { summary: format!("ask who needs {someone}, and deactivate what nobody does") };
    finding.affected = cx.affected(users);
    finding
}

fn days_of(days: i64) -> usize {
    usize::try_from(days).unwrap_or_default()
}
