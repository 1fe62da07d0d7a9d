//! User words in messages, and *did you mean*.

use std::fmt::Write as _;

/// Longest name of a role, a group, a resource or a login, in characters.
pub(super) const MAX_NAME: usize = 256;

/// Longest piece of user text in a message, in characters.
const MAX_QUOTED: usize = 80;

/// User text between backticks: on one line, bounded, without anything that a terminal would obey or that would turn
/// the direction of the text.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == MAX_QUOTED {
            out.push('…');
            break;
        }
        if is_hostile(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// Control characters, line separators, and marks that reorder what follows them or cannot be seen.
pub(super) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Why a text cannot be a name.
pub(super) fn bad_name(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("is empty")
    } else if text.chars().any(is_hostile) {
        Some("has invisible or control characters")
    } else if text.chars().count() > MAX_NAME {
        Some("is longer than 256 characters")
    } else {
        None
    }
}

/// The candidate that was probably meant: equal but for case, or one edit for every three characters away.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > MAX_NAME {
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

/// The help line for [`nearest`].
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|name| format!("did you mean {}?", quote(name)))
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
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(quote("a\u{1b}[2J\u{202e}b"), "`a\\u{1b}[2J\\u{202e}b`");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), 83);
    }
}
