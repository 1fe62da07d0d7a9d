//! Who performs what: the ways of a function against a set of groups.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::rules::{Column, KnownRight, Rules};
use crate::access::scope::Scopes;
use crate::access::{Access, Cells, Profile};
use crate::model::{GrantIx, GroupIx, OpIx, Ops, RecordScope, ResourceIx, Verb};
use crate::snapshot::{Grant, Grantee};

/// Somebody who holds groups, or a set of groups that somebody could hold.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'x> {
    /// The groups that count.
    pub groups: &'x FixedBitSet,
    /// What they allow.
    pub cells: &'x Cells,
    /// Bypasses every check.
    pub superuser: bool,
}

impl<'x> From<&'x Profile> for Holder<'x> {
    fn from(profile: &'x Profile) -> Self {
        Self { groups: &profile.groups, cells: &profile.cells, superuser: profile.superuser }
    }
}

/// How somebody performs a function.
#[derive(Debug, Clone, Copy)]
pub struct Side<'r> {
    /// The right that reaches furthest.
    pub right: &'r KnownRight<'r>,
    /// The operations of it that they have.
    pub ops: Ops,
    /// On which records, all ways together; a right without a resource is about all.
    pub scope: RecordScope,
    /// Whether it is known that a field is open that the right is about.
    pub sure: bool,
}

/// What decides which rows an operation reaches: the groups to which rows and rules of the resource speak.
type Alike = (ResourceIx, OpIx, Vec<usize>);

/// Evaluates rules.
#[derive(Debug)]
pub struct Performers<'a> {
    /// What everyone can do.
    pub access: &'a Access<'a>,
    scopes: &'a Scopes<'a>,
    /// The rules.
    pub rules: Rules<'a>,
    /// By resource of the rules: the groups that decide which rows are reached.
    speaking: HashMap<ResourceIx, FixedBitSet>,
    reached: RefCell<HashMap<Alike, RecordScope>>,
    /// Rows that allow, by each resource that they count for; once somebody asks for one.
    rows: OnceCell<HashMap<ResourceIx, Vec<GrantIx>>>,
}

impl<'a> Performers<'a> {
    /// Prepares rules for a system.
    pub fn new(rules: Rules<'a>, access: &'a Access<'a>, scopes: &'a Scopes<'a>) -> Self {
        let speaking = speaking(&rules, access);
        Self { access, scopes, rules, speaking, reached: RefCell::default(), rows: OnceCell::new() }
    }

    /// The rows that allow something on a resource, in order.
    pub(super) fn rows_for(&self, resource: ResourceIx) -> &[GrantIx] {
        let rows = self.rows.get_or_init(|| {
            let mut rows: HashMap<ResourceIx, Vec<GrantIx>> = HashMap::new();
            let counts = |grant: &Grant| grant.active && !grant.superseded && grant.level == 0;
            let all = self.access.snapshot().grants.iter().enumerate().filter(|(_, grant)| counts(grant));
            for (at, grant) in all {
                let others = self.access.counts_for(grant.resource).iter().filter(|other| **other != grant.resource);
                for on in std::iter::once(&grant.resource).chain(others) {
                    rows.entry(*on).or_default().push(GrantIx::new(at));
                }
            }
            rows
        });
        rows.get(&resource).map_or(&[], Vec::as_slice)
    }

    /// The functions that somebody performs, whichever records they reach (bit = function).
    pub fn functions(&self, holder: Holder<'_>) -> FixedBitSet {
        let mut functions = FixedBitSet::with_capacity(self.rules.functions.len());
        for (at, function) in self.rules.functions.iter().enumerate() {
            if function.rights.iter().any(|right| self.has(holder, right).is_some()) {
                functions.insert(at);
            }
        }
        functions
    }

    /// How somebody does one of some rights; nothing where they have none, or reach no record with it.
    pub fn side<'r>(&self, holder: Holder<'_>, rights: &'r [KnownRight<'a>]) -> Option<Side<'r>> {
        let mut best: Option<Side<'r>> = None;
        for right in rights {
            let Some((ops, sure)) = self.has(holder, right) else { continue };
            let scope = match right.cell {
                None => RecordScope::All,
                Some((resource, _)) => {
                    let each = ops.iter().map(|op| self.scope(holder, resource, op));
                    each.reduce(RecordScope::or).unwrap_or(RecordScope::None)
                }
            };
            if scope == RecordScope::None {
                continue;
            }
            let one = Side { right, ops, scope, sure };
            best = Some(match best {
                None => one,
                Some(other) => {
                    let further = if reach(one.scope, one.sure) > reach(other.scope, other.sure) { one } else { other };
                    Side { scope: one.scope.or(other.scope), sure: one.sure || other.sure, ..further }
                }
            });
        }
        best
    }

    /// The operations of a right that somebody has, and whether that is sure; nothing where they lack it.
    fn has(&self, holder: Holder<'_>, right: &KnownRight<'_>) -> Option<(Ops, bool)> {
        let held = |group: &GroupIx| holder.groups.contains(group.index());
        if !right.groups.is_empty() && !holder.superuser && !right.groups.iter().any(held) {
            return None;
        }
        let allowed = |(resource, ops): (ResourceIx, Ops)| {
            let ops = holder.cells.ops(resource).and(ops);
            (!ops.is_empty()).then_some(ops)
        };
        if let Some(with) = right.with {
            allowed(with)?;
        }
        let ops = right.cell.map_or(Some(Ops::NONE), allowed)?;
        let sure = match right.field {
            None => true,
            _ if holder.superuser => true,
            // The policy says which groups the program keeps it for.
            Some(Column::Unknown(_)) => !right.groups.is_empty(),
            Some(Column::Known(field)) => {
                let reading = ops.without(self.access.snapshot().ops_of(Verb::Read)).is_empty();
                match self.access.admits(field, holder.groups, if reading { Verb::Read } else { Verb::Write }) {
                    Some(false) => return None,
                    Some(true) => true,
                    None => !right.groups.is_empty(),
                }
            }
        };
        Some((ops, sure))
    }

    /// Which rows an operation reaches for somebody, worked out once for all to whom the same rows and rules speak.
    fn scope(&self, holder: Holder<'_>, resource: ResourceIx, op: OpIx) -> RecordScope {
        let plain = || self.scopes.of(holder.groups, holder.superuser, resource, op).scope;
        let Some(speaking) = self.speaking.get(&resource).filter(|_| !holder.superuser) else { return plain() };
        let key = (resource, op, speaking.intersection(holder.groups).collect());
        if let Some(scope) = self.reached.borrow().get(&key) {
            return *scope;
        }
        let scope = plain();
        self.reached.borrow_mut().insert(key, scope);
        scope
    }
}

/// What reaches further stands behind; what is not known before everything.
fn reach(scope: RecordScope, sure: bool) -> (bool, u8) {
    let far = match scope {
        RecordScope::None => 0,
        RecordScope::Unknown => 1,
        RecordScope::Own => 2,
        RecordScope::Restricted => 3,
        RecordScope::Company => 4,
        RecordScope::All => 5,
    };
    (sure, far)
}

/// By resource of the rules: the groups to which its rows and rules speak, and those of what it leans on.
fn speaking(rules: &Rules<'_>, access: &Access<'_>) -> HashMap<ResourceIx, FixedBitSet> {
    let snapshot = access.snapshot();
    let functions = rules.functions.iter().flat_map(|function| &function.rights);
    let rights = functions.chain(rules.sensitive.iter().flat_map(|sensitive| &sensitive.rights));
    let mut speaking: HashMap<ResourceIx, FixedBitSet> = HashMap::new();
    for (resource, _) in rights.filter_map(|right| right.cell) {
        speaking.entry(resource).or_insert_with(|| access.graph().no_groups());
    }
    let mut told_by: HashMap<ResourceIx, Vec<ResourceIx>> = HashMap::new();
    for resource in speaking.keys() {
        for at in std::iter::once(*resource).chain(snapshot.leans_on(*resource)) {
            told_by.entry(at).or_default().push(*resource);
        }
    }
    let of_rules = snapshot.rules.iter().flat_map(|rule| rule.groups.iter().map(move |group| (rule.resource, *group)));
    let of_rows = snapshot.grants.iter().filter_map(|grant| match grant.to {
        Grantee::Group(group) => Some((grant.resource, group)),
        Grantee::Everyone => None,
    });
    for (at, group) in of_rules.chain(of_rows) {
        for resource in told_by.get(&at).into_iter().flatten() {
            if let Some(groups) = speaking.get_mut(resource) {
                groups.insert(group.index());
            }
        }
    }
    speaking
}
