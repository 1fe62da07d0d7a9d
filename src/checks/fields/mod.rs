//! Which fields people see and change: against the design, against what is sensitive, and against what somebody believes to be
//! protected.

mod believed;
pub(super) mod credential_field_readable;
mod doors;
pub(super) mod field_below_design;
mod field_class;
pub(super) mod field_exceeds_design;
mod field_finding;
pub(super) mod field_hidden_in_view_only;
pub(super) mod field_protection_removed;
pub(super) mod field_rule_not_enforced;
pub(super) mod sensitive;
pub(super) mod sensitive_field_readable;
pub(super) mod sensitive_field_writable;
pub(super) mod sibling_field_open;

pub(in crate::checks) use doors::Survey;

use super::Context;
use super::governance::policy_matches_nothing::Idle;
use crate::findings::NotAssessed;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &credential_field_readable::CHECK,
    &field_below_design::CHECK,
    &field_exceeds_design::CHECK,
    &field_hidden_in_view_only::CHECK,
    &field_protection_removed::CHECK,
    &field_rule_not_enforced::CHECK,
    &sensitive_field_readable::CHECK,
    &sensitive_field_writable::CHECK,
    &sibling_field_open::CHECK,
];

/// Sensitive fields of which nobody knows who sees them.
pub(super) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let unknown = sensitive::unknown(cx);
    let what = sensitive_field_readable::CHECK.info.name;
    let reason = format!("nobody knows who sees {}: collect with a login that may", super::telling::and(&unknown));
    (!unknown.is_empty()).then(|| NotAssessed { what: what.to_owned(), reason, asked_for: false })
}

/// Facts of which the system has no field, where its fields are known.
pub(super) fn idle(cx: &Context<'_>) -> Vec<Idle> {
    if cx.snapshot.fields.is_empty() {
        return Vec::new();
    }
    let system = &cx.snapshot.system;
    let facts = cx.policies.sensitive_fields.of(&system.kind);
    let missing = facts.filter_map(|fact| {
        let of_version = || fact.fields.iter().filter(|fields| fields.versions.hold(&system.version));
        let there = |of: &str, name: &str| {
            cx.resource_named(of).is_some_and(|resource| cx.snapshot.field(resource, name).is_some())
        };
        let mut names = of_version().flat_map(|fields| fields.names.iter().map(|name| (fields.of.as_str(), name)));
        let none = !names.any(|(of, name)| there(of, name));
        none.then(|| Idle {
            policy: "sensitive-fields",
            rule: fact.name.clone(),
            missing: fact
                .fields
                .iter()
                .flat_map(|fields| fields.names.iter().map(|name| format!("{}.{name}", fields.of)))
                .collect(),
            at: fact.at.clone(),
        })
    });
    missing.collect()
}
