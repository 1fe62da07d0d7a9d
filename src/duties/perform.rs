//! Who performs what: the ways of a function against a set of groups.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use fixedbitset::FixedBitSet;

use super::rules::{Column, KnownRight, Rules};
use crate::access::scope::Scopes;
use crate::access::{Access, Cells, Profile, Reached};
use crate::model::{GrantIx, GroupIx, OpIx, Ops, RecordScope, ResourceIx, UserIx, Verb};

/// Somebody who holds groups, or a set of groups that somebody could hold.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'x> {
    /// The groups that count.
    pub groups: &'x FixedBitSet,
    /// What they allow.
    pub cells: &'x Cells,
    /// Bypasses every check.
    pub superuser: bool,
    /// The account, where limits of its own hold it beside its groups.
    pub limited: Option<UserIx>,
}

impl<'x> Holder<'x> {
    /// Some groups and what they allow, held by nobody in particular.
    pub fn of(groups: &'x FixedBitSet, cells: &'x Cells) -> Self {
        Self { groups, cells, superuser: false, limited: None }
    }
}

impl<'x> From<&'x Profile> for Holder<'x> {
    fn from(profile: &'x Profile) -> Self {
        Self { groups: &profile.groups, cells: &profile.cells, superuser: profile.superuser, limited: None }
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
    /// Whether it is known that it reaches any record, and that a field is open that the right is about.
    pub sure: bool,
}

/// Evaluates rules.
#[derive(Debug)]
pub struct Performers<'a> {
    /// What everyone can do.
    pub access: &'a Access<'a>,
    scopes: &'a Scopes<'a>,
    /// The rules.
    pub rules: Rules<'a>,
    /// By resource of the rules: the rows that give anything on it.
    pub(super) rows: HashMap<ResourceIx, Vec<GrantIx>>,
    /// Accounts with the record of the staff that they are of.
    themselves: HashSet<(UserIx, &'a str)>,
    reached: RefCell<Reached<'a, 'a>>,
}

impl<'a> Performers<'a> {
    /// Prepares rules for a system.
    pub fn new(rules: Rules<'a>, access: &'a Access<'a>, scopes: &'a Scopes<'a>) -> Self {
        let rows = rows(&rules, access);
        let themselves = access.snapshot().people.iter().map(|person| (person.user, &*person.key)).collect();
        Self { access, scopes, rules, rows, themselves, reached: RefCell::new(Reached::of(scopes)) }
    }

    /// An account, with the limits that hold it.
    pub fn holder(&self, user: UserIx) -> Holder<'a> {
        Holder { limited: self.scopes.is_limited(user).then_some(user), ..self.access.of(user).into() }
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
            let one = Side { right, ops, scope, sure: sure && scope != RecordScope::Unknown };
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

    /// Whether a limit leaves what belongs to the record of the staff that an account is of. Frappe 14 to 17: a `User Permission`
    /// for one's own `Employee`.
    fn is_held_to_oneself(&self, user: UserIx, resource: ResourceIx) -> bool {
        let mut limits = self.scopes.limits_on(self.access, user, resource);
        limits.any(|limit| self.themselves.contains(&(user, &limit.value)))
    }

    /// Which rows an operation reaches for somebody.
    fn scope(&self, holder: Holder<'_>, resource: ResourceIx, op: OpIx) -> RecordScope {
        if let Some(user) = holder.limited {
            let scope = self.scopes.of_user(self.access, user, resource, op).scope;
            return if self.is_held_to_oneself(user, resource) { scope.and(RecordScope::Own) } else { scope };
        }
        if holder.superuser {
            return self.scopes.of(holder.groups, true, resource, op).scope;
        }
        self.reached.borrow_mut().scope(holder.groups, resource, op)
    }
}

/// What reaches further stands behind; what is not known before everything.
pub(super) fn reach(scope: RecordScope, sure: bool) -> (bool, u8) {
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

/// By resource of the rules: the rows in use that give anything on it.
fn rows(rules: &Rules<'_>, access: &Access<'_>) -> HashMap<ResourceIx, Vec<GrantIx>> {
    let functions = rules.functions.iter().flat_map(|function| &function.rights);
    let rights = functions.chain(rules.sensitive.iter().flat_map(|sensitive| &sensitive.rights));
    let resources: HashSet<ResourceIx> = rights.filter_map(|right| right.cell).map(|(resource, _)| resource).collect();
    let mut rows: HashMap<ResourceIx, Vec<GrantIx>> = HashMap::new();
    let in_use = access.snapshot().grants.iter().enumerate();
    for (at, grant) in in_use.filter(|(_, grant)| grant.active && !grant.superseded && grant.level == 0) {
        let mut on: Vec<ResourceIx> = access.counts_for(grant.resource).to_vec();
        on.push(grant.resource);
        on.sort_unstable();
        on.dedup();
        for resource in on.into_iter().filter(|resource| resources.contains(resource)) {
            rows.entry(resource).or_default().push(GrantIx::new(at));
        }
    }
    rows
}
