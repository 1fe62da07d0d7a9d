//! Somebody can hand out any right, and the design does not know.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, DESIGN};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-015",
        name: "admin-not-in-design",
        title: "an administrator that the design does not know",
        severity: Severity::Critical,
        what: "Lists accounts in use that bypass every check, or are in a group whose members can give any right to anyone, and that are neither in `admins` of the map nor in a role. People whose role does not bring the group are told by membership-beyond-role.",
        why: "An administrator can do everything and undo every trace of it; test accounts and accounts of implementers end up here.",
        fix: "Deactivate the account, take the group away, or name it in `admins`.",
        controls: &["NIST-800-53r5 AC-6(5)", "NIST-800-53r5 AC-2(7)", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for (user, account) in cx.accounts() {
        if !account.signs_in()
            || !comparison.design.roles_of(user).is_empty()
            || comparison.design.is_excepted(account.login())
        {
            continue;
        }
        let profile = cx.access.of(user);
        let groups = cx.administering_groups(user);
        if groups.is_empty() && !profile.superuser {
            continue;
        }
        let mut finding = finding(&CHECK.info, Subject::new("user", &account.key), cx.whole());
        finding.title = format!("`{}` is an administrator, and the design does not know it", account.key);
        finding.affected = cx.affected([user]);
        finding.expected = Some("administrators are named in `admins` or hold a role".to_owned());
        let keys = and(groups.iter().map(|group| cx.group_key(*group)));
        finding.actual = if profile.superuser {
            "the account bypasses every check".to_owned()
        } else {
            format!("holds {keys}, whose members can give any right to anyone")
        };
        finding.path = vec![format!("user:{}", account.key)];
        finding.path.extend(groups.iter().map(|group| format!("group:{}", cx.group_key(*group))));
        finding.fix = Fix {
            summary: if profile.superuser {
                format!("name `{}` in `admins` of the map as allowed or sealed, or deactivate it", account.key)
            } else {
                format!("take `{}` out of {keys}, deactivate it, or name it in `admins` of the map", account.key)
            },
        };
        found.push(finding);
    }
}
