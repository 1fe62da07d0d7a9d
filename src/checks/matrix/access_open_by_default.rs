//! No row speaks about a resource, and the ERP then allows whoever signs in.

use fixedbitset::FixedBitSet;

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding, roles_in_words};
use crate::checks::{Check, GRANTS};
use crate::compare::OpenAccess;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{ResourceIx, Severity};
use crate::snapshot::User;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-018",
        name: "access-open-by-default",
        title: "no row keeps anyone from it",
        severity: Severity::High,
        what: "For systems that allow what no access row speaks about, such as Tryton: tells what is open to people because no row speaks to them: about some resources there is none at all, about others rows for certain groups alone. A resource that a role must not reach is a finding of its own; all others are one finding, medium where the design of some role does not have them, low where the design of every role has them or there is no design.",
        why: "Nobody has granted it, so no review of groups and rows shows it: parties with their bank accounts and attachments of any record may be among it.",
        fix: "Add an access row without a group that allows nothing, and a row for each group that needs the resource.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-6", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.2.5"],
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut open = open_to_anyone(cx);
    let mut undesigned = Cells::none(cx.snapshot);
    let mut roles: Vec<u32> = Vec::new();
    for (resource, access) in cx.comparison.iter().flat_map(|comparison| &comparison.roles.open) {
        let rest = access.ops.without(access.forbidden);
        undesigned.insert(*resource, rest);
        open.insert(*resource, rest);
        open.take(*resource, access.forbidden);
        roles.extend(&access.roles);
        if !access.forbidden.is_empty() {
            found.extend(forbidden(cx, *resource, access));
        }
    }
    roles.sort_unstable();
    roles.dedup();
    if !open.is_empty() {
        found.push(all_together(cx, &open, &undesigned, &roles));
    }
}

/// What is open to somebody who may sign in, because no row speaks to them.
fn open_to_anyone(cx: &Context<'_>) -> Cells {
    let mut open = Cells::none(cx.snapshot);
    for cells in cx.profiles(is_held_by_rows).filter_map(|profile| cx.access.open_to(&profile.groups)) {
        open.add(&cells);
    }
    open
}

/// Whether rows, or that there are none, decide what an account may do.
fn is_held_by_rows(user: &User) -> bool {
    user.signs_in() && !user.superuser
}

/// A resource that roles must not reach.
fn forbidden(cx: &Context<'_>, resource: ResourceIx, access: &OpenAccess) -> Option<Finding> {
    let comparison = cx.comparison?;
    let key = &cx.snapshot.resource(resource).key;
    let ops = cx.ops(access.forbidden);
    let mut finding = finding(&CHECK.info, Subject::new("everyone", key), cx.model(resource, access.forbidden));
    finding.severity = Severity::High;
    let names: Vec<&str> = access.forbidding.iter().map(|role| comparison.design.role(*role).name()).collect();
    finding.title = format!("no row keeps {} from {ops} on {key}", roles_in_words(names.iter().copied()));
    let holders = |role: &u32| comparison.design.role(*role).holders.iter().copied();
    finding.affected = cx.affected(access.forbidding.iter().flat_map(holders));
    finding.expected = Some(format!("the design of {} denies it", and(names)));
    finding.designed_at =
        access.forbidding.iter().find_map(|role| comparison.design.role(*role).denied_at(key)).cloned();
    finding.actual = format!("no access row speaks to them about {key}");
    finding.path = vec!["everyone to whom no row speaks".to_owned(), format!("no row about {key}")];
    finding.fix = Fix {
        summary: format!(
            "add an access row on {key} that names no group and allows nothing, and one for each group that needs it"
        ),
    };
    Some(finding)
}

/// Everything else that is open.
fn all_together(cx: &Context<'_>, open: &Cells, undesigned: &Cells, roles: &[u32]) -> Finding {
    let mut finding = finding(&CHECK.info, Subject::new("everyone", "open by default"), cx.whole());
    let resources = open.iter().count();
    finding.severity = if undesigned.is_empty() { Severity::Low } else { Severity::Medium };
    finding.title = format!("whoever signs in has what no row keeps from them: {}", count(resources, "model"));
    let has = |groups: &FixedBitSet| {
        cx.access.open_to(groups).is_some_and(|mut cells| {
            cells.keep(open);
            !cells.is_empty()
        })
    };
    finding.affected = cx.affected(cx.users(has, is_held_by_rows));
    finding.expected = cx.comparison.filter(|_| !undesigned.is_empty()).map(|comparison| {
        let names = roles.iter().map(|role| comparison.design.role(*role).name());
        format!("the design of {} does not have {}", and(names), cx.measure(undesigned))
    });
    finding.actual = cx.measure(open);
    finding.path =
        vec!["everyone to whom no row speaks".to_owned(), format!("no row about {}", count(resources, "model"))];
    finding
}
