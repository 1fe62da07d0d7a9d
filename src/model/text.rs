//! Words of people and of ERPs: which characters a reader cannot see, and which name was probably meant.

/// Longest word that a name is looked up for, in characters.
const MAX_WORD: usize = 256;

/// Whether a character moves the cursor, turns the direction of text or has no ink of its own: controls (C0, DEL and C1),
/// line and paragraph separators, interlinear annotation, and everything that Unicode 16 calls
/// `Default_Ignorable_Code_Point` (bidirectional marks, embeddings and isolates, zero-width characters, variation
/// selectors, tags, Hangul fillers).
pub fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The candidate that was probably meant: equal but for case, or one edit for every three characters away.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > MAX_WORD {
        return None;
    }
    let folded = word.to_lowercase();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_proposed_and_a_far_one_is_not() {
        assert_eq!(nearest("grnats", ["groups", "grants"]), Some("grants"));
        assert_eq!(nearest("Sale.Order", ["sale.order"]), Some("sale.order"));
        assert_eq!(nearest("payroll", ["groups", "grants"]), None);
    }
}
