//! Somebody may log in and has no designed role.

use std::collections::BTreeMap;

use crate::access::Cells;
use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, DESIGN};
use crate::compare::UserClass;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity, UserIx};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-011",
        name: "user-without-role",
        title: "an account that may log in has no designed role",
        severity: Severity::High,
        what: "Lists active accounts that the design gives no role and does not name as administrator, sealed or shared account. Customers and suppliers without a role are one finding together; administrators are told by admin-not-in-design.",
        why: "Nobody decided what the account may do, so nothing it does can be called right or wrong.",
        fix: "Give the account a role in the map, or deactivate it.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.16", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let classes =
        || comparison.members.classes.iter().filter(|class| class.roles.is_empty() && !administers(cx, class));
    let mut by_roots: BTreeMap<Vec<GroupIx>, Vec<&UserClass>> = BTreeMap::new();
    for class in classes().filter(|class| matches!(class.kind, UserKind::Internal | UserKind::Unclassified)) {
        if let Some(profile) = cx.access.profiles().get(class.profile) {
            let mut groups = profile.groups.clone();
            groups.difference_with(&comparison.design.given);
            by_roots.entry(cx.access.graph().roots(&groups)).or_default().push(class);
        }
    }
    for (roots, classes) in by_roots {
        tell_each(cx, &roots, &classes, found);
    }
    let outsiders: Vec<_> = classes()
        .filter(|class| class.kind == UserKind::External)
        .flat_map(|class| class.users.iter().copied())
        .collect();
    if !outsiders.is_empty() {
        let mut finding = finding(&CHECK.info, Subject::new("population", "external users without a role"), cx.whole());
        finding.title = format!("{} without a designed role", count(outsiders.len(), "external account"));
        finding.severity = Severity::Low;
        finding.affected = cx.affected(outsiders);
        finding.expected = Some("a role for customers and suppliers".to_owned());
        finding.actual = "the design assigns them none".to_owned();
        finding.path = vec!["external users".to_owned(), "no role".to_owned()];
        finding.fix = Fix { summary: "add a role for external users and assign it by a pattern of logins".to_owned() };
        found.push(finding);
    }
}

/// Whether the accounts can give any right to anyone.
fn administers(cx: &Context<'_>, class: &UserClass) -> bool {
    cx.access.profiles().get(class.profile).is_some_and(|profile| cx.access.administers(&profile.groups))
}

/// One finding about each account, or one about all whose groups have the same roots from [`MANY`] accounts on.
fn tell_each(cx: &Context<'_>, roots: &[GroupIx], classes: &[&UserClass], found: &mut Vec<Finding>) {
    let keys = || roots.iter().map(|group| cx.group_key(*group));
    let held = if roots.is_empty() { "no group".to_owned() } else { and(keys()) };
    let cells_of = |class: &UserClass| cx.access.profiles().get(class.profile).map(|profile| &profile.cells);
    let users: Vec<UserIx> = classes.iter().flat_map(|class| class.users.iter().copied()).collect();
    let people: Vec<(Subject, Vec<UserIx>, &[&UserClass])> = if users.len() >= MANY {
        // All of them by name, because what is cut short may be the same for two.
        let all = keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let all = if all.is_empty() { &held } else { &all };
        vec![(Subject::new("population", &format!("accounts without a role that hold {all}")), users, classes)]
    } else {
        let each = classes.iter().flat_map(|class| class.users.iter().map(move |user| (*user, class)));
        let subject = |user: UserIx| Subject::new("user", &cx.snapshot.user(user).key);
        each.map(|(user, class)| (subject(user), vec![user], std::slice::from_ref(class))).collect()
    };
    for (subject, users, classes) in people {
        let mut cells = Cells::none(cx.snapshot);
        for given in classes.iter().filter_map(|class| cells_of(class)) {
            cells.add(given);
        }
        cells.remove(&cx.access.common());
        let mut finding = finding(&CHECK.info, subject, cx.whole());
        finding.title = format!("no designed role: {}", cx.someone(&users));
        finding.severity = if cx.changes_records(&cells) { Severity::High } else { Severity::Medium };
        finding.expected = Some("every account has a role, or is named in `admins` or `shared_allowed`".to_owned());
        finding.actual = format!("holds {held}; it gives {}", cx.measure(&cells));
        finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
        finding.path.extend(roots.iter().map(|group| format!("group:{}", cx.group_key(*group))));
        finding.fix = Fix { summary: format!("give {} a role in the map, or deactivate", cx.someone(&users)) };
        finding.affected = cx.affected(users);
        found.push(finding);
    }
}
