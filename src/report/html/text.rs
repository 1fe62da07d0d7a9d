//! Text for the page: nothing invisible is left in it and what is cut says so. What HTML would act on, the template escapes.

use crate::report::escape;

/// Longest name, longest sentence, longest paragraph.
const NAME: usize = 160;
const SENTENCE: usize = 600;
const TEXT: usize = 4_000;

/// A name on one line.
pub(super) fn name(text: &str) -> String {
    escape::terminal(text, NAME)
}

/// A title or a step.
pub(super) fn sentence(text: &str) -> String {
    escape::terminal(text, SENTENCE)
}

/// What says why, what to do, and the like.
pub(super) fn paragraph(text: &str) -> String {
    escape::terminal(text, TEXT)
}

/// A part of a sentence: words, or a name that stood between backticks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) code: bool,
    pub(super) text: String,
}

/// A sentence with its names apart; backticks that do not pair are text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let paired = text.matches('`').count().is_multiple_of(2);
    let parts: Vec<&str> = if paired { text.split('`').collect() } else { vec![text] };
    let piece = |(index, part): (usize, &str)| Piece { code: index % 2 == 1, text: part.to_owned() };
    parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()).map(piece).collect()
}

/// A step of a path, apart from what kind of thing it is: `group:base.group_user`.
pub(super) fn step(text: &str) -> (String, Vec<Piece>) {
    let kind = |word: &&str| {
        (1..=16).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b' '))
    };
    let (kind, rest) = match text.split_once(':') {
        Some((word, rest)) if kind(&word) && !rest.is_empty() => (word, rest.trim_start()),
        _ => ("", text),
    };
    (kind.to_owned(), pieces(&sentence(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.code { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn names_between_backticks_are_apart() {
        assert_eq!(shown(&pieces("role `a` may write `b.c`")), "role [a] may write [b.c]");
        assert_eq!(shown(&pieces("one ` only")), "one ` only");
        assert_eq!(shown(&pieces("")), "");
    }

    #[test]
    fn a_step_tells_what_it_is_about() {
        let told = |text| {
            let (kind, rest) = step(text);
            format!("{kind}|{}", shown(&rest))
        };
        assert_eq!(told("group:base.group_user"), "group|base.group_user");
        assert_eq!(told("second factor:none"), "second factor|none");
        assert_eq!(told("and 2 more"), "|and 2 more");
        assert_eq!(told("https://x"), "https|//x");
        assert_eq!(told("Sales: a name"), "|Sales: a name");
        assert_eq!(told("user:\u{202e}x"), r"user|\u{202e}x");
    }
}
