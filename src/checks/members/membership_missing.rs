//! Somebody lacks a group that their role needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Cells;
use crate::checks::context::{Context, Gathered};
use crate::checks::telling::{finding, roles_in_words};
use crate::checks::{Check, DESIGN};
use crate::compare::{Comparison, Lacking};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{GroupIx, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-007",
        name: "membership-missing",
        title: "somebody lacks a group that their role needs",
        severity: Severity::High,
        what: "Compares the groups that each person's designed roles bring with those that the person holds. Where implied groups are stored as rows, it also finds the hole that is left when somebody removed one of them. A group that 20 people or more lack is one finding.",
        why: "The person cannot do their work; the screens may even show the access that the server then refuses.",
        fix: "Add the person to the group.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let members = &comparison.members;
    let mut by_group: BTreeMap<GroupIx, Vec<&Lacking>> = BTreeMap::new();
    for lacking in &members.lacking {
        by_group.entry(lacking.group).or_default().push(lacking);
    }
    for (group, rows) in by_group {
        for gathered in cx.gathered(group, &rows, |row| &members.class(row.class).users) {
            found.push(tell(cx, comparison, group, gathered));
        }
    }
}

fn tell(cx: &Context<'_>, comparison: &Comparison<'_>, group: GroupIx, gathered: Gathered<'_, &Lacking>) -> Finding {
    let Gathered { subject, users, known } = gathered;
    let mut cells = Cells::none(cx.snapshot);
    for lacking in known {
        cells.add(&lacking.cells);
    }
    let roles: BTreeSet<u32> = known.iter().map(|lacking| lacking.role).collect();
    let roles: Vec<_> = roles.into_iter().map(|role| comparison.design.role(role)).collect();
    let names = roles_in_words(roles.iter().map(|role| role.name()));
    let (key, someone) = (cx.group_key(group), cx.someone(&users));
    let one = |one, several| if users.len() == 1 { one } else { several };

    let mut finding = finding(&CHECK.info, subject, cx.group(group));
    finding.title = format!("{someone} in {names} {} `{key}`", one("lacks", "lack"));
    if cells.is_empty() {
        finding.severity = Severity::Low;
    }
    finding.expected = Some(format!("{names} {} `{key}`", if roles.len() == 1 { "brings" } else { "bring" }));
    finding.designed_at = roles.first().map(|role| role.role.name.at.clone());
    finding.path = users.iter().take(1).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    finding.path.extend(roles.iter().take(1).map(|role| format!("role:{}", role.name())));
    // A group that all of them hold and that should have brought this one.
    let mut vias = known.iter().map(|lacking| lacking.via);
    let via = vias.next().flatten().filter(|via| vias.all(|other| other == Some(*via)));
    let state = match via.map(|via| cx.group_key(via)) {
        Some(via) => {
            finding.path.extend([format!("group:{via} (held)"), format!("implies:{key} (not held)")]);
            let hold = one("holds", "hold");
            format!("{hold} `{via}`, which implies `{key}`, but the membership itself is not stored")
        }
        None => {
            finding.path.push(format!("group:{key} (not held)"));
            format!("{} not hold `{key}`", one("does", "do"))
        }
    };
    finding.actual = format!("{state}; {} {}", one("lacks", "lack"), cx.measure(&cells));
    let role = if roles.len() == 1 { "role" } else { "roles" };
    finding.fix = Fix { summary: format!("add {someone} to `{key}`, or take the {role} from them") };
    finding.affected = cx.affected(users);
    finding
}
