//! Record scope: which rows a role's groups reach against which rows the design lets them reach.

use super::Design;
use crate::access::{Access, scope::Scopes};
use crate::model::{GroupIx, Ops, Position, RecordScope, ResourceIx, RuleIx};
use crate::snapshot::Snapshot;

/// Where roles reach other rows than designed.
#[derive(Debug)]
pub struct RecordPlane<'a> {
    /// The differences.
    pub differences: Vec<RecordDifference<'a>>,
    /// Designed scopes that cannot be judged because a rule cannot be read.
    pub undecided: Vec<RecordDifference<'a>>,
}

/// A role reaches other rows of a resource than designed, by some operations.
#[derive(Debug, Clone)]
pub struct RecordDifference<'a> {
    /// The role.
    pub role: u32,
    /// On what.
    pub resource: ResourceIx,
    /// By which operations.
    pub ops: Ops,
    /// What the design says.
    pub designed: RecordScope,
    /// Where it says so.
    pub at: &'a Position,
    /// What the rules say.
    pub actual: RecordScope,
    /// The rules that decide.
    pub rules: Vec<RuleIx>,
    /// Rules on the resource for the role's groups that are switched off.
    pub switched_off: Vec<RuleIx>,
}

impl<'a> RecordPlane<'a> {
    /// Compares every designed record scope of every role, operation by operation.
    pub fn of(design: &Design<'a>, access: &Access<'a>, scopes: &Scopes<'a>) -> Self {
        let (mut differences, mut undecided) = (Vec::new(), Vec::new());
        for (role, role_ix) in design.roles.iter().zip(0u32..) {
            let cells = access.cells_of(&role.closure);
            for (resource, designed, at) in &role.records {
                let mut found: Vec<RecordDifference<'a>> = Vec::new();
                for op in cells.ops(*resource).iter() {
                    let reached = scopes.of(&role.closure, false, *resource, op);
                    if reached.scope == *designed {
                        continue;
                    }
                    let known = found.iter_mut().find(|known| known.actual == reached.scope);
                    if let Some(known) = known {
                        known.ops = known.ops.with(Ops::one(op));
                        continue;
                    }
                    found.push(RecordDifference {
                        role: role_ix,
                        resource: *resource,
                        ops: Ops::one(op),
                        designed: *designed,
                        at,
                        actual: reached.scope,
                        rules: reached.rules,
                        switched_off: switched_off(access.snapshot(), *resource, &role.closure),
                    });
                }
                for difference in found {
                    let unknown = difference.actual == RecordScope::Unknown;
                    if unknown { undecided.push(difference) } else { differences.push(difference) }
                }
            }
        }
        Self { differences, undecided }
    }
}

fn switched_off(snapshot: &Snapshot, resource: ResourceIx, groups: &fixedbitset::FixedBitSet) -> Vec<RuleIx> {
    let applies = |group: &GroupIx| groups.contains(group.index());
    let rules = snapshot.rules.iter().enumerate();
    rules
        .filter(|(_, rule)| rule.resource == resource && !rule.active)
        .filter(|(_, rule)| rule.groups.is_empty() || rule.groups.iter().any(applies))
        .map(|(at, _)| RuleIx::new(at))
        .collect()
}
