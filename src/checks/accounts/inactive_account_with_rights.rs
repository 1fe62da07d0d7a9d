//! An inactive account kept its rights.

use std::collections::BTreeMap;

use super::standing::{Standing, each_or_all, path_of};
use fixedbitset::FixedBitSet;

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{ACCOUNT_RIGHTS, Check, plain};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Severity, UserIx};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-011",
        name: "inactive-account-with-rights",
        title: "an inactive account kept its rights",
        severity: Severity::High,
        what: "Lists accounts that may not sign in and are still in groups that give more than every account of their kind has. What weighs is the worst that they would get back, by the functions of policies/sod. The ERP's own accounts are left out. From 20 accounts on that could do as much, they are one finding.",
        why: "Whoever switches the account on again, by mistake or on purpose, gets all of it back, and nobody has to approve anything.",
        fix: "Take the groups away from inactive accounts.",
        controls: &["NIST-800-53r5 AC-2(3)", "NIST-800-53r5 PS-4", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 8.2.5"],
    },
    needs: ACCOUNT_RIGHTS,
    run,
};

/// What every account has by being one.
struct Plain {
    groups: FixedBitSet,
    cells: Cells,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let standings = cx.standings();
    let mut by_standing: BTreeMap<Standing, Vec<UserIx>> = BTreeMap::new();
    for (user, account) in cx.accounts() {
        let standing = standings.of_user(cx, user);
        let nobodys = matches!(account.kind, UserKind::System | UserKind::Anonymous);
        if !account.active && !nobodys && standing > Standing::Plain {
            by_standing.entry(standing).or_default().push(user);
        }
    }
    let plain = Plain { groups: plain::groups(cx, |_| true), cells: plain::cells(cx, |_| true) };
    for (standing, users) in by_standing.into_iter().rev() {
        let together = format!("inactive accounts, each of which {}", standing.words());
        for (subject, users) in each_or_all(cx, users, &together) {
            found.push(tell(cx, subject, users, standing, &plain));
        }
    }
}

/// The worst that accounts would get back: what their groups perform by policies/sod counts before what they merely change.
fn impact(cx: &Context<'_>, users: &[UserIx], standing: Standing) -> Impact {
    let survey = cx.duties().survey();
    let all = &survey.everyone.functions;
    let performed =
        users.iter().filter_map(|user| survey.of_user(*user)).flat_map(|performed| performed.functions.ones());
    let performed = performed.filter(|at| !all.contains(*at));
    let functions = &survey.performers.rules.functions;
    let worst = performed.filter_map(|at| functions.get(at)).map(|known| known.rule.impact).max();
    worst.map_or(standing.impact(), |worst| worst.max(standing.impact()))
}

fn tell(cx: &Context<'_>, subject: Subject, users: Vec<UserIx>, standing: Standing, plain: &Plain) -> Finding {
    let (severity, by) = weigh(impact(cx, &users, standing), Reach::Role, Confidence::High);
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("inactive accounts have no rights to get back".to_owned());
    finding.path = path_of(cx, &users);
    match users.as_slice() {
        [user] => {
            let key = &cx.snapshot.user(*user).key;
            let profile = cx.access.of(*user);
            let mut beyond = profile.groups.clone();
            beyond.difference_with(&plain.groups);
            let roots: Vec<GroupIx> = cx.access.graph().roots(&beyond);
            let held = and(roots.iter().map(|group| cx.group_key(*group)));
            let back = cx.measure(&profile.cells.beyond(&plain.cells));
            finding.title = format!("inactive `{key}` kept {held}");
            finding.actual = if profile.superuser {
                "switched on again, it bypasses every check".to_owned()
            } else {
                format!("switched on again, it {}: {back}", standing.words())
            };
            finding.path.extend(roots.iter().take(3).map(|group| format!("group:{}", cx.group_key(*group))));
            finding.fix = Fix { summary: format!("take {held} away from `{key}`") };
        }
        users => {
            let accounts = count(users.len(), "inactive account");
            finding.title = format!("{accounts} kept rights: each {}", standing.words());
            finding.actual = format!("switched on again, each of them {}", standing.words());
            finding.fix = Fix { summary: format!("take the groups away from {accounts}") };
        }
    }
    finding.affected = cx.affected(users);
    finding
}
