//! Which rows people reach: against which they should, and against what the vendor, other groups and companies let them.

pub(super) mod company_rule_missing;
pub(super) mod document_shared_with_everyone;
pub(super) mod operation_without_rule;
pub(super) mod record_rule_always_true;
pub(super) mod record_scope_narrower;
pub(super) mod record_scope_wider;
pub(super) mod rows_widened_by_group;
mod rules;
mod scope_finding;
pub(super) mod stock_rule_changed;
pub(super) mod stock_rule_inactive;
pub(super) mod user_permission_missing;

pub(super) use rules::{is_for_outsiders, is_limited, is_outsider, reach_of, smallest};

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &company_rule_missing::CHECK,
    &document_shared_with_everyone::CHECK,
    &operation_without_rule::CHECK,
    &record_rule_always_true::CHECK,
    &record_scope_narrower::CHECK,
    &record_scope_wider::CHECK,
    &rows_widened_by_group::CHECK,
    &stock_rule_changed::CHECK,
    &stock_rule_inactive::CHECK,
    &user_permission_missing::CHECK,
];

/// Rules that somebody opened or switched off, and how they were: on or not. What people reach by them is told of the rule.
pub(super) fn undone(cx: &super::Context<'_>) -> Vec<(crate::model::RuleIx, bool)> {
    let opened = rules::all(cx).filter(|(at, rule)| record_rule_always_true::is_made(cx, *at, rule));
    let off = rules::all(cx).filter(|(_, rule)| stock_rule_inactive::is_off(cx, rule));
    opened.map(|(at, _)| (at, false)).chain(off.map(|(at, _)| (at, true))).collect()
}

/// Resources whose rules cannot be read, so that nobody knows whether they keep people apart.
pub(super) fn not_assessed(cx: &super::Context<'_>) -> impl Iterator<Item = crate::findings::NotAssessed> {
    company_rule_missing::not_assessed(cx).into_iter().chain(user_permission_missing::not_assessed(cx))
}

/// Rules about narrowed resources that the system does not have.
pub(super) fn idle(cx: &super::Context<'_>) -> Vec<super::governance::policy_matches_nothing::Idle> {
    let rules = cx.policies.records.of(&cx.snapshot.system.kind).into_iter().flat_map(|policy| &policy.narrowed);
    let missing = rules.filter(|rule| cx.resource_named(&rule.resource).is_none());
    let idle = missing.map(|rule| super::governance::policy_matches_nothing::Idle {
        policy: "records",
        rule: rule.rule.clone(),
        missing: vec![rule.resource.clone()],
        at: rule.at.clone(),
    });
    idle.collect()
}
