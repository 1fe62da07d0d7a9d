//! Those whose deeds are written down can change what is written.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::{present, rules};
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GrantIx, OpIx, Ops, Severity, UserIx};
use crate::snapshot::{Grantee, User, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "LOG-002",
        name: "audit-trail-deletable",
        title: "people can change or erase the audit trail",
        severity: Severity::Critical,
        what: "Looks who may write or delete what policies/audit-trail.yaml names as the trail, such as versions, logs and tracked values, by group. Everybody and outsiders are critical, groups of the business high, administrators together medium; where the ERP's program keeps people to their own entries whatever its rows say, all of them are one note.",
        why: "A trail that the person it speaks of can erase proves nothing.",
        fix: "Take the right to write and delete away from all, and copy the trail to where administrators of the ERP have no access.",
        controls: &["NIST-800-53r5 AU-9", "NIST-800-53r5 AU-9(4)", "ISO27001-2022 A.8.15", "PCI-DSS-4.0.1 10.3.2"],
    },
    needs: GRANTS,
    run,
};

/// Who may do something to the trail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Whoever administers, by whichever of their groups.
    Administrators,
    /// A group of others, or everyone.
    Others(Grantee),
    /// Whom the ERP's program keeps to their own entries.
    Narrowed,
}

/// What they may do to it.
#[derive(Default)]
struct Eraser<'c> {
    resources: Vec<&'c str>,
    ops: Ops,
    rows: Vec<GrantIx>,
    to: Vec<Grantee>,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (who, eraser) in erasers(cx) {
        found.extend(told(cx, who, &eraser));
    }
}

/// Who may by a row; what the program narrows apart from the rest.
fn erasers<'c>(cx: &'c Context<'_>) -> BTreeMap<Who, Eraser<'c>> {
    let mut erasers: BTreeMap<Who, Eraser<'c>> = BTreeMap::new();
    for trail in rules(cx).flat_map(|rules| &rules.trail) {
        let named = |name: &String| cx.snapshot.operations.iter().position(|op| op.name == *name);
        let ops = trail.ops.iter().filter_map(named).fold(Ops::NONE, |ops, at| ops.with(Ops::one(OpIx::new(at))));
        for resource in present(cx, &trail.on) {
            let closed = cx.snapshot.resource(resource).closed;
            for (at, grant) in cx.snapshot.grants.iter().enumerate() {
                let given = grant.ops.and(ops).without(closed);
                let counts = grant.active && !grant.superseded && !grant.own && grant.level == 0;
                if grant.resource != resource || !counts || given.is_empty() {
                    continue;
                }
                let administers = matches!(grant.to, Grantee::Group(group) if cx.administers(group));
                let who = match (trail.narrowed, administers) {
                    (true, _) => Who::Narrowed,
                    (false, true) => Who::Administrators,
                    (false, false) => Who::Others(grant.to),
                };
                let eraser = erasers.entry(who).or_default();
                eraser.resources.push(&cx.snapshot.resource(resource).key);
                eraser.ops = eraser.ops.with(given);
                eraser.rows.push(GrantIx::new(at));
                eraser.to.push(grant.to);
            }
        }
    }
    erasers
}

fn told(cx: &Context<'_>, who: Who, eraser: &Eraser<'_>) -> Option<Finding> {
    let signs_in = |user: &User| user.in_use() && !user.superuser && user.kind != UserKind::System;
    let everyone = eraser.to.contains(&Grantee::Everyone);
    let held = |groups: &FixedBitSet| {
        everyone || eraser.to.iter().any(|to| matches!(to, Grantee::Group(group) if groups.contains(group.index())))
    };
    let users: Vec<UserIx> = cx.users(held, signs_in);
    let first = users.iter().min().copied()?;
    let (subject, name) = match who {
        Who::Administrators => (Subject::new("population", "administrators"), "administrators".to_owned()),
        Who::Narrowed => (Subject::new("population", "people with entries of their own"), "people".to_owned()),
        Who::Others(Grantee::Everyone) => (Subject::new("everyone", "everyone"), "everyone".to_owned()),
        Who::Others(Grantee::Group(group)) => {
            let key = cx.group_key(group);
            (Subject::new("group", key), format!("members of `{key}`"))
        }
    };
    let narrowed = who == Who::Narrowed;
    let mut resources = eraser.resources.clone();
    resources.sort_unstable();
    resources.dedup();
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    let own = if narrowed { " where the program lets them" } else { "" };
    finding.title = format!("{name} can {} the audit trail{own}", ops_in_words(cx, eraser.ops));
    finding.confidence = if narrowed { Confidence::Medium } else { Confidence::High };
    let (severity, by) = severity(cx, who, &users, finding.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("nobody can change what the system wrote down about changes".to_owned());
    let own = if narrowed { ", as far as the program lets them at entries of others" } else { "" };
    finding.actual = format!("they may {} {}{own}", cx.ops(eraser.ops), and(&resources));
    finding.path = vec![format!("user:{}", cx.snapshot.user(first).key)];
    finding.path.extend(eraser.rows.iter().take(3).map(|row| cx.row_step(*row)));
    let rows = || eraser.rows.iter().map(|row| cx.snapshot.grant(*row));
    finding.vendor_default = rows().all(|row| row.origin.is_vendor());
    finding.origin = rows().next().map(|row| row.origin.clone());
    finding.affected = cx.affected(users);
    let what = if narrowed {
        "leave the rows: without them people could not take back what they wrote themselves. Copy what must stay out of the system"
            .to_owned()
    } else {
        format!("take {} on {} away, and copy the trail out of the system", cx.ops(eraser.ops), and(&resources))
    };
    finding.fix = Fix { summary: what };
    Some(finding)
}

fn severity(cx: &Context<'_>, who: Who, users: &[UserIx], confidence: Confidence) -> (Severity, String) {
    let outside = |user: &UserIx| cx.snapshot.user(*user).kind.is_outside();
    let reach = match who {
        Who::Narrowed => return (Severity::Info, "a note: the program keeps people to their own entries".to_owned()),
        Who::Administrators => Reach::Admin,
        Who::Others(_) if users.iter().any(outside) => Reach::Outside,
        Who::Others(Grantee::Everyone) => Reach::Internal,
        Who::Others(Grantee::Group(_)) => Reach::Role,
    };
    weigh(Impact::Money, reach, confidence)
}

/// `change`, `erase` or both.
fn ops_in_words(cx: &Context<'_>, ops: Ops) -> &'static str {
    let erases = !ops.and(cx.snapshot.ops_of(crate::model::Verb::Delete)).is_empty();
    match (erases, ops.without(cx.snapshot.ops_of(crate::model::Verb::Delete)).is_empty()) {
        (true, true) => "erase",
        (true, false) => "change and erase",
        (false, _) => "change",
    }
}
