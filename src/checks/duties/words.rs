//! The words of all findings about duties.

use std::collections::BTreeSet;

use crate::checks::context::Context;
use crate::checks::telling::and;
use crate::checks::telling::finding_by;
use crate::duties::{Route, SideOf, Survey};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, RecordScope};
use crate::policy::duties::Risk;
use crate::snapshot::Grantee;

/// A finding of a risk with everything that does not depend on who has it.
pub(super) fn about(cx: &Context<'_>, info: &'static CheckInfo, risk: &Risk, subject: Subject) -> Finding {
    let mut finding = finding_by(info, &risk.id.value, subject, cx.whole());
    finding.severity = risk.severity;
    finding.expected = Some(format!("nobody can {} alone", risk.title));
    finding.designed_at.clone_from(&risk.at);
    finding.risk = risk.why.clone().into();
    finding.controls.clone_from(&risk.controls);
    finding
}

/// The functions of sides, to go on after *can*: `pay suppliers and also post bills`.
pub(super) fn functions(survey: &Survey<'_>, sides: &[SideOf<'_>]) -> String {
    let titles = sides.iter().filter_map(|side| survey.performers.rules.functions.get(side.function));
    titles.map(|known| known.rule.title.as_str()).collect::<Vec<_>>().join(" and also ")
}

/// Each side with what makes it possible: `pay suppliers by create on account.payment (all records)`.
pub(super) fn possible(cx: &Context<'_>, survey: &Survey<'_>, sides: &[SideOf<'_>]) -> String {
    let each = sides.iter().filter_map(|side| {
        let known = survey.performers.rules.functions.get(side.function)?;
        Some(format!("{} by {}", known.rule.title, right(cx, side)))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn right(cx: &Context<'_>, side: &SideOf<'_>) -> String {
    let groups = || and(side.side.right.groups.iter().map(|group| cx.group_key(*group)));
    let Some((resource, _)) = side.side.right.cell else { return format!("group {}", groups()) };
    let rows = match side.side.scope {
        RecordScope::Unknown => "which records is unknown".to_owned(),
        scope => format!("{} records", scope.word()),
    };
    let member =
        if side.side.right.groups.is_empty() { String::new() } else { format!(" as a member of {}", groups()) };
    format!("{} on {}{member} ({rows})", cx.ops(side.side.ops), cx.snapshot.resource(resource).key)
}

/// How each side came about, one after the other.
pub(super) fn path(cx: &Context<'_>, survey: &Survey<'_>, sides: &[(SideOf<'_>, Route)]) -> Vec<String> {
    let mut steps = Vec::new();
    for (side, route) in sides {
        let title = survey.performers.rules.functions.get(side.function).map_or("", |known| &known.rule.title);
        steps.push(format!("function:{title}"));
        chain(cx, &route.groups, &mut steps);
        match (route.row, side.side.right.cell) {
            (Some(row), _) => steps.push(cx.row_step(row)),
            (None, Some((resource, _))) => {
                steps.push(format!("open:no row speaks of {}", cx.snapshot.resource(resource).key));
            }
            (None, None) => {}
        }
        if route.guard != route.groups {
            chain(cx, &route.guard, &mut steps);
        }
    }
    steps
}

fn chain(cx: &Context<'_>, groups: &[GroupIx], steps: &mut Vec<String>) {
    for (at, group) in groups.iter().enumerate() {
        steps.push(format!("{}:{}", if at == 0 { "group" } else { "implies" }, cx.group_key(*group)));
    }
}

/// What to look at first where a side comes by a row that somebody made for everyone: nobody can be taken out of that.
pub(super) fn open_rows(cx: &Context<'_>, sides: &[(SideOf<'_>, Route)]) -> Option<String> {
    let open = sides.iter().filter_map(|(_, route)| route.row).map(|row| cx.snapshot.grant(row)).filter(|grant| {
        let to_everyone = match grant.to {
            Grantee::Everyone => true,
            Grantee::Group(group) => cx.snapshot.group(group).given_to.is_some(),
        };
        to_everyone && !grant.origin.is_vendor()
    });
    let keys: BTreeSet<&str> = open.map(|grant| grant.key.as_str()).collect();
    (!keys.is_empty()).then(|| format!("close {} to everyone (grant-to-everyone)", and(keys)))
}

/// What to do, and what makes it bearable until then.
pub(super) fn fix(cx: &Context<'_>, first: Option<String>, risk: &Risk) -> Fix {
    let mitigations: Vec<&str> = cx.policies.duties.mitigations(risk).map(|one| one.title.as_str()).collect();
    let until =
        if mitigations.is_empty() { String::new() } else { format!(" Until then: {}.", mitigations.join("; or ")) };
    let first = first.map(|first| format!("{first}. ")).unwrap_or_default();
    Fix { summary: format!("{first}{}{until}", risk.fix) }
}
