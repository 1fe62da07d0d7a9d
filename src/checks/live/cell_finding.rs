//! What the checks of single answers tell alike: who was asked as, what was sent, what came back, what should have.

use std::collections::BTreeSet;

use super::reading::{Group, Reading};
use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::compare::{DesignedField, DesignedRole};
use crate::findings::{Answer, CheckInfo, Finding, Subject};
use crate::model::{Confidence, Position};
use crate::probe::{Cell, RoleRun};

/// So many requests are named in a path; the report's cells have all.
pub(super) const NAMED: usize = 6;

/// A finding about a group of answers; title, expectation and fix are the check's own.
pub(super) fn about<'a>(
    cx: &Context<'_>,
    reading: &Reading<'a>,
    info: &'static CheckInfo,
    group: &Group<'a>,
) -> Finding {
    let mut resource = cx.model(group.resource, group.ops);
    resource.field = group.field.map(str::to_owned);
    let mut finding = finding(info, Subject::new("role", &group.run.name), resource);
    let holders = designed(cx, group.run).map(|role| role.holders.iter().copied()).into_iter().flatten();
    finding.affected = cx.affected(holders.chain([group.run.asker.user]));
    finding.actual = format!("{} in {}", words(&group.cells, observed), count(group.cells.len(), "request"));
    finding.path = vec![asker(group.run)];
    finding.path.extend(group.cells.iter().take(NAMED).map(|cell| request(cell)));
    if group.cells.len() > NAMED {
        finding.path.push(format!("and {}", count(group.cells.len() - NAMED, "more request")));
    }
    let against: BTreeSet<String> = group.cells.iter().flat_map(|cell| reading.against(cell)).map(request).collect();
    finding.path.extend(against.into_iter().take(NAMED).map(|request| format!("but {request}")));
    finding.path.push(format!("designed: {}", words(&group.cells, designed_word)));
    finding.path.push(format!("computed from the configuration: {}", computed(&group.cells)));
    let disputed = group.cells.iter().all(|cell| reading.against(cell).next().is_some());
    finding.confidence = if disputed { Confidence::Medium } else { Confidence::Proven };
    finding
}

/// `probe as ann (role seller)`.
pub(super) fn asker(run: &RoleRun) -> String {
    format!("probe as {} (role {})", run.asker.login, run.name)
}

/// What was sent and what came of it, as a step of a path.
pub(super) fn request(cell: &Cell) -> String {
    let caveat = cell.observed.caveat.map(|caveat| format!(" ({caveat})")).unwrap_or_default();
    format!("{}: {}{caveat}", cell.words, observed(cell).word())
}

/// The role in the design, if there is one.
pub(super) fn designed<'c>(cx: &Context<'c>, run: &RoleRun) -> Option<&'c DesignedRole<'c>> {
    cx.comparison?.design.roles.get(run.role as usize)
}

/// `write on sale.order`, `read on a record of sale.order`, `read on res.partner.bank_ids`.
pub(super) fn access(cx: &Context<'_>, group: &Group<'_>) -> String {
    let of = if group.records { "a record of " } else { "" };
    format!("{} on {of}{}", cx.ops(group.ops), place(cx, group))
}

/// The resource, or the field with its resource.
pub(super) fn place(cx: &Context<'_>, group: &Group<'_>) -> String {
    let key = &cx.snapshot.resource(group.resource).key;
    group.field.map_or_else(|| key.clone(), |field| format!("{key}.{field}"))
}

/// Where the design speaks about what was asked: the field's rule, the record scope, the denial or the grant.
pub(super) fn designed_at(cx: &Context<'_>, group: &Group<'_>, denied: bool) -> Option<Position> {
    let role = designed(cx, group.run)?;
    let key = &cx.snapshot.resource(group.resource).key;
    let named = |field: &&DesignedField<'_>| field.resource == group.resource && Some(field.name) == group.field;
    let field = role.fields.iter().find(named);
    let scope = || role.records.iter().find(|(resource, ..)| *resource == group.resource).map(|(_, _, at)| *at);
    let at = match field {
        Some(field) => Some(field.at),
        None if group.records => scope(),
        None if denied => role.denied_at(key),
        None => None,
    };
    Some(at.unwrap_or_else(|| role.designed_at(key)).clone())
}

/// What the computed access says about all of these answers; nothing where it says different things or nothing.
pub(super) fn predicted(cells: &[&Cell]) -> Option<bool> {
    let first = cells.first()?.predicted;
    first.filter(|_| cells.iter().all(|cell| cell.predicted == first))
}

/// The command that shows which rows give or lack the first of the operations.
pub(super) fn explain(cx: &Context<'_>, group: &Group<'_>) -> String {
    let op = group.ops.iter().next().map(|op| cx.snapshot.operation(op).name.as_str()).unwrap_or_default();
    format!("`rolecall explain {} {} {op}`", group.run.asker.login, cx.snapshot.resource(group.resource).key)
}

/// What the computed access says about these answers, in words.
pub(super) fn computed(cells: &[&Cell]) -> String {
    words(cells, |cell| Answer::of(cell.predicted, Answer::Unknown))
}

fn designed_word(cell: &Cell) -> Answer {
    Answer::of(cell.designed.allowed(), Answer::Silent)
}

fn observed(cell: &Cell) -> Answer {
    Answer::of(cell.observed.allowed(), Answer::Inconclusive)
}

/// The different words in the order of the cells: `denied`, `denied or allowed`.
fn words(cells: &[&Cell], word: impl Fn(&Cell) -> Answer) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in cells.iter().map(|cell| word(cell).word()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" or ")
}
