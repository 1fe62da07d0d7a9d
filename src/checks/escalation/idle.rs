//! Edges of the policy that can never be in the system.

use crate::checks::context::Context;
use crate::checks::governance::policy_matches_nothing::Idle;
use crate::model::ResourceIx;
use crate::policy::EscalationEdge;
use crate::snapshot::Domain;

/// Edges for this kind of system of which everything that they name is missing, or their module, field or operations.
pub(in crate::checks) fn idle(cx: &Context<'_>) -> Vec<Idle> {
    let system = &cx.snapshot.system;
    let of_system = |edge: &&EscalationEdge| edge.system == system.kind && edge.versions.hold(&system.version);
    let edges = cx.policies.escalation.iter().filter(of_system);
    let idle = edges.filter_map(|edge| {
        let missing = missing(cx, edge)?;
        Some(Idle { policy: "escalation", rule: edge.id.clone(), missing, at: edge.at.clone() })
    });
    idle.collect()
}

/// Operations, if the system has none of them.
pub(in crate::checks) fn unknown_ops(cx: &Context<'_>, ops: &[String]) -> Vec<String> {
    let known = |name: &String| cx.snapshot.operations.iter().any(|op| op.name == *name);
    if ops.iter().any(known) { Vec::new() } else { ops.to_vec() }
}

/// The names without which an edge cannot be; nothing where it can.
fn missing(cx: &Context<'_>, edge: &EscalationEdge) -> Option<Vec<String>> {
    let module = edge.module.iter().filter(|_| cx.snapshot.has(Domain::Modules));
    let mut absent: Vec<String> =
        module.filter(|name| !cx.snapshot.modules.iter().any(|module| module.name == **name)).cloned().collect();
    for need in &edge.needs {
        let here: Vec<ResourceIx> = need.on.iter().filter_map(|name| cx.resource_named(name)).collect();
        if here.is_empty() {
            absent.extend(need.on.iter().cloned());
            continue;
        }
        absent.extend(unknown_ops(cx, &need.ops));
        let known = |field: &String| {
            let has = |resource: &ResourceIx| {
                cx.snapshot.fields_of(*resource).is_empty() || cx.snapshot.field(*resource, field).is_some()
            };
            here.iter().any(has)
        };
        absent.extend(need.field.iter().filter(|field| !known(field)).cloned());
    }
    if !edge.groups.is_empty() && !edge.groups.iter().any(|name| cx.group_named(name).is_some()) {
        absent.extend(edge.groups.iter().cloned());
    }
    (!absent.is_empty()).then_some(absent)
}
