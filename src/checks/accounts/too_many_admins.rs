//! More people are administrators than anybody can watch.

use super::standing::{Standing, is_break_glass, is_staff, path_of};
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-007",
        name: "too-many-admins",
        title: "too many administrators",
        severity: Severity::Medium,
        what: "Counts the accounts that can sign in and either bypass every check or are in a group whose members can give any right to anyone, and compares them with the number, or the share of the internal accounts if that is more, of policies/account-life.yaml. Accounts that the design keeps sealed are not counted.",
        why: "Each administrator is a password that opens everything, and what many can do is no longer anybody's doing.",
        fix: "Give people a role with what they really administer, and leave the rest to few.",
        controls: &["NIST-800-53r5 AC-6(5)", "NIST-800-53r5 AC-2(7)", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: MEMBERSHIPS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let (standings, life) = (cx.standings(), &cx.policies.account_life);
    let admins: Vec<UserIx> = cx
        .accounts()
        .filter(|(_, account)| account.signs_in() && !is_break_glass(cx, account))
        .map(|(user, _)| user)
        .filter(|user| standings.of_user(cx, *user) == Standing::Administers)
        .collect();
    let staff = cx.snapshot.users.iter().filter(|account| account.active && is_staff(account)).count();
    let share = staff.saturating_mul(life.max_admins_percent as usize) / 100;
    let most = share.max(life.max_admins as usize);
    if admins.len() <= most {
        return;
    }
    let (severity, by) = weigh(Impact::Money, Reach::Admin, Confidence::High);
    let mut finding = finding(&CHECK.info, Subject::new("population", "administrators"), cx.whole());
    finding.title = format!("{} where {most} would do", count(admins.len(), "administrator"));
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some(format!("at most {}", count(most, "administrator")));
    let keys = and(admins.iter().map(|user| &*cx.snapshot.user(*user).key));
    finding.actual = format!("{keys} can give any right to anyone, of {}", count(staff, "internal account"));
    finding.path = path_of(cx, &admins);
    finding.fix = Fix { summary: format!("leave administration to {most} of them, and give the others roles") };
    finding.affected = cx.affected(admins);
    found.push(finding);
}
