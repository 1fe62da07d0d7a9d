//! The audit trail: what leaves one, and who can erase it.

pub(super) mod audit_trail_deletable;
pub(super) mod audit_trail_off;

use super::context::Context;
use super::escalation::idle::unknown_ops;
use super::governance::policy_matches_nothing::Idle;
use crate::model::ResourceIx;
use crate::policy::TrailRules;

/// The rules for this kind of system.
fn rules<'c>(cx: &'c Context<'_>) -> impl Iterator<Item = &'c TrailRules> {
    let system = &cx.snapshot.system;
    cx.policies.trails.iter().filter(|rules| rules.system == system.kind && rules.versions.hold(&system.version))
}

/// Those of some resources that the system has.
fn present<'c>(cx: &'c Context<'_>, names: &'c [String]) -> impl Iterator<Item = ResourceIx> + 'c {
    names.iter().filter_map(|name| cx.resource_named(name))
}

/// Rules about things of which the system has none.
pub(in crate::checks) fn idle(cx: &Context<'_>) -> Vec<Idle> {
    let kept = rules(cx).flat_map(|rules| &rules.kept).filter(|kept| present(cx, &kept.on).next().is_none());
    let mut idle: Vec<Idle> = kept
        .map(|kept| Idle {
            policy: "audit-trail",
            rule: kept.id.clone(),
            missing: kept.on.clone(),
            at: kept.at.clone(),
        })
        .collect();
    for trail in rules(cx).flat_map(|rules| &rules.trail) {
        let missing = match present(cx, &trail.on).next() {
            None => trail.on.clone(),
            Some(_) => unknown_ops(cx, &trail.ops),
        };
        if !missing.is_empty() {
            let rule = format!("trail of {}", trail.on.join(", "));
            idle.push(Idle { policy: "audit-trail", rule, missing, at: trail.at.clone() });
        }
    }
    idle
}

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[&audit_trail_deletable::CHECK, &audit_trail_off::CHECK];
