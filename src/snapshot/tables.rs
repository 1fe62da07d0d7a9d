//! Looking things up in a snapshot by position. Positions are checked once, when a snapshot is read or built.

use super::{Coverage, Domain, Field, FieldGuard, Grant, Grantee, Group, Resource, Rule, Snapshot, State, User};
use crate::model::{GrantIx, GroupIx, OpIx, Operation, Ops, ResourceIx, RuleIx, UserIx, Verb};

/// Each group's closure is a bit for each group: 200 MB at this size, far past any company's.
const MAX_GROUPS: usize = 40_000;
/// A bit for each cell of each user and group, if none of them were alike.
const MAX_CELL_BYTES: usize = 16 << 30;

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
        self.all_ops().without(self.ops_of(Verb::Read))
    }

    /// How much of a domain the snapshot holds; a domain that nobody mentions was not assessed.
    pub fn coverage_of(&self, domain: Domain) -> Coverage {
        self.coverage.iter().find(|entry| entry.domain == domain).cloned().unwrap_or(Coverage {
            domain,
            state: State::NotAssessed,
            reason: Some("the snapshot says nothing about it".to_owned()),
        })
    }

    /// Whether the snapshot holds at least part of a domain.
    pub fn has(&self, domain: Domain) -> bool {
        self.coverage_of(domain).state != State::NotAssessed
    }

    /// Says what is wrong with the positions and sizes, if anything is: a damaged or hand-edited snapshot.
    pub(super) fn check(&self) -> Result<(), String> {
        let (users, groups) = (self.users.len(), self.groups.len());
        let (resources, companies) = (self.resources.len(), self.companies.len());
        if self.operations.len() > 32 {
            return Err(format!("{} operations, at most 32 are possible", self.operations.len()));
        }
        if groups > MAX_GROUPS {
            return Err(format!("{groups} groups, at most {MAX_GROUPS} are possible"));
        }
        let cells = resources.saturating_mul(self.operations.len());
        if cells.saturating_mul(users.saturating_add(groups)) / 8 > MAX_CELL_BYTES {
            return Err(format!("{users} users, {groups} groups and {cells} cells are too many to compute"));
        }
        for (what, rising) in [
            ("users", self.users.is_sorted_by(|a, b| a.key < b.key)),
            ("groups", self.groups.is_sorted_by(|a, b| a.key < b.key)),
            ("resources", self.resources.is_sorted_by(|a, b| a.key < b.key)),
            ("fields", self.fields.is_sorted_by(|a, b| (a.resource, &a.name) < (b.resource, &b.name))),
        ] {
            if !rising {
                return Err(format!("its {what} are not in the order of their keys, or one is there twice"));
            }
        }
        let within = |what: &str, position: usize, size: usize| {
            if position < size { Ok(()) } else { Err(format!("{what} at position {position}, there are {size}")) }
        };
        for company in self.companies.iter().filter_map(|company| company.parent) {
            within("company", company.index(), companies)?;
        }
        for company in self.users.iter().flat_map(|user| user.companies.iter().chain(&user.company)) {
            within("company", company.index(), companies)?;
        }
        for membership in &self.memberships {
            within("user", membership.0.index(), users)?;
            within("group", membership.1.index(), groups)?;
        }
        for implication in &self.implications {
            within("group", implication.0.index(), groups)?;
            within("group", implication.1.index(), groups)?;
        }
        for delegation in &self.delegations {
            within("resource", delegation.resource.index(), resources)?;
            within("resource", delegation.parent.index(), resources)?;
        }
        let known_ops = |ops: Ops| match ops.without(self.all_ops()).iter().next() {
            Some(op) => within("operation", op.index(), self.operations.len()),
            None => Ok(()),
        };
        for grant in &self.grants {
            within("resource", grant.resource.index(), resources)?;
            known_ops(grant.ops)?;
            if let Grantee::Group(group) = grant.to {
                within("group", group.index(), groups)?;
            }
        }
        for rule in &self.rules {
            within("resource", rule.resource.index(), resources)?;
            known_ops(rule.ops)?;
            for group in &rule.groups {
                within("group", group.index(), groups)?;
            }
        }
        for field in &self.fields {
            within("resource", field.resource.index(), resources)?;
            for group in &field.unenforced_groups {
                within("group", group.index(), groups)?;
            }
            match &field.guard {
                None | Some(FieldGuard::Open | FieldGuard::Nobody) => {}
                Some(FieldGuard::Groups { any, none }) => {
                    for group in any.iter().chain(none) {
                        within("group", group.index(), groups)?;
                    }
                }
                Some(FieldGuard::Observed { seen_by, hidden_from }) => {
                    for accounts in [seen_by, hidden_from] {
                        for user in accounts {
                            within("user", user.index(), users)?;
                        }
                        if !accounts.is_sorted_by(|a, b| a < b) {
                            return Err(format!(
                                "the accounts that were asked about field `{}` are not in order",
                                field.name
                            ));
                        }
                    }
                }
            }
        }
        for token in &self.tokens {
            within("user", token.owner.index(), users)?;
        }
        for surface in &self.surfaces {
            for group in &surface.groups {
                within("group", group.index(), groups)?;
            }
            if let Some(resource) = surface.resource {
                within("resource", resource.index(), resources)?;
            }
        }
        Ok(())
    }
}
