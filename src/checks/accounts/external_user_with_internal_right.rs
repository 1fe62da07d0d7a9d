//! A portal or public account holds a group that is for employees.

use crate::checks::context::{Context, finding};
use crate::checks::{Check, MEMBERSHIPS};
use crate::compare::OutsiderRight;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Severity, UserIx};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-012",
        name: "external-user-with-internal-right",
        title: "a portal or public account holds an internal group",
        severity: Severity::Critical,
        what: "Looks at accounts of customers, suppliers and anonymous visitors for groups that neither come with their kind of account nor belong to a designed role of theirs, and that give access. With the rights come only those record rules that were written for employees.",
        why: "Somebody outside the company can change the company's records.",
        fix: "Take the account out of the group.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-14",
            "ISO27001-2022 A.8.3",
            "PCI-DSS-4.0.1 7.3.1",
            "PCI-DSS-4.0.1 7.3.3",
        ],
    },
    needs: MEMBERSHIPS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for right in &cx.outsiders.rights {
        for (subject, users) in cx.subjects(right.group, &right.users) {
            found.push(tell(cx, right, subject, &users));
        }
    }
}

fn tell(cx: &Context<'_>, right: &OutsiderRight, subject: Subject, users: &[UserIx]) -> Finding {
    let key = cx.group_key(right.group);
    let what = if right.kind == UserKind::External { "external" } else { "anonymous" };
    let someone = cx.someone(users);
    let mut finding = finding(&CHECK.info, subject, cx.group(right.group));
    finding.title = format!("{what} account holds `{key}`: {someone}");
    finding.severity = if cx.changes_records(&right.cells) { Severity::Critical } else { Severity::High };
    finding.expected = Some("only the groups that come with the kind of account".to_owned());
    finding.actual = format!("`{key}` gives {}", cx.measure(&right.cells));
    finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.path.push(format!("group:{key}"));
    finding.path.extend(cx.row_steps(&right.brought, &right.cells));
    finding.origin = Some(cx.snapshot.group(right.group).origin.clone());
    finding.fix = Fix { summary: format!("take {someone} out of `{key}`") };
    finding.affected = cx.affected(users.iter().copied());
    finding
}
