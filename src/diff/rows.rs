//! Why an operation that somebody could do before reaches more rows: other rules, or other groups.

use std::collections::{HashMap, HashSet};

use fixedbitset::FixedBitSet;

use super::cause::{Cause, Direction, first_kind};
use crate::access::Profile;
use crate::model::{GroupIx, OpIx, RecordScope, ResourceIx};

/// From which rows to which, and the changes that are each enough for it.
pub(super) type Step = ([RecordScope; 2], Vec<Cause>);

/// What somebody's groups were and are, by the groups of the side that is looked at.
pub(super) struct Groups<'x> {
    now: &'x FixedBitSet,
    /// Those of before that are still there.
    before: FixedBitSet,
    /// Each that they have on one side alone, with how that came.
    moved: Vec<(GroupIx, Cause)>,
}

impl<'x> Groups<'x> {
    /// `causes` tells of what came; `back` looks the other way, and knows how what went away had come.
    pub(super) fn of(
        (direction, back): (&Direction<'_, '_>, &Direction<'_, '_>),
        before: &Profile,
        now: &'x Profile,
        causes: &HashMap<GroupIx, Cause>,
    ) -> Self {
        let mut had = direction.to.access.graph().no_groups();
        let mut moved: Vec<(GroupIx, Cause)> = causes.iter().map(|(group, cause)| (*group, cause.clone())).collect();
        let gone = back.causes(now, before);
        for group in before.groups.ones().map(GroupIx::new) {
            let Some(here) = back.bridge.group(group) else { continue };
            had.insert(here.index());
            let cause = gone.get(&group).filter(|_| !now.groups.contains(here.index()));
            moved.extend(cause.map(|cause| (here, Cause::Gone(Box::new(cause.clone())))));
        }
        moved.sort();
        Self { now: &now.groups, before: had, moved }
    }

    /// The groups are the same ones.
    pub(super) fn unmoved(&self) -> bool {
        self.moved.is_empty()
    }

    /// What the rules and rows make of it with the groups of before, and what the groups make of it then.
    pub(super) fn steps(
        &self,
        direction: &Direction<'_, '_>,
        (resource, op): (ResourceIx, OpIx),
        [was, is]: [RecordScope; 2],
        of_rules: impl FnOnce() -> Vec<Cause>,
    ) -> Vec<Step> {
        let scope = |groups: &FixedBitSet| direction.to.scopes.of(groups, false, resource, op).scope;
        let between = match scope(&self.before) {
            // Nobody can tell what the rules alone did.
            RecordScope::Unknown if !self.unmoved() => was,
            scope => scope.clamp(was, is),
        };
        let mut steps = Vec::new();
        if between > was {
            steps.push(([was, between], of_rules()));
        }
        if is > between {
            let speaking = self.speaking(direction, resource);
            let enough = |(group, _): &&&(GroupIx, Cause)| scope(&moved(&self.before, *group)) == is;
            let mut causes: Vec<Cause> = speaking.iter().filter(enough).map(|(_, cause)| cause.clone()).collect();
            if causes.is_empty() {
                // Only several together are enough: each without which it would be less.
                let needed = |(group, _): &&&(GroupIx, Cause)| scope(&moved(self.now, *group)) < is;
                causes = speaking.iter().filter(needed).map(|(_, cause)| cause.clone()).collect();
            }
            if causes.is_empty() {
                causes.push(Cause::Other);
            }
            steps.push(([between, is], first_kind(causes)));
        }
        steps
    }

    /// The moved groups of which a record rule or a row about the resource speaks.
    fn speaking(&self, direction: &Direction<'_, '_>, resource: ResourceIx) -> Vec<&(GroupIx, Cause)> {
        let snapshot = direction.snapshot();
        let rules = direction.to.scopes.narrowing(resource).flat_map(|rule| &snapshot.rule(rule).groups);
        let rows = direction.to.rows_of(resource).iter().filter_map(|row| row.group());
        let named: HashSet<GroupIx> = rules.copied().chain(rows).collect();
        self.moved.iter().filter(|(group, _)| named.contains(group)).collect()
    }
}

/// The groups with one more, or one less.
fn moved(groups: &FixedBitSet, group: GroupIx) -> FixedBitSet {
    let mut groups = groups.clone();
    groups.toggle(group.index());
    groups
}
