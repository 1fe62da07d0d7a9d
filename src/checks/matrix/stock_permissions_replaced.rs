//! Rows made later replace all shipped rows of a resource and do not say the same.

use std::collections::BTreeMap;

use super::replaced::{self, Change, Replaced};
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Ops, Severity};
use crate::snapshot::{Grantee, User};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-017",
        name: "stock-permissions-replaced",
        title: "rows made later replace the shipped ones and say something else",
        severity: Severity::Medium,
        what: "Looks at systems in which one row made later for a resource switches all its shipped rows off. Compares, group by group, what the rows that count now give with what the shipped ones gave: on all records, on own records alone, and on fields of a level. Rows that say the same are no finding. Resources that differ for the same groups are one finding. What groups gain that the system gives to everyone is told by RM-005 and RM-016.",
        why: "The shipped rows stay visible and count no more: updates of the module no longer reach these resources, and whoever reads the module's documentation reads what does not hold.",
        fix: "Restore the shipped rows where nothing is meant; write what is meant into the role map.",
        controls: &["NIST-800-53r5 AC-3(7)", "NIST-800-53r5 CM-6", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.1"],
    },
    needs: GRANTS,
    run,
};

/// So many resources are named.
const NAMED: usize = 4;

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut alike: BTreeMap<Vec<GroupIx>, Vec<Replaced>> = BTreeMap::new();
    for replaced in replaced::of(cx.snapshot) {
        alike.entry(replaced.changes.keys().copied().collect()).or_default().push(replaced);
    }
    for (groups, resources) in alike {
        found.extend(tell(cx, &groups, &resources));
    }
}

fn tell(cx: &Context<'_>, groups: &[GroupIx], resources: &[Replaced]) -> Option<Finding> {
    let first = resources.first()?;
    let names: Vec<&str> = groups.iter().map(|group| cx.group_key(*group)).collect();
    let about = match groups {
        [group] => cx.group(*group),
        _ => cx.whole(),
    };
    let models: Vec<&str> = resources.iter().map(|one| cx.snapshot.resource(one.resource).key.as_str()).collect();
    let what = match models.as_slice() {
        [model] => (*model).to_owned(),
        models => count(models.len(), "model"),
    };
    let changes = || resources.iter().flat_map(|one| one.changes.values());
    let effect = match (
        changes().any(|change| !change.gained.is_empty()),
        changes().any(|change| !change.lost.is_empty() || !change.narrowed.is_empty()),
    ) {
        (true, false) => format!("give {} more", and(&names)),
        (false, _) => format!("take from {}", and(&names)),
        (true, true) => format!("change what {} may", and(&names)),
    };
    let mut finding = finding(&CHECK.info, Subject::new("group", &names.join(", ")), about);
    finding.title = format!("rows that replace the shipped ones of {what} {effect}");
    finding.affected =
        cx.affected(cx.users(|held| groups.iter().any(|group| held.contains(group.index())), User::in_use));
    if finding.affected.count == 0 || !resources.iter().any(|one| changes_records(cx, one)) {
        finding.severity = Severity::Low;
    }
    finding.expected = Some("the shipped rows, or rows that give the same".to_owned());
    finding.actual = match models.as_slice() {
        [_] => difference(cx, first),
        models => format!("{}; on {}: {}", some_of(models), models.first()?, difference(cx, first)),
    };
    finding.path = vec![format!("group:{}", names.first()?)];
    let row = groups
        .iter()
        .find_map(|group| first.rows.iter().find(|row| cx.snapshot.grant(**row).to == Grantee::Group(*group)));
    let row = row.or(first.rows.first());
    finding.path.push(match row {
        Some(row) => cx.row_step(*row),
        None => format!("no row of {} counts", models.first()?),
    });
    finding.origin = row.map(|row| cx.snapshot.grant(*row).origin.clone());
    finding.fix =
        Fix { summary: format!("restore the shipped rows of {what}, or write what is meant into the role map") };
    Some(finding)
}

/// The first few by name, and how many more.
fn some_of(models: &[&str]) -> String {
    let more = models.len().saturating_sub(NAMED);
    let named = models.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

/// Whether some group can change records that it could not change as shipped.
fn changes_records(cx: &Context<'_>, replaced: &Replaced) -> bool {
    let changing = cx.snapshot.changing_ops();
    let gained = replaced.changes.values().flat_map(|change| change.gained.values());
    !cx.snapshot.resource(replaced.resource).transient && gained.into_iter().any(|ops| !ops.and(changing).is_empty())
}

/// What the groups gain and lose on one resource: ``` `a` gains write; `b` loses read on own records ```.
fn difference(cx: &Context<'_>, replaced: &Replaced) -> String {
    let told: Vec<String> = replaced
        .changes
        .iter()
        .map(|(group, Change { gained, lost, narrowed })| {
            let gains = (!gained.is_empty()).then(|| format!("gains {}", in_words(cx, gained)));
            let loses = (!lost.is_empty()).then(|| format!("loses {}", in_words(cx, lost)));
            let keeps = (!narrowed.is_empty()).then(|| format!("keeps {} on own records alone", cx.ops(*narrowed)));
            let all: Vec<String> = gains.into_iter().chain(loses).chain(keeps).collect();
            format!("`{}` {}", cx.group_key(*group), all.join(" and "))
        })
        .collect();
    told.join("; ")
}

fn in_words(cx: &Context<'_>, given: &BTreeMap<(u32, bool), Ops>) -> String {
    let words = given.iter().map(|((level, own), ops)| match (level, own) {
        (0, false) => cx.ops(*ops),
        (0, true) => format!("{} on own records", cx.ops(*ops)),
        (level, _) => format!("{} on fields of level {level}", cx.ops(*ops)),
    });
    words.collect::<Vec<_>>().join(", ")
}
