//! User words in messages, and *did you mean*.

use std::fmt::Write as _;

use crate::model::{invisible, nearest};

/// Longest name of a role, a group, a resource or a login, in characters.
pub(crate) const MAX_NAME: usize = 256;

/// Longest piece of user text in a message, in characters.
const MAX_QUOTED: usize = 80;

/// User text between backticks: on one line, bounded, without anything that a terminal would obey or that would turn
/// the direction of the text.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == MAX_QUOTED {
            out.push('…');
            break;
        }
        if invisible(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// Why a text cannot be a name.
pub(crate) fn bad_name(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("is empty")
    } else if text.chars().any(invisible) {
        Some("has invisible or control characters")
    } else if text.chars().count() > MAX_NAME {
        Some("is longer than 256 characters")
    } else {
        None
    }
}

/// The help line for the candidate that was probably meant.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|name| format!("did you mean {}?", quote(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(quote("a\u{1b}[2J\u{202e}b"), "`a\\u{1b}[2J\\u{202e}b`");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), 83);
    }

    #[test]
    fn what_cannot_be_seen_is_no_part_of_a_name() {
        for unseen in ['\u{ad}', '\u{200c}', '\u{3164}', '\u{fe0f}', '\u{e0041}'] {
            assert!(bad_name(&format!("sales{unseen}")).is_some(), "{unseen:?}");
            assert!(!quote(&unseen.to_string()).contains(unseen), "{unseen:?}");
        }
    }
}
