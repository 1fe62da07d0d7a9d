//! Which things hang together.

use std::collections::BTreeMap;

/// Things by position, joined pair by pair; each points at one before it or at itself.
#[derive(Debug)]
pub struct Joined(Vec<usize>);

impl Joined {
    /// So many things, each by itself.
    pub fn none(size: usize) -> Self {
        Self((0..size).collect())
    }

    /// Joins two things with all that hangs together with either; nothing happens where there is no such thing.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }

    /// The first of those that a thing hangs together with: itself where nothing stands before it. The way there is half as long
    /// from then on, so that a long chain is not walked in full for each of its things.
    pub fn first(&mut self, mut at: usize) -> usize {
        while let Some(next) = self.0.get(at).copied().filter(|next| *next != at) {
            let beyond = self.0.get(next).copied().unwrap_or(next);
            if let Some(place) = self.0.get_mut(at) {
                *place = beyond;
            }
            at = beyond;
        }
        at
    }

    /// Those that hang together, more than one each, in order.
    pub fn together(&mut self) -> Vec<Vec<usize>> {
        let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.0.len() {
            together.entry(self.first(at)).or_default().push(at);
        }
        together.into_values().filter(|things| things.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_things_hang_together_with_all_that_either_is_joined_to() {
        let mut joined = Joined::none(7);
        for (one, other) in [(5, 3), (1, 2), (3, 2), (6, 6)] {
            joined.join(one, other);
        }
        assert_eq!(joined.together(), [vec![1, 2, 3, 5]]);
        assert_eq!((0..7).map(|at| joined.first(at)).collect::<Vec<_>>(), [0, 1, 1, 1, 4, 1, 6]);
    }

    #[test]
    fn those_apart_stay_apart() {
        let mut joined = Joined::none(6);
        joined.join(4, 0);
        joined.join(5, 2);
        assert_eq!(joined.together(), [vec![0, 4], vec![2, 5]]);
        assert!(Joined::none(3).together().is_empty());
    }

    #[test]
    fn nothing_is_joined_to_what_is_not_there() {
        let mut joined = Joined::none(2);
        joined.join(0, 2);
        assert!(joined.together().is_empty());
    }

    #[test]
    fn a_long_chain_has_one_first() {
        let mut joined = Joined::none(1000);
        for at in (1..1000).rev() {
            joined.join(at, at - 1);
        }
        assert_eq!(joined.together(), [(0..1000).collect::<Vec<_>>()]);
    }
}
