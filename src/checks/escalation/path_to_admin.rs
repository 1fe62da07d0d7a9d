//! Somebody who is no administrator can become one.

use std::collections::BTreeMap;

use super::ways_up::{Up, finding_of, fix, people, ways_up, who};
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::escalation::{Path, Standing, Step};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Severity, UserIx};
use crate::policy::Gives;
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-001",
        name: "path-to-admin",
        title: "somebody who is not meant to administer can become administrator",
        severity: Severity::Critical,
        what: "Follows what policies/escalation says of this kind of system from everybody's groups: rows that let people write accounts, groups or rights, groups that bring a group of administrators, and accounts of others that somebody can act as. Tells each group that brings such a way once, with the shortest path. An implication that the design does not have is told by group-implies-more. People who administer by design, and what leads to a program on the server (path-to-code), are not told here.",
        why: "Whoever can become administrator is one; the steps take minutes and are often a part of everyday work.",
        fix: "Take the row or the implication away, or keep the group for administrators.",
        controls: CONTROLS,
    },
    needs: NEEDS,
    run,
};

/// What no path is found without.
pub(super) const NEEDS: &[Need] = &[Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)];

/// Those of all paths.
pub(super) const CONTROLS: &[&str] = &[
    "NIST-800-53r5 AC-6(1)",
    "NIST-800-53r5 AC-6(10)",
    "NIST-800-53r5 CM-5",
    "ISO27001-2022 A.8.2",
    "ISO27001-2022 A.8.18",
    "PCI-DSS-4.0.1 7.2.2",
];

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    made(cx, found);
    for up in ways_up(cx, |ends| ends == Gives::Administrator) {
        found.extend(told(cx, &up));
    }
}

fn told(cx: &Context<'_>, up: &Up) -> Option<Finding> {
    let mut finding = finding_of(cx, &CHECK.info, up)?;
    finding.title = format!("{} can become administrator", who(cx, up));
    finding.expected = Some("nobody but administrators can".to_owned());
    finding.fix = Fix { summary: fix(cx, up, "become administrator") };
    Some(finding)
}

/// Whether one of the implications of a chain is told against a role map.
fn told_by_the_design(cx: &Context<'_>, chain: &[GroupIx]) -> bool {
    let told = cx.comparison.iter().flat_map(|comparison| &comparison.roles.implies_more);
    let edges = || chain.iter().zip(chain.iter().skip(1));
    told.filter(|more| cx.administers(more.to)).any(|more| edges().any(|edge| edge == (&more.from, &more.to)))
}

/// Groups that bring a group of administrators.
fn made(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let escalations = cx.escalations();
    let mut by_chain: BTreeMap<(GroupIx, GroupIx), (Vec<GroupIx>, Vec<UserIx>)> = BTreeMap::new();
    for profile in 0..cx.access.profiles().len() {
        if let Standing::Made(chain) = escalations.standing(profile)
            && let (Some(first), Some(last)) = (chain.first(), chain.last())
        {
            let (_, users) = by_chain.entry((*first, *last)).or_insert_with(|| (chain.clone(), Vec::new()));
            users.extend(people(cx, profile));
        }
    }
    for ((first, last), (chain, users)) in by_chain {
        let Some(user) = users.iter().min() else { continue };
        if told_by_the_design(cx, &chain) {
            continue;
        }
        let (from, to) = (cx.group_key(first), cx.group_key(last));
        let mut finding = finding(&CHECK.info, Subject::new("group", from), cx.group(last));
        finding.title = format!("`{from}` makes its members administrators: it implies `{to}`");
        let (_, by) = weigh(Impact::Money, Reach::Role, Confidence::High);
        finding.severity = Severity::Critical;
        finding.severity_by = Some(format!("{by}, one step up: they are administrators already"));
        finding.expected = Some("nobody but administrators can give any right to anyone".to_owned());
        finding.actual = format!("members of `{from}` are members of `{to}`, who can give any right to anyone");
        let path = Path { ends: Gives::Administrator, steps: vec![Step::Made(chain)] };
        // The step that the group makes possible, where the policy knows one.
        let up = escalations.held(cx.access.profile_index(*user)).iter().find(|held| {
            let gives = escalations.way(held).map(|way| way.rule.gives);
            gives == Some(Gives::Administrator) && held.row.is_some()
        });
        finding.path = escalations.words(&path, *user, None);
        if let Some(held) = up {
            finding.path.pop();
            finding.path.extend(held.row.map(|row| cx.row_step(row)));
            finding.path.extend(escalations.way(held).map(|way| way.rule.how.clone()));
        }
        finding.affected = cx.affected(users.iter().copied());
        finding.origin = Some(cx.snapshot.group(first).origin.clone());
        finding.vendor_default = cx.snapshot.group(first).origin.is_vendor();
        finding.fix = Fix { summary: format!("remove `{to}` from what `{from}` implies, and from its members") };
        found.push(finding);
    }
}
