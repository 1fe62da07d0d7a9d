//! Outsiders can list everybody's groups.

use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;
use crate::snapshot::{Domain, User, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-008",
        name: "memberships-readable",
        title: "outsiders can list everybody's groups",
        severity: Severity::Medium,
        what: "Looks for accounts of customers, suppliers and visitors that may sign in, where the version of the system lists the groups of every account to whoever signs in.",
        why: "Whoever wants more than the own account has learns from any portal account which employees are worth attacking.",
        fix: "Update to a version that keeps memberships to those who may read the accounts; until then give outsiders no login that they don't need.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-6", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.1"],
    },
    needs: &[Need::Domain(Domain::Accounts)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(audience) = cx.snapshot.semantics.memberships_open_to else { return };
    let outside = |user: &User| {
        matches!(user.kind, UserKind::External | UserKind::Anonymous | UserKind::Unclassified)
            && audience.covers(user.kind)
            && user.in_use()
            && !user.superuser
    };
    let users = cx.users(|_| true, outside);
    if users.is_empty() {
        return;
    }
    let mut finding = finding(&CHECK.info, Subject::new("everyone", "memberships"), cx.whole());
    let one = users.len() == 1;
    finding.title = format!("{} of outsiders can list the groups of every account", count(users.len(), "account"));
    finding.expected = Some("memberships are shown to those who may read the accounts".to_owned());
    finding.actual = format!("this version of the system lists them to {}", audience.words());
    let first = users.first().map(|user| format!("user:{}", cx.snapshot.user(*user).key));
    finding.path = first.into_iter().collect();
    finding.path.push(format!("memberships open to {}", audience.words()));
    finding.fix = Fix {
        summary: format!(
            "update the system; until then switch {} off if {} not needed",
            cx.someone(&users),
            if one { "it is" } else { "they are" }
        ),
    };
    finding.affected = cx.affected(users);
    found.push(finding);
}
