//! Looking things up in a snapshot by position. Positions are checked once, when a snapshot is read or written.

use super::{Coverage, Domain, Field, Grant, Group, Resource, Rule, Snapshot, State, User};
use crate::model::{GrantIx, GroupIx, OpIx, Operation, Ops, ResourceIx, RuleIx, UserIx, Verb};

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident: $table:ident[$ix:ty] -> $row:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[inline]
        #[expect(clippy::indexing_slicing, reason = "INVARIANT: `check` refused every position out of range")]
        pub fn $name(&self, ix: $ix) -> &$row {
            &self.$table[ix.index()]
        }
    )*};
}

impl Snapshot {
    rows! {
        /// The user at a position.
        user: users[UserIx] -> User,
        /// The group at a position.
        group: groups[GroupIx] -> Group,
        /// The resource at a position.
        resource: resources[ResourceIx] -> Resource,
        /// The grant at a position.
        grant: grants[GrantIx] -> Grant,
        /// The rule at a position.
        rule: rules[RuleIx] -> Rule,
        /// The operation at a position.
        operation: operations[OpIx] -> Operation,
    }

    /// Every operation of the system.
    pub fn all_ops(&self) -> Ops {
        Ops::first(self.operations.len())
    }

    /// The fields of a resource, in the order of their names.
    pub fn fields_of(&self, resource: ResourceIx) -> &[Field] {
        let start = self.fields.partition_point(|field| field.resource < resource);
        let end = self.fields.partition_point(|field| field.resource <= resource);
        self.fields.get(start..end).unwrap_or_default()
    }

    /// The field of a resource with the given technical name.
    pub fn field(&self, resource: ResourceIx, name: &str) -> Option<&Field> {
        let fields = self.fields_of(resource);
        fields.get(fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok()?)
    }

    /// A resource and all that it leans on, directly or through others.
    pub fn leans_on(&self, resource: ResourceIx) -> Vec<ResourceIx> {
        let mut reached = vec![resource];
        let mut next = 0;
        while let Some(at) = reached.get(next).copied() {
            next += 1;
            for link in self.delegations.iter().filter(|link| link.resource == at) {
                if !reached.contains(&link.parent) {
                    reached.push(link.parent);
                }
            }
        }
        reached
    }

    /// The names of a set of operations, in the ERP's own words.
    pub fn op_names(&self, ops: Ops) -> Vec<&str> {
        ops.and(self.all_ops()).iter().map(|op| self.operation(op).name.as_str()).collect()
    }

    /// The operations of the given verb.
    pub fn ops_of(&self, verb: Verb) -> Ops {
        let mut ops = Ops::NONE;
        for (at, operation) in self.operations.iter().enumerate() {
            if operation.verb == verb {
                ops = ops.with(Ops::one(OpIx::new(at)));
            }
        }
        ops
    }

    /// Operations that can change something.
    pub fn changing_ops(&self) -> Ops {
        self.all_ops().without(self.ops_of(Verb::Read)).without(self.ops_of(Verb::Look))
    }

    /// How much of a domain the snapshot holds; a domain that nobody mentions was not assessed.
    pub fn coverage_of(&self, domain: Domain) -> Coverage {
        self.coverage.iter().find(|entry| entry.domain == domain).cloned().unwrap_or(Coverage {
            domain,
            state: State::NotAssessed,
            reason: Some(domain.unmentioned().to_owned()),
        })
    }

    /// Says how much of a domain the snapshot holds, whatever was said before.
    pub fn cover(&mut self, coverage: Coverage) {
        match self.coverage.iter_mut().find(|entry| entry.domain == coverage.domain) {
            Some(entry) => *entry = coverage,
            None => self.coverage.push(coverage),
        }
    }

    /// Whether the snapshot holds at least part of a domain.
    pub fn has(&self, domain: Domain) -> bool {
        self.coverage_of(domain).state != State::NotAssessed
    }

    /// Notes that a domain was looked at apart from the collector, such as in a file that somebody named.
    pub fn looked_at(&mut self, domain: Domain) {
        self.cover(Coverage { domain, state: State::Assessed, reason: None });
    }
}
