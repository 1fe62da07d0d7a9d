//! Which rows sets of groups reach, each distinct answer worked out once.
//!
//! A resource's rules name few groups, so that most of a hundred thousand accounts are alike to them.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::scope::Scopes;
use crate::model::{GroupIx, OpIx, RecordScope, ResourceIx};

/// Answers of [`Scopes`] by the groups that the rules of a resource name.
#[derive(Debug)]
pub struct Reached<'x, 's> {
    scopes: &'x Scopes<'s>,
    /// By resource: the groups that decide.
    deciding: HashMap<ResourceIx, Box<[GroupIx]>>,
    known: HashMap<(ResourceIx, OpIx, Box<[GroupIx]>), RecordScope>,
}

impl<'x, 's> Reached<'x, 's> {
    /// Nothing is known yet.
    pub fn of(scopes: &'x Scopes<'s>) -> Self {
        Self { scopes, deciding: HashMap::new(), known: HashMap::new() }
    }

    /// Which rows an operation reaches for an account with the given effective groups (bit = group) that bypasses nothing,
    /// provided that the operation is allowed at all.
    pub fn scope(&mut self, groups: &FixedBitSet, resource: ResourceIx, op: OpIx) -> RecordScope {
        let scopes = self.scopes;
        let deciding = self.deciding.entry(resource).or_insert_with(|| deciding_on(scopes, resource));
        let held: Box<[GroupIx]> = deciding.iter().copied().filter(|group| groups.contains(group.index())).collect();
        *self.known.entry((resource, op, held)).or_insert_with(|| scopes.of(groups, false, resource, op).scope)
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
        assert_eq!(reached.known.len(), 3, "ann and bob are alike to the rules");
    }
}
