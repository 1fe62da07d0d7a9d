//! Shortest ways through a small directed graph; cycles are harmless.

use std::collections::VecDeque;

/// A graph of numbered nodes whose edges say what they are.
#[derive(Debug, Clone)]
pub struct Graph<L> {
    out: Vec<Vec<(usize, L)>>,
}

impl<L> Graph<L> {
    /// So many nodes without an edge.
    pub fn new(nodes: usize) -> Self {
        Self { out: std::iter::repeat_with(Vec::new).take(nodes).collect() }
    }

    /// Adds an edge; between nodes that are not there it is dropped.
    pub fn add(&mut self, from: usize, to: usize, label: L) {
        if to < self.out.len()
            && let Some(out) = self.out.get_mut(from)
        {
            out.push((to, label));
        }
    }

    /// For each node the edges of the shortest way there, in order: none for the start itself, nothing where no way leads.
    /// Of ways of one length it is the one whose edges were added first.
    pub fn shortest(&self, from: usize) -> Vec<Option<Vec<&L>>> {
        let mut ways: Vec<Option<Vec<&L>>> = self.out.iter().map(|_| None).collect();
        if let Some(start) = ways.get_mut(from) {
            *start = Some(Vec::new());
        }
        let mut waiting = VecDeque::from([from]);
        while let Some(node) = waiting.pop_front() {
            let so_far = ways.get(node).cloned().flatten().unwrap_or_default();
            for (to, label) in self.out.get(node).into_iter().flatten() {
                if let Some(way @ None) = ways.get_mut(*to) {
                    *way = Some(so_far.iter().copied().chain([label]).collect());
                    waiting.push_back(*to);
                }
            }
        }
        ways
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The length of the shortest way by trying all: relaxed as often as there are nodes.
    fn naive(nodes: usize, edges: &[(usize, usize)], from: usize) -> Vec<Option<usize>> {
        let mut far = vec![None; nodes];
        far[from] = Some(0);
        for _ in 0..nodes {
            for (a, b) in edges {
                if let Some(length) = far[*a]
                    && far[*b].is_none_or(|known| known > length + 1)
                {
                    far[*b] = Some(length + 1);
                }
            }
        }
        far
    }

    proptest! {
        #[test]
        fn ways_are_as_short_as_a_naive_search_finds_them_and_lead_there(
            edges in proptest::collection::vec((0..7_usize, 0..7_usize), 0..24),
            from in 0..7_usize,
        ) {
            let mut graph = Graph::new(7);
            for (a, b) in &edges {
                graph.add(*a, *b, (*a, *b));
            }
            let ways = graph.shortest(from);
            let lengths: Vec<Option<usize>> = ways.iter().map(|way| way.as_ref().map(Vec::len)).collect();
            prop_assert_eq!(lengths, naive(7, &edges, from));
            for (to, way) in ways.iter().enumerate() {
                let mut at = from;
                for (a, b) in way.iter().flatten() {
                    prop_assert_eq!(*a, at);
                    at = *b;
                }
                prop_assert!(way.is_none() || at == to);
            }
        }
    }

    #[test]
    fn a_cycle_ends_and_what_was_added_first_wins() {
        let mut graph = Graph::new(4);
        for (from, to, name) in [(0, 1, "a"), (1, 0, "back"), (0, 2, "b"), (1, 3, "c"), (2, 3, "d"), (3, 3, "self")] {
            graph.add(from, to, name);
        }
        graph.add(0, 9, "nowhere");
        assert_eq!(graph.shortest(0)[3], Some(vec![&"a", &"c"]));
        assert_eq!(graph.shortest(3), [None, None, None, Some(vec![])]);
        assert!(graph.shortest(9).iter().all(Option::is_none));
    }
}
