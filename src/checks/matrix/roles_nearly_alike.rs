//! Two roles give nearly the same.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS, plain};
use crate::compare::DesignedRole;
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Joined, Severity};
use crate::snapshot::Rule;

/// The most roles that are compared each with each; of more, only what is exactly alike is told.
const MOST: usize = 1500;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-019",
        name: "roles-nearly-alike",
        title: "roles give nearly the same",
        severity: Severity::Low,
        what: "Compares what the groups of each two designed roles give, beyond what every account has; without a role map, what each two groups give of which somebody made at least one by hand. Told are those of which nearly all operations are the same, on rows that the same record rules narrow: how many percent, and from what size on, policies/account-life.yaml says. Left out are roles of which one extends the other and groups of which one brings the other. Roles that are alike in a chain are one finding. Of more than 1500 roles only those are told that are exactly alike.",
        why: "Of two roles that are nearly the same, one is a copy that nobody keeps up; people get the one or the other by chance.",
        fix: "Make one role of them, or let one extend the other.",
        controls: &["NIST-800-53r5 AC-2", "NIST-800-53r5 AC-6(7)", "ISO27001-2022 A.5.15", "ISO27001-2022 A.5.18"],
    },
    needs: GRANTS,
    run,
};

/// A role or a group, by which cells are given.
#[derive(Clone, Copy)]
enum Who<'c> {
    Role(&'c DesignedRole<'c>),
    Group(GroupIx),
}

/// What one of them gives.
struct Giver<'c> {
    who: Who<'c>,
    cells: Cells,
    size: usize,
    /// Record rules for its groups: with others, the same operations reach other rows.
    rules: FixedBitSet,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let givers = givers(cx);
    let each = how_many(cx) <= MOST;
    for chain in chains(cx, &givers, each) {
        found.extend(tell(cx, &chain));
    }
}

/// How many there are to be compared.
fn how_many(cx: &Context<'_>) -> usize {
    cx.comparison.map_or(cx.snapshot.groups.len(), |comparison| comparison.design.roles.len())
}

/// The roles of the design, or the groups where there is none, that are large enough.
fn givers<'c>(cx: &'c Context<'_>) -> Vec<Giver<'c>> {
    let usual = plain::cells(cx, |_| true);
    let least = cx.policies.account_life.alike_operations as usize;
    let giver = |who, groups: &FixedBitSet| {
        let mut cells = cx.access.cells_of(groups);
        cells.remove(&usual);
        let size = cells.count();
        (size >= least).then(|| Giver { who, cells, size, rules: rules(cx, groups) })
    };
    match cx.comparison {
        Some(comparison) => {
            comparison.design.roles.iter().filter_map(|role| giver(Who::Role(role), &role.closure)).collect()
        }
        None => {
            let groups = (0..cx.snapshot.groups.len()).map(GroupIx::new);
            groups.filter_map(|group| giver(Who::Group(group), &cx.access.graph().closure([group]))).collect()
        }
    }
}

/// The record rules that name one of the groups.
fn rules(cx: &Context<'_>, groups: &FixedBitSet) -> FixedBitSet {
    let named = |rule: &Rule| rule.active && rule.groups.iter().any(|group| groups.contains(group.index()));
    cx.snapshot.rules.iter().enumerate().filter(|(_, rule)| named(rule)).map(|(at, _)| at).collect()
}

/// Givers that are alike, each with those that are like it.
fn chains<'g, 'c>(cx: &Context<'_>, givers: &'g [Giver<'c>], each: bool) -> Vec<Vec<&'g Giver<'c>>> {
    let mut sorted: Vec<&Giver<'c>> = givers.iter().collect();
    sorted.sort_by_key(|giver| giver.size);
    let mut chains = Joined::none(sorted.len());
    if each {
        let percent = cx.policies.account_life.alike_percent as usize;
        for (at, small) in sorted.iter().enumerate() {
            // The larger one has at most so many times as much, or they cannot be alike.
            let near = sorted.iter().enumerate().skip(at + 1);
            for (other, large) in near.take_while(|(_, large)| small.size * 100 >= large.size * percent) {
                if small.is_like(large, percent) && !are_related(cx, small.who, large.who) {
                    chains.join(at, other);
                }
            }
        }
    } else {
        let mut first: HashMap<(&Cells, Vec<usize>), usize> = HashMap::new();
        for (at, giver) in sorted.iter().enumerate() {
            let before = *first.entry((&giver.cells, giver.rules.ones().collect())).or_insert(at);
            if sorted.get(before).is_some_and(|other| !are_related(cx, other.who, giver.who)) {
                chains.join(before, at);
            }
        }
    }
    let together = chains.together();
    together.into_iter().map(|chain| chain.into_iter().filter_map(|at| sorted.get(at).copied()).collect()).collect()
}

impl Giver<'_> {
    /// Whether so many percent of what either gives is what both give.
    fn is_like(&self, other: &Self, percent: usize) -> bool {
        if self.rules.ones().ne(other.rules.ones()) {
            return false;
        }
        let mut both = self.cells.clone();
        both.keep(&other.cells);
        let both = both.count();
        both * 100 >= percent * (self.size + other.size - both)
    }
}

/// Whether one is meant to have what the other has, or nobody of the company made either.
fn are_related(cx: &Context<'_>, one: Who<'_>, other: Who<'_>) -> bool {
    match (one, other) {
        (Who::Role(one), Who::Role(other)) => {
            let extends = |one: &DesignedRole<'_>, other: &DesignedRole<'_>| {
                one.lineage.iter().any(|role| role.name.value == other.name())
            };
            extends(one, other) || extends(other, one)
        }
        (Who::Group(one), Who::Group(other)) => {
            let shipped = |group: GroupIx| cx.snapshot.group(group).origin.is_vendor();
            let graph = cx.access.graph();
            (shipped(one) && shipped(other)) || graph.brings(one, other) || graph.brings(other, one)
        }
        _ => true,
    }
}

fn tell(cx: &Context<'_>, chain: &[&Giver<'_>]) -> Option<Finding> {
    let name = |giver: &&Giver<'_>| match giver.who {
        Who::Role(role) => role.name().to_owned(),
        Who::Group(group) => cx.group_key(group).to_owned(),
    };
    let mut names: Vec<String> = chain.iter().map(name).collect();
    names.sort_unstable();
    let first = chain.first()?;
    let kind = if matches!(first.who, Who::Role(_)) { "role" } else { "group" };
    let mut shared = first.cells.clone();
    for giver in chain {
        shared.keep(&giver.cells);
    }
    let largest = chain.iter().map(|giver| giver.size).max().unwrap_or_default();
    let (severity, by) = weigh(Impact::Hygiene, Reach::Role, Confidence::High);
    let mut finding = finding(&CHECK.info, Subject::new(kind, &names.join(", ")), cx.whole());
    finding.title = format!("{kind}s {} give nearly the same", and(&names));
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some(format!("one {kind} for one job"));
    finding.actual = format!("each of them gives {}; none gives more than {largest}", cx.measure(&shared));
    finding.designed_at = chain.iter().find_map(|giver| match giver.who {
        Who::Role(role) => Some(role.role.name.at.clone()),
        Who::Group(_) => None,
    });
    finding.path = names.iter().take(3).map(|name| format!("{kind}:{name}")).collect();
    finding.path.extend((names.len() > 3).then(|| format!("and {} more", names.len() - 3)));
    finding.fix = Fix { summary: format!("make one {kind} of {}, or let one extend the other", and(&names)) };
    let holders = chain.iter().flat_map(|giver| match giver.who {
        Who::Role(role) => role.holders.clone(),
        Who::Group(group) => cx.users(|groups| groups.contains(group.index()), |user| user.active),
    });
    finding.affected = cx.affected(holders);
    Some(finding)
}

/// Roles that are too many to be compared each with each.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let many = how_many(cx);
    (many > MOST && cx.has_all(CHECK.needs)).then(|| NotAssessed {
        what: "roles that are nearly alike".to_owned(),
        reason: format!("{many} are too many to compare each with each: only those that are exactly alike are told"),
        asked_for: false,
    })
}
