//! Which rows an allowed operation reaches: the record rules of a resource, put together for one set of groups.
//!
//! Odoo 16 to 19, `ir.rule` (`_compute_domain`): all rules without groups hold together; of the rules with groups, those
//! of the user's groups are alternatives, and a user with none of them is held by the rules without groups alone. Rules
//! of a resource leaned on narrow the leaning one too.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::domain;
use crate::model::{OpIx, RecordScope, ResourceIx, RuleIx};
use crate::snapshot::{Domain, RuleLanguage, Snapshot, State};

/// Which rows each rule of a snapshot lets through by itself, switched off or not; `unknown` where its text cannot be
/// read.
pub fn rule_scopes(snapshot: &Snapshot) -> Vec<RecordScope> {
    let read = match snapshot.semantics.rule_language {
        RuleLanguage::OdooDomain => {
            |text: &str| domain::parse(text).map_or(RecordScope::Unknown, |domain| domain.scope())
        }
    };
    let mut seen = HashMap::new();
    let filters = snapshot.rules.iter().map(|rule| rule.filter.as_str());
    filters.map(|filter| *seen.entry(filter).or_insert_with(|| read(filter))).collect()
}

/// The answer for one user, resource and operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoped {
    /// Which rows.
    pub scope: RecordScope,
    /// The rules that took part: those of the resource, then those of the resources it leans on.
    pub rules: Vec<RuleIx>,
}

/// The record rules of a snapshot, ready to be asked.
#[derive(Debug)]
pub struct Scopes<'s> {
    snapshot: &'s Snapshot,
    of_rule: Vec<RecordScope>,
    /// Active rules by resource.
    rules: Vec<Vec<RuleIx>>,
    /// By resource: every other one that it leans on, directly or through another.
    parents: Vec<Vec<ResourceIx>>,
    /// All rules are in the snapshot.
    complete: bool,
}

impl<'s> Scopes<'s> {
    /// Reads the rules of a snapshot.
    pub fn new(snapshot: &'s Snapshot) -> Self {
        let mut rules = vec![Vec::new(); snapshot.resources.len()];
        for (at, rule) in snapshot.rules.iter().enumerate().filter(|(_, rule)| rule.active) {
            if let Some(of_resource) = rules.get_mut(rule.resource.index()) {
                of_resource.push(RuleIx::new(at));
            }
        }
        Self {
            snapshot,
            of_rule: rule_scopes(snapshot),
            rules,
            parents: parents(snapshot),
            complete: snapshot.coverage_of(Domain::Records).state == State::Assessed,
        }
    }

    /// Which rows an operation reaches for a user with the given effective groups (bit = [`GroupIx`](crate::model::GroupIx)),
    /// provided that the operation is allowed at all.
    ///
    /// A superuser reaches everything. `unknown` where rules were not collected or not all of them.
    pub fn of(&self, groups: &FixedBitSet, superuser: bool, resource: ResourceIx, op: OpIx) -> Scoped {
        if superuser {
            return Scoped { scope: RecordScope::All, rules: Vec::new() };
        }
        let mut rules = Vec::new();
        let mut scope = self.narrowed(groups, resource, op, &mut rules);
        if self.snapshot.semantics.delegated_operations.has(op) {
            for parent in self.parents.get(resource.index()).into_iter().flatten() {
                scope = scope.and(self.narrowed(groups, *parent, op, &mut rules));
            }
        }
        Scoped { scope: if self.complete { scope } else { RecordScope::Unknown }, rules }
    }

    /// The scope by the resource's own rules; those that took part are added to `took_part`.
    fn narrowed(
        &self,
        groups: &FixedBitSet,
        resource: ResourceIx,
        op: OpIx,
        took_part: &mut Vec<RuleIx>,
    ) -> RecordScope {
        let mut together = RecordScope::All;
        let mut alternatives: Option<RecordScope> = None;
        for &ix in self.rules.get(resource.index()).into_iter().flatten() {
            let rule = self.snapshot.rule(ix);
            let held = |group: &crate::model::GroupIx| groups.contains(group.index());
            if !rule.ops.has(op) || !(rule.groups.is_empty() || rule.groups.iter().any(held)) {
                continue;
            }
            let scope = self.of_rule.get(ix.index()).copied().unwrap_or(RecordScope::Unknown);
            if rule.groups.is_empty() {
                together = together.and(scope);
            } else {
                alternatives = Some(alternatives.map_or(scope, |others| others.or(scope)));
            }
            took_part.push(ix);
        }
        alternatives.map_or(together, |alternatives| together.and(alternatives))
    }
}

/// By resource: what it leans on, directly or through another, each once and never itself.
fn parents(snapshot: &Snapshot) -> Vec<Vec<ResourceIx>> {
    let mut direct = vec![Vec::new(); snapshot.resources.len()];
    for delegation in &snapshot.delegations {
        if let Some(of_resource) = direct.get_mut(delegation.resource.index()) {
            of_resource.push(delegation.parent);
        }
    }
    let closure = |resource: usize| {
        let mut reached = vec![ResourceIx::new(resource)];
        let mut next = 0;
        while let Some(at) = reached.get(next).copied() {
            next += 1;
            for parent in direct.get(at.index()).into_iter().flatten() {
                if !reached.contains(parent) {
                    reached.push(*parent);
                }
            }
        }
        reached.split_off(1)
    };
    (0..snapshot.resources.len()).map(closure).collect()
}
