//! Which rows an allowed operation reaches: the record rules of a resource, put together for one set of groups.
//!
//! Odoo 16 to 19, `ir.rule` (`_compute_domain`): all rules without groups hold together; of the rules with groups, those
//! of the user's groups are alternatives, and a user with none of them is held by the rules without groups alone. Rules
//! of a resource leaned on narrow the leaning one too.
//!
//! Frappe 14 to 17 has no such rules; there rows for own records alone (`if_owner`) narrow what a role allows, and people
//! are limited and records shared one by one, which [`Scopes::of_user`] adds.

use fixedbitset::FixedBitSet;

use super::domain::Domain as Filter;
use super::filters::Filters;
use super::leaning::parents;
use super::limits::Limits;
use super::own::OwnRows;
use crate::model::{OpIx, RecordScope, ResourceIx, RuleIx};
use crate::snapshot::{Domain, Snapshot, State};

/// Whom rules hold like a member of every group, and how the rules read for them.
#[derive(Debug)]
struct Held {
    groups: FixedBitSet,
    filters: Filters,
}

/// The answer for one user, resource and operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoped {
    /// Which rows.
    pub scope: RecordScope,
    /// The rules that took part: those of the resource, then those of the resources it leans on.
    pub rules: Vec<RuleIx>,
}

/// Why an answer is `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The rule's text cannot be read.
    Rule(RuleIx),
    /// The ERP's program narrows the rows of the resource further than its rules say.
    Code,
}

/// The record rules of a snapshot, ready to be asked.
#[derive(Debug)]
pub struct Scopes<'s> {
    snapshot: &'s Snapshot,
    filters: Filters,
    /// How accounts that bypass the rows are held; none where nothing holds them.
    of_superusers: Option<Held>,
    /// Active rules by resource.
    rules: Vec<Vec<RuleIx>>,
    /// By resource: every other one that it leans on, directly or through another.
    parents: Vec<Vec<ResourceIx>>,
    own: OwnRows,
    limits: Limits,
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
            filters: Filters::of(snapshot, false),
            of_superusers: snapshot.semantics.rules_bind_superusers.then(|| {
                let mut groups = FixedBitSet::with_capacity(snapshot.groups.len());
                groups.insert_range(..);
                Held { groups, filters: Filters::of(snapshot, true) }
            }),
            rules,
            parents: parents(snapshot),
            own: OwnRows::of(snapshot),
            limits: Limits::of(snapshot),
            complete: snapshot.coverage_of(Domain::Records).state == State::Assessed,
        }
    }

    /// Which rows an operation reaches for a user with the given effective groups (bit = `GroupIx`),
    /// provided that the operation is allowed at all.
    ///
    /// A superuser reaches everything where rules do not hold them, too. `unknown` where rules were not collected or not all
    /// of them, and where the ERP's program narrows the rows further than its rules say.
    pub fn of(&self, groups: &FixedBitSet, superuser: bool, resource: ResourceIx, op: OpIx) -> Scoped {
        self.put_together(groups, superuser, resource, op, None)
    }

    /// The same for accounts that bypass nothing, if a rule were switched on, or off.
    pub fn supposing(
        &self,
        groups: &FixedBitSet,
        resource: ResourceIx,
        op: OpIx,
        (rule, active): (RuleIx, bool),
    ) -> RecordScope {
        self.put_together(groups, false, resource, op, Some((rule, active))).scope
    }

    /// The rules as they are, but for one that is supposed to be on or off.
    fn put_together(
        &self,
        groups: &FixedBitSet,
        superuser: bool,
        resource: ResourceIx,
        op: OpIx,
        supposed: Option<(RuleIx, bool)>,
    ) -> Scoped {
        let Some((groups, filters)) = self.held(groups, superuser) else {
            return Scoped { scope: RecordScope::All, rules: Vec::new() };
        };
        let spans = self.snapshot.semantics.alternatives_span_delegations;
        let (mut scope, mut rules) = (RecordScope::All, Vec::new());
        // Of rules that are alternatives, one is enough; only those of one resource read as one condition.
        let mut one_is_enough: Option<RecordScope> = None;
        for at in std::iter::once(resource).chain(self.leans_on(resource, op)) {
            let mut alternatives = Vec::new();
            let as_they_are = self.applying(groups, superuser, at, op);
            let others = as_they_are.filter(|ix| supposed.is_none_or(|(rule, _)| rule != *ix));
            let one = supposed.filter(|(_, active)| *active).map(|(rule, _)| rule).filter(|rule| {
                let rule = self.snapshot.rule(*rule);
                rule.resource == at && rule.ops.has(op) && rule.speaks_to(groups, superuser)
            });
            for ix in others.chain(one) {
                if self.snapshot.rule(ix).is_alternative() {
                    alternatives.push(ix);
                } else {
                    scope = scope.and(filters.scope(ix));
                }
                rules.push(ix);
            }
            match alternatives.as_slice() {
                [] => {}
                some if spans => {
                    let here = filters.any_of(some);
                    one_is_enough = Some(one_is_enough.map_or(here, |other| other.or(here)));
                }
                some => scope = scope.and(filters.any_of(some)),
            }
        }
        scope = scope.and(one_is_enough.unwrap_or(RecordScope::All));
        if self.own.only(self.snapshot, groups, resource, op) {
            scope = scope.and(RecordScope::Own);
        }
        if self.snapshot.resource(resource).narrowed_by_code {
            scope = scope.and(RecordScope::Unknown);
        }
        Scoped { scope: if self.complete { scope } else { RecordScope::Unknown }, rules }
    }

    /// Rows for own records alone.
    pub(super) fn own(&self) -> &OwnRows {
        &self.own
    }

    /// What people are limited to.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether all rules are in the snapshot; every answer about somebody other than a superuser is `unknown` otherwise.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// What stands in the way of an answer that is `unknown` although all rules are in the snapshot.
    pub fn obstacles(&self, resource: ResourceIx, scoped: &Scoped) -> impl Iterator<Item = Obstacle> {
        let unread = |rule: &&RuleIx| self.filters.scope(**rule) == RecordScope::Unknown;
        let rules = scoped.rules.iter().filter(unread).map(|rule| Obstacle::Rule(*rule));
        rules.chain(self.snapshot.resource(resource).narrowed_by_code.then_some(Obstacle::Code))
    }

    /// Which rows the condition of a rule lets through, for accounts that do not bypass the rows.
    pub fn of_rule(&self, rule: RuleIx) -> RecordScope {
        self.filters.scope(rule)
    }

    /// The snapshot behind it.
    pub(super) fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// The condition of a rule, as it reads for accounts that do not bypass the rows.
    pub(super) fn filter(&self, rule: RuleIx) -> Option<&Filter> {
        self.filters.get(rule).map(|(filter, _)| filter)
    }

    /// The groups whose rules hold somebody, and how the rules read for them; nothing where no rule does.
    pub(super) fn held<'x>(
        &'x self,
        groups: &'x FixedBitSet,
        superuser: bool,
    ) -> Option<(&'x FixedBitSet, &'x Filters)> {
        if superuser {
            return self.of_superusers.as_ref().map(|held| (&held.groups, &held.filters));
        }
        Some((groups, &self.filters))
    }

    /// The resources whose rules narrow an operation on a resource too.
    pub(super) fn leans_on(&self, resource: ResourceIx, op: OpIx) -> impl Iterator<Item = ResourceIx> {
        let delegated = self.snapshot.semantics.delegated_operations.has(op);
        self.parents.get(resource.index()).filter(|_| delegated).into_iter().flatten().copied()
    }

    /// The resource's own rules that speak to a user with the given groups.
    pub(super) fn applying(
        &self,
        groups: &FixedBitSet,
        superuser: bool,
        resource: ResourceIx,
        op: OpIx,
    ) -> impl Iterator<Item = RuleIx> {
        self.rules_of(resource).filter(move |rule| {
            let rule = self.snapshot.rule(*rule);
            rule.ops.has(op) && rule.speaks_to(groups, superuser)
        })
    }

    /// The active rules of a resource.
    fn rules_of(&self, resource: ResourceIx) -> impl Iterator<Item = RuleIx> {
        self.rules.get(resource.index()).into_iter().flatten().copied()
    }

    /// The active rules that can narrow some operation on a resource: its own, and those of the resources that it leans on.
    pub fn narrowing(&self, resource: ResourceIx) -> impl Iterator<Item = RuleIx> {
        let parents = self.parents.get(resource.index()).into_iter().flatten().copied();
        std::iter::once(resource).chain(parents).flat_map(|at| self.rules_of(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GroupIx, Operation, Ops, Origin, Verb};
    use crate::snapshot::RuleLanguage;
    use crate::snapshot::{Coverage, Delegation, Resource, Rule, Semantics, Shape};

    const READ: OpIx = OpIx(0);
    const WRITE: OpIx = OpIx(1);
    const BOTH: Ops = Ops(0b11);
    const OWN: &str = "[('user_id', '=', user.id)]";
    const COMPANY: &str = "[('company_id', 'in', company_ids)]";
    const ALL: &str = "[(1, '=', 1)]";

    /// Three resources; rules as (resource, groups, operations, text).
    fn snapshot(rules: &[(u32, &[u32], Ops, &str)]) -> Snapshot {
        let text = String::new;
        Snapshot {
            semantics: Semantics {
                rule_language: RuleLanguage::OdooDomain,
                delegated_operations: Ops::one(READ),
                ..Semantics::default()
            },
            operations: [("read", Verb::Read), ("write", Verb::Write)]
                .map(|(name, verb)| Operation { name: name.to_owned(), verb })
                .to_vec(),
            resources: ["a", "b", "c"]
                .map(|key| Resource {
                    key: key.to_owned(),
                    name: text(),
                    transient: false,
                    narrowed_by_code: key == "c",
                    closed: Ops::NONE,
                    unguarded: Ops::NONE,
                    unsure: Ops::NONE,
                    shape: Shape::Records,
                    origin: Origin::Unknown,
                })
                .to_vec(),
            rules: rules
                .iter()
                .map(|(resource, groups, ops, filter)| Rule {
                    resource: ResourceIx(*resource),
                    key: text(),
                    ops: *ops,
                    groups: groups.iter().copied().map(GroupIx).collect(),
                    alternative: false,
                    for_superusers: false,
                    filter: (*filter).to_owned(),
                    active: true,
                    origin: Origin::Unknown,
                })
                .collect(),
            coverage: vec![Coverage { domain: Domain::Records, state: State::Assessed, reason: None }],
            ..Snapshot::default()
        }
    }

    fn leaning(snapshot: &mut Snapshot, links: &[(u32, u32)]) {
        snapshot.delegations = links
            .iter()
            .map(|(resource, parent)| Delegation {
                resource: ResourceIx(*resource),
                parent: ResourceIx(*parent),
                field: "parent_id".to_owned(),
            })
            .collect();
    }

    fn ask(snapshot: &Snapshot, groups: &[usize], resource: u32, op: OpIx) -> (RecordScope, Vec<u32>) {
        let groups: FixedBitSet = groups.iter().copied().collect();
        let answer = Scopes::new(snapshot).of(&groups, false, ResourceIx(resource), op);
        (answer.scope, answer.rules.into_iter().map(|rule| rule.0).collect())
    }

    #[test]
    fn a_resource_without_rules_is_open() {
        assert_eq!(ask(&snapshot(&[(1, &[], BOTH, OWN)]), &[1], 0, READ), (RecordScope::All, vec![]));
    }

    #[test]
    fn rules_for_everyone_hold_together_and_rules_of_groups_are_alternatives() {
        let rules = [(0, &[][..], BOTH, COMPANY), (0, &[1], BOTH, OWN), (0, &[2, 3], BOTH, ALL)];
        let snapshot = snapshot(&rules);
        assert_eq!(ask(&snapshot, &[1], 0, READ), (RecordScope::Own, vec![0, 1]));
        assert_eq!(ask(&snapshot, &[1, 3], 0, READ), (RecordScope::Company, vec![0, 1, 2]));
    }

    #[test]
    fn rules_of_groups_are_read_as_one_condition() {
        let rules = [
            (0, &[1][..], BOTH, "[('type', '=', 'page')]"),
            (0, &[2], BOTH, "[('type', '!=', 'page')]"),
            (1, &[1], BOTH, OWN),
            (1, &[2], BOTH, "[('user_id', '=', False)]"),
        ];
        let snapshot = snapshot(&rules);
        assert_eq!(ask(&snapshot, &[1], 0, READ).0, RecordScope::Restricted);
        assert_eq!(ask(&snapshot, &[1, 2], 0, READ).0, RecordScope::All);
        assert_eq!(ask(&snapshot, &[1, 2], 1, READ).0, RecordScope::Own);
    }

    #[test]
    fn a_user_without_a_matching_group_rule_is_held_by_the_rules_for_everyone_alone() {
        let rules = [(0, &[1][..], Ops::one(READ), OWN), (0, &[], Ops::one(READ), COMPANY)];
        let snapshot = snapshot(&rules);
        assert_eq!(ask(&snapshot, &[7], 0, READ), (RecordScope::Company, vec![1]));
        assert_eq!(ask(&snapshot, &[1], 0, WRITE), (RecordScope::All, vec![]));
    }

    #[test]
    fn a_rule_switched_off_takes_no_part() {
        let mut snapshot = snapshot(&[(0, &[], BOTH, OWN)]);
        snapshot.rules[0].active = false;
        assert_eq!(ask(&snapshot, &[], 0, READ), (RecordScope::All, vec![]));
    }

    #[test]
    fn rules_of_the_resource_leaned_on_narrow_delegated_operations_however_it_is_reached() {
        let mut snapshot = snapshot(&[(2, &[], BOTH, OWN), (0, &[], BOTH, COMPANY)]);
        leaning(&mut snapshot, &[(0, 1), (1, 2), (2, 0), (0, 2)]);
        assert_eq!(ask(&snapshot, &[], 0, READ), (RecordScope::Own, vec![1, 0]));
        assert_eq!(ask(&snapshot, &[], 0, WRITE), (RecordScope::Company, vec![1]));
    }

    #[test]
    fn a_rule_that_cannot_be_read_leaves_the_answer_open_unless_others_decide_it() {
        let nonsense = "[('a', '='";
        let rules = [(0, &[][..], BOTH, nonsense), (1, &[], BOTH, nonsense), (1, &[], BOTH, "[(0, '=', 1)]")];
        let snapshot = snapshot(&rules);
        assert_eq!(ask(&snapshot, &[], 0, READ).0, RecordScope::Unknown);
        assert_eq!(ask(&snapshot, &[], 1, READ).0, RecordScope::None);
    }

    #[test]
    fn without_all_rules_nothing_is_claimed_but_of_a_superuser() {
        let mut snapshot = snapshot(&[(0, &[], BOTH, OWN)]);
        snapshot.coverage[0].state = State::Incomplete;
        assert_eq!(ask(&snapshot, &[], 0, READ).0, RecordScope::Unknown);
        let superuser = Scopes::new(&snapshot).of(&FixedBitSet::new(), true, ResourceIx(0), READ);
        assert_eq!(superuser, Scoped { scope: RecordScope::All, rules: Vec::new() });
    }

    #[test]
    fn rows_that_the_program_narrows_are_unknown_unless_a_rule_leaves_none() {
        let snapshot = snapshot(&[(2, &[1], BOTH, "[(0, '=', 1)]")]);
        assert_eq!(ask(&snapshot, &[], 2, READ).0, RecordScope::Unknown);
        assert_eq!(ask(&snapshot, &[1], 2, READ).0, RecordScope::None);
    }
}
