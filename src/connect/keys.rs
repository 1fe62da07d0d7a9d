//! Keys that differ, made of labels that may not.

use std::collections::{BTreeSet, HashMap};

/// Keys for labelled rows: the label, with `#id` behind it where it is empty, taken, or not the only one of its kind.
pub(in crate::connect) fn unique_keys(rows: &[(String, i64)], taken: &BTreeSet<String>) -> Vec<String> {
    let mut keys: Vec<String> = rows.iter().map(|(label, _)| label.clone()).collect();
    // Someone may have taken a label that looks like another's key, so look again until all differ.
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
        for ((key, (_, id)), doubtful) in keys.iter_mut().zip(rows).zip(doubtful) {
            if doubtful {
                key.push('#');
                key.push_str(&id.to_string());
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
    }
}
