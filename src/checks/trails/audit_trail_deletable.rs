//! Those whose deeds are written down can change what is written.

use std::collections::BTreeMap;

use super::{present, rules};
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GrantIx, GroupIx, OpIx, Ops, Severity, UserIx};
use crate::snapshot::{Grantee, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "LOG-002",
        name: "audit-trail-deletable",
        title: "people can change or erase the audit trail",
        severity: Severity::Critical,
        what: "Looks who may write or delete what policies/audit-trail.yaml names as the trail, such as versions, logs and tracked values, by group. Administrators are medium, others high; where the ERP's program keeps people to their own entries whatever its rows say, it is low.",
        why: "A trail that the person it speaks of can erase proves nothing.",
        fix: "Take the right to write and delete away from all, and copy the trail to where administrators of the ERP have no access.",
        controls: &["NIST-800-53r5 AU-9", "NIST-800-53r5 AU-9(4)", "ISO27001-2022 A.8.15", "PCI-DSS-4.0.1 10.3.2"],
    },
    needs: GRANTS,
    run,
};

/// What one group may do to the trail.
#[derive(Default)]
struct Eraser<'c> {
    resources: Vec<&'c str>,
    ops: Ops,
    rows: Vec<GrantIx>,
    /// The ERP's program narrows all of it.
    narrowed: bool,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (to, eraser) in erasers(cx) {
        found.extend(told(cx, to, &eraser));
    }
}

/// Who may by a row; what the program narrows apart from the rest.
fn erasers<'c>(cx: &'c Context<'_>) -> BTreeMap<(Grantee, bool), Eraser<'c>> {
    let mut erasers: BTreeMap<(Grantee, bool), Eraser<'c>> = BTreeMap::new();
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
                let eraser = erasers.entry((grant.to, trail.narrowed)).or_default();
                eraser.resources.push(&cx.snapshot.resource(resource).key);
                eraser.ops = eraser.ops.with(given);
                eraser.rows.push(GrantIx::new(at));
                eraser.narrowed = trail.narrowed;
            }
        }
    }
    erasers
}

fn told(cx: &Context<'_>, (to, _): (Grantee, bool), eraser: &Eraser<'_>) -> Option<Finding> {
    let member = |group: GroupIx| move |groups: &fixedbitset::FixedBitSet| groups.contains(group.index());
    let signs_in = |user: &crate::snapshot::User| user.in_use() && !user.superuser && user.kind != UserKind::System;
    let (subject, who, users): (Subject, String, Vec<UserIx>) = match to {
        Grantee::Group(group) => {
            let key = cx.group_key(group);
            (Subject::new("group", key), format!("members of `{key}`"), cx.users(member(group), signs_in))
        }
        Grantee::Everyone => {
            (Subject::new("everyone", "everyone"), "everyone".to_owned(), cx.users(|_| true, signs_in))
        }
    };
    let first = users.iter().min().copied()?;
    let mut resources = eraser.resources.clone();
    resources.sort_unstable();
    resources.dedup();
    let administers = matches!(to, Grantee::Group(group) if cx.administers(group));
    let place = crate::findings::ResourceRef {
        ops: cx.snapshot.op_names(eraser.ops).into_iter().map(str::to_owned).collect(),
        model: eraser.narrowed.then(|| resources.first().map(|key| (*key).to_owned())).flatten(),
        ..cx.whole()
    };
    let mut finding = finding(&CHECK.info, subject, place);
    finding.title = format!("{who} can {} the audit trail", ops_in_words(cx, eraser.ops));
    let outside = |user: &UserIx| matches!(cx.snapshot.user(*user).kind, UserKind::External | UserKind::Anonymous);
    let reach = match to {
        _ if administers => Reach::Admin,
        _ if eraser.narrowed => Reach::Internal,
        _ if users.iter().any(outside) => Reach::Outside,
        Grantee::Everyone => Reach::Internal,
        Grantee::Group(_) => Reach::Role,
    };
    let impact = if eraser.narrowed { Impact::Hygiene } else { Impact::Money };
    finding.confidence = if eraser.narrowed { Confidence::Medium } else { Confidence::High };
    let (severity, by) = weigh(impact, reach, finding.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("nobody can change what the system wrote down about changes".to_owned());
    let own = if eraser.narrowed { ", as far as the program lets them at entries of others" } else { "" };
    finding.actual = format!("they may {} {}{own}", cx.ops(eraser.ops), and(&resources));
    finding.path = vec![format!("user:{}", cx.snapshot.user(first).key)];
    finding.path.extend(eraser.rows.iter().take(3).map(|row| cx.row_step(*row)));
    let rows = || eraser.rows.iter().map(|row| cx.snapshot.grant(*row));
    finding.vendor_default = rows().all(|row| row.origin.is_vendor());
    finding.origin = rows().next().map(|row| row.origin.clone());
    finding.affected = cx.affected(users);
    finding.fix = Fix {
        summary: format!(
            "take {} on {} away, and copy the trail out of the system",
            cx.ops(eraser.ops),
            and(&resources)
        ),
    };
    Some(finding)
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
