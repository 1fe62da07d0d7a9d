//! Which group brings which, all the way down.

use std::collections::VecDeque;

use fixedbitset::FixedBitSet;

use crate::model::GroupIx;
use crate::snapshot::Snapshot;

/// Implications between groups, with their closure; cycles are harmless.
#[derive(Debug, Clone)]
pub struct GroupGraph {
    implied: Vec<Vec<GroupIx>>,
    closure: Vec<FixedBitSet>,
}

impl GroupGraph {
    /// The graph of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let size = snapshot.groups.len();
        let mut implied = vec![Vec::new(); size];
        for implication in &snapshot.implications {
            if let Some(list) = implied.get_mut(implication.0.index()) {
                list.push(implication.1);
            }
        }
        for list in &mut implied {
            list.sort_unstable();
            list.dedup();
        }
        let mut graph = Self { implied, closure: Vec::new() };
        graph.closure = (0..size).map(|at| graph.reach(GroupIx::new(at), size)).collect();
        // They pass on what they imply and count for nothing themselves.
        let groups = snapshot.groups.iter().enumerate();
        let inactive: FixedBitSet = groups.filter(|(_, group)| group.inactive).map(|(at, _)| at).collect();
        if !inactive.is_clear() {
            graph.closure.iter_mut().for_each(|reached| reached.difference_with(&inactive));
        }
        graph
    }

    fn reach(&self, from: GroupIx, size: usize) -> FixedBitSet {
        let mut reached = FixedBitSet::with_capacity(size);
        let mut waiting = vec![from];
        while let Some(group) = waiting.pop() {
            if !reached.put(group.index()) {
                waiting.extend(self.implied(group));
            }
        }
        reached
    }

    /// An empty set of groups with room for all.
    pub fn no_groups(&self) -> FixedBitSet {
        FixedBitSet::with_capacity(self.closure.len())
    }

    /// The groups that a group brings directly.
    pub fn implied(&self, group: GroupIx) -> &[GroupIx] {
        self.implied.get(group.index()).map_or(&[], Vec::as_slice)
    }

    /// A set of groups and everything that they bring.
    pub fn closure(&self, groups: impl IntoIterator<Item = GroupIx>) -> FixedBitSet {
        let mut all = self.no_groups();
        for group in groups {
            if let Some(reached) = self.closure.get(group.index()) {
                all.union_with(reached);
            }
        }
        all
    }

    /// A group and what it brings, but for the groups of `barrier` and what only they bring. A group of the barrier itself
    /// brings everything.
    pub fn closure_short_of(&self, group: GroupIx, barrier: &FixedBitSet) -> FixedBitSet {
        if barrier.contains(group.index()) {
            return self.closure([group]);
        }
        let mut reached = self.no_groups();
        let mut waiting = vec![group];
        while let Some(group) = waiting.pop() {
            if !barrier.contains(group.index()) && !reached.put(group.index()) {
                waiting.extend(self.implied(group));
            }
        }
        reached
    }

    /// Whether one group brings the other; every group brings itself.
    pub fn brings(&self, group: GroupIx, other: GroupIx) -> bool {
        self.closure.get(group.index()).is_some_and(|reached| reached.contains(other.index()))
    }

    /// Of a set, the groups that no other of the set brings: its roots. Of a cycle, the first.
    pub fn roots(&self, groups: &FixedBitSet) -> Vec<GroupIx> {
        let members: Vec<GroupIx> = groups.ones().map(GroupIx::new).collect();
        members
            .iter()
            .copied()
            .filter(|group| {
                !members.iter().any(|other| {
                    other != group && self.brings(*other, *group) && (!self.brings(*group, *other) || other < group)
                })
            })
            .collect()
    }

    /// The shortest chain of implications from one group to another, both ends included; empty if there is none.
    pub fn path(&self, from: GroupIx, to: GroupIx) -> Vec<GroupIx> {
        let mut came_from: Vec<Option<GroupIx>> = vec![None; self.implied.len()];
        let mut seen = self.no_groups();
        let mut waiting = VecDeque::from([from]);
        seen.insert(from.index());
        while let Some(group) = waiting.pop_front() {
            if group == to {
                let mut path = vec![to];
                let mut at = to;
                while let Some(previous) = came_from.get(at.index()).copied().flatten() {
                    path.push(previous);
                    at = previous;
                }
                path.reverse();
                return path;
            }
            for next in self.implied(group) {
                if !seen.put(next.index())
                    && let Some(slot) = came_from.get_mut(next.index())
                {
                    *slot = Some(group);
                    waiting.push_back(*next);
                }
            }
        }
        Vec::new()
    }
}
