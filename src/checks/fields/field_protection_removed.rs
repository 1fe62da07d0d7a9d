//! Somebody lowered what the vendor protects a field with.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Ops, Severity, UserIx, Verb};
use crate::snapshot::{Domain, Field, FieldGuard, ShippedGuard};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-007",
        name: "field-protection-removed",
        title: "a field has less protection than it was shipped with",
        severity: Severity::High,
        what: "Lists fields that the vendor ships with a protection of their own, such as a permission level, and that somebody opened to more people.",
        why: "The vendor protects few fields, for a reason: approvals, prices, salaries. Whoever may use the document may now use the field.",
        fix: "Restore the shipped protection.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-6", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.2.1"],
    },
    needs: &[Need::Domain(Domain::Fields), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for field in &cx.snapshot.fields {
        if let Some(shipped) = &field.shipped {
            found.extend(tell(cx, field, shipped));
        }
    }
}

fn tell(cx: &Context<'_>, field: &Field, shipped: &ShippedGuard) -> Option<Finding> {
    let as_shipped = Field { guard: Some(shipped.guard.clone()), ..field.clone() };
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for user in (0..cx.snapshot.users.len()).map(UserIx::new) {
        let gained = |verb: Verb, now: Option<bool>, then: Option<bool>| {
            let may = !cx.access.of(user).cells.ops(field.resource).and(cx.snapshot.ops_of(verb)).is_empty();
            may && now == Some(true) && then == Some(false)
        };
        if !cx.snapshot.user(user).in_use() {
            continue;
        }
        if gained(Verb::Read, cx.access.sees(user, field), cx.access.sees(user, &as_shipped)) {
            reads.push(user);
        }
        if gained(Verb::Write, cx.access.changes(user, field), cx.access.changes(user, &as_shipped)) {
            writes.push(user);
        }
    }
    // A level that nobody needs any more may be lowered without opening the field to anybody yet.
    if reads.is_empty() && writes.is_empty() && !is_lowered(field) {
        return None;
    }
    let key = &cx.snapshot.resource(field.resource).key;
    let verbs = [(Verb::Read, &reads), (Verb::Write, &writes)].into_iter().filter(|(_, users)| !users.is_empty());
    let ops = verbs.fold(Ops::NONE, |ops, (verb, _)| ops.with(cx.snapshot.ops_of(verb)));
    let place = cx.field(field.resource, &field.name, Ops::NONE);
    let mut finding = finding(&CHECK.info, Subject::new("field", &format!("{key}.{}", field.name)), place);
    finding.title = format!("the protection of {key}.{} was lowered", field.name);
    finding.severity = match (reads.is_empty(), writes.is_empty()) {
        (true, true) => Severity::Low,
        (false, true) => Severity::Medium,
        (_, false) => Severity::High,
    };
    finding.expected = Some(format!("{}, as shipped", guard(&shipped.guard)));
    let gained = if ops.is_empty() {
        "nobody gains by it today".to_owned()
    } else {
        format!("people gain {} on the field", cx.ops(ops))
    };
    finding.actual = format!("{}; {gained}", field.guard.as_ref().map_or_else(String::new, guard));
    finding.affected = cx.affected(reads.into_iter().chain(writes));
    finding.path = vec![format!("field:{key}.{}", field.name), format!("changed: {}", shipped.changed.words())];
    finding.origin = Some(shipped.changed.clone());
    finding.fix = Fix { summary: format!("give {key}.{} its shipped protection back", field.name) };
    Some(finding)
}

/// Whether somebody lowered the field's level, which this check tells.
pub(super) fn is_lowered(field: &Field) -> bool {
    let guards = field.guard.as_ref().zip(field.shipped.as_ref());
    guards.is_some_and(|(now, shipped)| is_lower(now, &shipped.guard))
}

/// Whether a level was lowered.
fn is_lower(now: &FieldGuard, then: &FieldGuard) -> bool {
    let level = |guard: &FieldGuard| match guard {
        FieldGuard::Open => Some(0),
        FieldGuard::Level { level, .. } => Some(*level),
        _ => None,
    };
    level(now).zip(level(then)).is_some_and(|(now, then)| now < then)
}

fn guard(guard: &FieldGuard) -> String {
    match guard {
        FieldGuard::Open => "no protection of its own".to_owned(),
        FieldGuard::Level { level: 0, masked: true } => "its value is masked".to_owned(),
        FieldGuard::Level { level, masked } => {
            format!("permission level {level}{}", if *masked { ", its value masked" } else { "" })
        }
        FieldGuard::Groups { .. } => "groups of its own".to_owned(),
        FieldGuard::Nobody => "nobody sees it".to_owned(),
        FieldGuard::Rows(_) => "rows of its own".to_owned(),
        FieldGuard::Observed { .. } => "as observed".to_owned(),
    }
}
