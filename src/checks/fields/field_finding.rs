//! What both field checks tell.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::compare::{Comparison, DesignedField, FieldDifference};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Ops};
use crate::snapshot::{FieldGuard, Grantee};

/// One finding about one role, field and difference.
pub(super) fn tell(
    cx: &Context<'_>,
    comparison: &Comparison<'_>,
    info: &'static CheckInfo,
    difference: &FieldDifference<'_>,
) -> Finding {
    let (role, designed) = (comparison.design.role(difference.role), &difference.designed);
    let model = &cx.snapshot.resource(designed.resource).key;
    let field = format!("{model}.{}", designed.name);
    let place = cx.field(designed.resource, designed.name, difference.ops);
    let mut finding = finding(info, Subject::new("role", role.name()), place);
    let (ops, expected) = (or(cx, difference.ops), expected(cx, designed));
    finding.title = if difference.beyond {
        format!("role `{}` can {ops} {field}, designed is {expected}", role.name())
    } else {
        format!("role `{}` cannot {ops} {field}, designed is {expected}", role.name())
    };
    finding.affected = cx.affected(difference.users.iter().copied());
    finding.expected = Some(format!("{expected} on {field}"));
    finding.designed_at = Some(designed.at.clone());
    let guard = guard(cx, designed.field.and_then(|field| field.guard.as_ref()));
    finding.actual = match (difference.beyond, difference.seen) {
        (true, _) => format!("the role's groups {ops} {model}, and {guard}"),
        (false, true) => format!("the role's groups do not {ops} {model}"),
        (false, false) => guard.clone(),
    };
    finding.path = vec![format!("role:{}", role.name()), format!("field:{field}: {guard}")];
    finding.fix = Fix {
        summary: match (difference.beyond, difference.seen) {
            (true, _) if designed.ops.is_empty() => {
                format!("put groups on {field} that the role has not, or take {ops} on {model} away")
            }
            (true, _) => format!("take {ops} on {model} away, or let the program refuse it on {field}"),
            (false, true) => format!("give the role's groups {ops} on {model}"),
            (false, false) => format!("give the role a group that sees {field}"),
        },
    };
    finding
}

/// Who sees the field.
fn guard(cx: &Context<'_>, guard: Option<&FieldGuard>) -> String {
    let keys = |groups: &[GroupIx]| and(groups.iter().map(|group| cx.group_key(*group)));
    match guard {
        Some(FieldGuard::Open) => "everyone sees the field".to_owned(),
        Some(FieldGuard::Nobody) => "nobody sees the field".to_owned(),
        Some(FieldGuard::Groups { any, none }) => {
            let seen =
                if any.is_empty() { "everyone sees".to_owned() } else { format!("members of {} see", keys(any)) };
            let but = if none.is_empty() { String::new() } else { format!(", but for members of {}", keys(none)) };
            format!("{seen} the field{but}")
        }
        Some(FieldGuard::Level { level, masked }) => {
            let but = if *masked { ", and its value is masked" } else { "" };
            format!("whoever has a row of level {level} has the field{but}")
        }
        Some(FieldGuard::Rows(rows)) => {
            let groups = rows.iter().filter(|row| !row.ops.is_empty()).filter_map(|row| match row.to {
                Grantee::Group(group) => Some(cx.group_key(group)),
                Grantee::Everyone => None,
            });
            match and(groups).as_str() {
                "" => "rows about the field decide".to_owned(),
                groups => format!("rows about the field open it to members of {groups}"),
            }
        }
        Some(FieldGuard::Observed { .. }) => "an account with the same groups was asked".to_owned(),
        None => "nobody knows who sees the field".to_owned(),
    }
}

/// Operations as something to do: `read or write`.
fn or(cx: &Context<'_>, ops: Ops) -> String {
    cx.snapshot.op_names(ops).join(" or ")
}

/// What is designed: `read`, `read, write`, or `no read or write`.
fn expected(cx: &Context<'_>, designed: &DesignedField<'_>) -> String {
    if designed.ops.is_empty() { format!("no {}", or(cx, designed.denied)) } else { cx.ops(designed.ops) }
}
