//! An account for emergencies is not kept like one.

use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::when::dates;
use crate::checks::{Check, DESIGNED_ACCOUNTS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx, day};
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-013",
        name: "break-glass-not-kept",
        title: "an account for emergencies is not kept like one",
        severity: Severity::High,
        what: "Looks at each account of `admins.break_glass` of the map: it has to exist and be active, to be under seal (`sealed: true`) and to have a custodian; and if it was used within the days of policies/account-life.yaml, somebody has to look into it. One finding tells all that is wrong with one account.",
        why: "A sealed administrator is safe because everybody would notice its use. Without a seal, a keeper and somebody who looks, it is one more administrator that belongs to nobody.",
        fix: "Put its secret under seal, name who keeps it, and look into each use.",
        controls: &[
            "NIST-800-53r5 AC-2(2)",
            "NIST-800-53r5 AC-6(9)",
            "ISO27001-2022 A.8.2",
            "ISO27001-2022 A.8.18",
            "PCI-DSS-4.0.1 8.2.2",
            "PCI-DSS-4.0.1 10.2.1.2",
        ],
    },
    needs: DESIGNED_ACCOUNTS,
    run,
};

/// The account of a login.
fn account(cx: &Context<'_>, login: &str) -> Option<UserIx> {
    let login = login.to_lowercase();
    cx.snapshot.users.iter().position(|user| user.login().to_lowercase() == login).map(UserIx::new)
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let entries = cx.comparison.iter().flat_map(|comparison| &comparison.design.map.admins.break_glass);
    for entry in entries {
        let login = &entry.login.value;
        let user = account(cx, login);
        let used = user.and_then(|user| used(cx, user));
        let (mut wrong, mut todo) = (Vec::new(), Vec::new());
        match user.map(|user| cx.snapshot.user(user).signs_in()) {
            None => wrong.push("there is no such account".to_owned()),
            Some(false) => wrong.push("it is inactive and helps nobody".to_owned()),
            Some(true) => {}
        }
        if !entry.sealed {
            wrong.push("the map does not say that it is sealed".to_owned());
            todo.push("put its secret under seal and write `sealed: true`".to_owned());
        }
        if entry.custodian.is_none() {
            wrong.push("nobody is named who keeps it".to_owned());
            todo.push("name its `custodian`".to_owned());
        }
        if let Some((on, ago)) = &used {
            wrong.push(format!("it was used on {on}, {} ago", count(*ago, "day")));
            todo.push("look into what it was used for, and seal it again".to_owned());
        }
        if user.is_none_or(|user| !cx.snapshot.user(user).signs_in()) {
            todo.push("make it usable, or take it out of the map".to_owned());
        }
        if wrong.is_empty() {
            continue;
        }
        let key = user.map_or(login.as_str(), |user| &cx.snapshot.user(user).key);
        let only_absent = entry.sealed && entry.custodian.is_some() && used.is_none();
        let impact = if only_absent { Impact::Hygiene } else { Impact::Money };
        let seen = if used.is_some() { Confidence::Proven } else { Confidence::High };
        let (severity, by) = weigh(impact, Reach::Admin, seen);
        let mut finding = finding(&CHECK.info, Subject::new("user", key), cx.whole());
        finding.title = format!("`{key}`, kept for emergencies: {}", wrong.join("; "));
        (finding.severity, finding.severity_by) = (severity.max(Severity::Low), Some(by));
        finding.expected = Some("sealed, kept by somebody, usable, and unused".to_owned());
        finding.designed_at = Some(entry.login.at.clone());
        finding.actual = wrong.join("; ");
        finding.path = vec![format!("break-glass:{login}")];
        finding.path.extend(user.map(|_| format!("user:{key}")));
        finding.fix = Fix { summary: todo.join("; ") };
        finding.affected = cx.affected(user);
        found.push(finding);
    }
}

/// The day of the last use and how many days ago that was, if it is recent.
fn used(cx: &Context<'_>, user: UserIx) -> Option<(String, usize)> {
    let last = cx.snapshot.user(user).last_login.as_deref().filter(|_| cx.snapshot.has(Domain::LastLogins))?;
    let ago = dates(last, &cx.snapshot.system.taken_at)?.max(0);
    let recent = ago <= i64::from(cx.policies.account_life.break_glass_days);
    recent.then(|| (day(last).to_owned(), usize::try_from(ago).unwrap_or_default()))
}

/// Whether sealed accounts were used, where nobody knows when accounts were.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let any = cx.comparison.is_some_and(|comparison| !comparison.design.map.admins.break_glass.is_empty());
    let unknown = any && !cx.snapshot.has(Domain::LastLogins);
    unknown.then(|| NotAssessed {
        what: "last use of the accounts in `break_glass`".to_owned(),
        reason: format!("the snapshot holds no {}", Domain::LastLogins.words()),
        asked_for: false,
    })
}
