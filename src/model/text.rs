//! Words of people and of ERPs: which characters a reader cannot see, which name was probably meant, and which words a name
//! is made of.

use std::fmt::Write as _;

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

/// `1 row`, `2 rows`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The words of a name, in small letters. A word ends at whatever is neither letter nor digit, and where a small letter meets a
/// capital one: `adminPasswd`, `ADMIN_PASSWD` and `admin-passwd` are the same two.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && small_before) {
            words.push(String::new());
        }
        small_before = letter.is_lowercase();
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
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

    #[test]
    fn a_name_is_made_of_words() {
        let of_keys = [
            ("adminPasswd", "admin passwd"),
            ("ADMIN_PASSWD", "admin passwd"),
            ("admin-passwd", "admin passwd"),
            ("mail.pwd", "mail pwd"),
            ("GH_TOKEN", "gh token"),
            ("compass", "compass"),
        ];
        let of_tokens = [
            ("BI read-only export", "bi read only export"),
            ("webshopReport", "webshop report"),
            ("Nur Lesen!", "nur lesen"),
            ("Bíblia", "bíblia"),
            ("key: READ-only", "key read only"),
            ("till2Report", "till2report"),
            ("", ""),
            ("--", ""),
        ];
        for (name, expected) in of_keys.into_iter().chain(of_tokens) {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }
}
