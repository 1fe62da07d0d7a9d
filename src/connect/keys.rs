//! Keys that differ, made of labels that may not.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;

/// How often ids are tried; who named rows so that more is needed gets places instead.
const ROUNDS: usize = 8;

/// Keys for labelled rows: the label, with `#id` behind it where it is empty, taken, or not the only one of its kind.
/// Rows that have even their ids in common are told apart by their place.
pub(in crate::connect) fn unique_keys<I: Display>(rows: &[(String, I)], taken: &BTreeSet<String>) -> Vec<String> {
    let mut keys: Vec<String> = rows.iter().map(|(label, _)| label.clone()).collect();
    // Someone may have taken a label that looks like another's key, so look again until all differ.
    let mut rounds = 0;
    loop {
        let mut times: HashMap<&str, u32> = HashMap::with_capacity(keys.len());
        for key in &keys {
            *times.entry(key).or_default() += 1;
        }
        let shared = |key: &String| times.get(key.as_str()).is_some_and(|n| *n > 1) || taken.contains(key);
        let doubtful: Vec<bool> = keys.iter().map(|key| key.is_empty() || shared(key)).collect();
        if !doubtful.contains(&true) {
            return keys;
        }
        rounds += 1;
        for (at, ((key, (_, id)), doubtful)) in keys.iter_mut().zip(rows).zip(doubtful).enumerate() {
            if doubtful {
                key.push('#');
                key.push_str(&if rounds < ROUNDS { id.to_string() } else { at.to_string() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_two_share_gets_the_id_behind_it() {
        let rows = [("a", 5), ("a", 6), ("b", 7), ("a#5", 8), ("", 9)].map(|(label, id)| (label.to_owned(), id));
        assert_eq!(unique_keys(&rows, &BTreeSet::new()), ["a#5#5", "a#6", "b", "a#5#8", "#9"]);
        let taken = BTreeSet::from(["b".to_owned()]);
        assert_eq!(unique_keys(&rows, &taken)[2], "b#7", "a technical name is not for others");
        let alike = unique_keys(&[("a".to_owned(), 1), ("a".to_owned(), 1)], &BTreeSet::new());
        assert_ne!(alike[0], alike[1], "and it ends");
    }
}
