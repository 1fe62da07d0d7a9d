//! A portal or public account holds a group that is for employees.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Cells;
use crate::checks::context::{Context, Gathered};
use crate::checks::telling::finding;
use crate::checks::{Check, MEMBERSHIPS};
use crate::compare::OutsiderRight;
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{GroupIx, Severity};
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-012",
        name: "external-user-with-internal-right",
        title: "a portal or public account holds an internal group",
        severity: Severity::Critical,
        what: "Looks at accounts of customers, suppliers and anonymous visitors for groups that neither come with their kind of account nor belong to a designed role of theirs, and that give access. With the rights come only those record rules that were written for employees. A group that 20 of them or more hold is one finding.",
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
    let mut by_group: BTreeMap<GroupIx, Vec<&OutsiderRight>> = BTreeMap::new();
    for right in &cx.outsiders.rights {
        by_group.entry(right.group).or_default().push(right);
    }
    for (group, rights) in by_group {
        for gathered in cx.gathered(group, &rights, |right| &right.users) {
            found.push(tell(cx, group, gathered));
        }
    }
}

fn tell(cx: &Context<'_>, group: GroupIx, gathered: Gathered<'_, &OutsiderRight>) -> Finding {
    let Gathered { subject, users, known } = gathered;
    let mut cells = Cells::none(cx.snapshot);
    for right in known {
        cells.add(&right.cells);
    }
    let brought: BTreeSet<GroupIx> = known.iter().flat_map(|right| right.brought.iter().copied()).collect();
    let brought: Vec<GroupIx> = brought.into_iter().collect();
    let key = cx.group_key(group);
    let external = known.iter().any(|right| right.kind == UserKind::External);
    let what = match (external, known.iter().any(|right| right.kind != UserKind::External)) {
        (true, false) => "external",
        (true, true) => "external or anonymous",
        (false, _) => "anonymous",
    };
    let someone = cx.someone(&users);
    let mut finding = finding(&CHECK.info, subject, cx.group(group));
    finding.title = format!("{what} account holds `{key}`: {someone}");
    finding.severity = if cx.changes_records(&cells) { Severity::Critical } else { Severity::High };
    finding.expected = Some("only the groups that come with the kind of account".to_owned());
    finding.actual = format!("`{key}` gives {}", cx.measure(&cells));
    finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.path.push(format!("group:{key}"));
    finding.path.extend(cx.row_steps(&brought, &cells));
    finding.origin = Some(cx.snapshot.group(group).origin.clone());
    finding.fix = Fix { summary: format!("take {someone} out of `{key}`") };
    finding.affected = cx.affected(users);
    finding
}
