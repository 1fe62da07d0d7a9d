//! Which rows sets of groups reach, each distinct answer worked out once.
//!
//! A resource's rules name few groups, so that most of a hundred thousand accounts are alike to them.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::domain::Domain as Filter;
use super::scope::Scopes;
use crate::model::{GroupIx, OpIx, RecordScope, ResourceIx, RuleIx};

/// What the groups that decide leave of each operation, as far as somebody asked.
type ByGroups = HashMap<Box<[GroupIx]>, Vec<(OpIx, RecordScope)>>;

/// Answers of [`Scopes`] by the groups that the rules of a resource name.
#[derive(Debug)]
pub struct Reached<'x, 's> {
    scopes: &'x Scopes<'s>,
    /// By resource: the groups that decide.
    deciding: HashMap<ResourceIx, Box<[GroupIx]>>,
    /// By resource and the groups among those that somebody has: the scope of each operation that was asked about.
    known: HashMap<ResourceIx, ByGroups>,
    /// The groups of the last question, kept for its room.
    held: Vec<GroupIx>,
}

impl<'x, 's> Reached<'x, 's> {
    /// Nothing is known yet.
    pub fn of(scopes: &'x Scopes<'s>) -> Self {
        Self { scopes, deciding: HashMap::new(), known: HashMap::new(), held: Vec::new() }
    }

    /// Which rows an operation reaches for an account with the given effective groups (bit = group) that bypasses nothing,
    /// provided that the operation is allowed at all.
    pub fn scope(&mut self, groups: &FixedBitSet, resource: ResourceIx, op: OpIx) -> RecordScope {
        let scopes = self.scopes;
        let deciding = self.deciding.entry(resource).or_insert_with(|| deciding_on(scopes, resource));
        self.held.clear();
        self.held.extend(deciding.iter().copied().filter(|group| groups.contains(group.index())));
        let of_resource = self.known.entry(resource).or_default();
        let of_groups = of_resource.get(self.held.as_slice());
        if let Some((_, scope)) = of_groups.and_then(|known| known.iter().find(|(known, _)| *known == op)) {
            return *scope;
        }
        let scope = scopes.of(groups, false, resource, op).scope;
        of_resource.entry(self.held.as_slice().into()).or_default().push((op, scope));
        scope
    }
}

impl Scopes<'_> {
    /// Which rows a rule by itself lets through.
    pub fn alone(&self, rule: RuleIx) -> RecordScope {
        self.filter(rule).map_or(RecordScope::Unknown, Filter::scope)
    }
}

/// The groups that rules name, and rows where some are for own records alone.
fn deciding_on(scopes: &Scopes<'_>, resource: ResourceIx) -> Box<[GroupIx]> {
    let snapshot = scopes.snapshot();
    let of_rules = scopes.narrowing(resource).flat_map(|rule| snapshot.rule(rule).groups.iter().copied());
    let mut groups: Vec<GroupIx> = of_rules.chain(scopes.own().groups(snapshot, resource)).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Access;
    use crate::model::UserIx;
    use crate::synth::Builder;

    #[test]
    fn the_answer_is_that_of_the_rules_for_every_set_of_groups() {
        let mut system = Builder::new("reached");
        system.group("seller").group("manager").group("idle").grant("seller", "sale.order", "r");
        system.rule("own", "sale.order", &["seller"], "[('user_id', '=', user.id)]");
        system.rule("all", "sale.order", &["manager"], "[(1, '=', 1)]");
        for (login, groups) in
            [("ann", &["seller", "idle"][..]), ("bob", &["seller"]), ("cem", &["seller", "manager"]), ("dia", &[])]
        {
            system.user(login, login, groups);
        }
        let snapshot = system.build();
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let mut reached = Reached::of(&scopes);
        let mut of = |user| reached.scope(&access.of(UserIx(user)).groups, ResourceIx(0), OpIx(0));
        let words = [0, 1, 2, 3].map(|user| of(user).word());
        assert_eq!(words, ["own", "own", "all", "all"], "whom no rule of a group speaks to is held by none");
        let known: usize = reached.known.values().map(HashMap::len).sum();
        assert_eq!(known, 3, "ann and bob are alike to the rules");
    }
}
