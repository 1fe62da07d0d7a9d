//! Text that came from an ERP or a user's file is hostile: made harmless here for the terminal, JSON, XML and Markdown.
//!
//! One idea for all formats: what a reader cannot see, or what the format would act on, is written as a visible escape
//! such as `\u{1b}`. Nothing is dropped, so two names that differ still look different.

use std::fmt::Write as _;

use super::words::thousands;
use crate::model::invisible;

/// Writes every character that is invisible, or that `also` names, as an escape: `\n`, `\t`, `\u{202e}`.
fn escape(text: &str, also: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if !also(c) => out.extend(c.escape_default()),
            _ if invisible(c) || also(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

/// At most `limit` characters of a text; what was cut is said: `Sales… (5,000 characters)`.
fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => {
            let total = text.chars().count();
            format!("{}… ({} characters)", text.get(..end).unwrap_or_default(), thousands(total))
        }
    }
}

/// One line for a terminal, a log or a plain message: no character in it acts on anything. Longer than `limit`
/// characters, it is cut and says so.
pub fn terminal(text: &str, limit: usize) -> String {
    escape(&shorten(text, limit), |_| false)
}

/// As [`terminal`], with what XML 1.0 cannot hold written as an escape, too; the writer does the markup.
pub fn xml(text: &str, limit: usize) -> String {
    escape(&shorten(text, limit), |c| matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// A cell of a CSV file: as [`terminal`], uncut, with tabs and line breaks kept because quoting holds them.
pub fn csv(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if invisible(c) && !matches!(c, '\t' | '\n' | '\r') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}

/// A text on one line, uncut.
pub(super) fn line(text: &str) -> String {
    // XML has no way to write these two.
    escape(text, |c| matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// One line for a cell of a workbook, cut where a cell is full.
pub(super) fn cell(text: &str) -> String {
    fitting(&line(text))
}

/// A text that a cell of a workbook holds; what was cut is said. A cell's length is counted in UTF-16 units.
pub(super) fn fitting(text: &str) -> String {
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= CELL - SAID
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{cut}… (cut: {} characters)", thousands(text.chars().count()))
}

/// Longest text that a cell of a workbook holds.
const CELL: usize = 32_767;
/// Room to say that a text was cut.
const SAID: usize = 64;

/// The same JSON document, with every invisible character in its strings as `\uXXXX`: equal for a parser, harmless for a
/// terminal. JSON itself only escapes the characters below U+0020.
pub fn json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        if c != '\n' && invisible(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// A Markdown code span: inside it no renderer looks for HTML, links, mentions or emphasis. Backticks, which would end
/// it, and pipes, which would end a table's cell, are written as escapes. Nothing is shown as a dash.
pub fn code(text: &str, limit: usize) -> String {
    code_span(&terminal(text, limit))
}

fn code_span(visible: &str) -> String {
    let text = escape(visible.trim(), |c| matches!(c, '`' | '|'));
    if text.is_empty() { "–".to_owned() } else { format!("`{text}`") }
}

/// A sentence for Markdown, on one line. What stands between backticks becomes code; of the rest, words of plain letters,
/// digits and harmless punctuation stay, and every other word becomes code too, so that nothing is left to be understood
/// as markup, a link or a mention.
pub fn markdown(text: &str, limit: usize) -> String {
    let visible = terminal(text, limit);
    let mut page = String::with_capacity(visible.len());
    if visible.matches('`').count().is_multiple_of(2) {
        for (index, part) in visible.split('`').enumerate() {
            if index % 2 == 0 {
                prose(part, &mut page);
            } else {
                push(&mut page, &code_span(part));
            }
        }
    } else {
        prose(&visible, &mut page);
    }
    page
}

/// Adds words, with one space wherever the text has any.
fn prose(text: &str, page: &mut String) {
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let text = plain(word) && !(page.is_empty() && starts_a_block(word));
        if text || word.is_empty() {
            push(page, word);
        } else {
            push(page, &code_span(word));
        }
        if word.len() < piece.len() && !page.is_empty() && !page.ends_with(' ') {
            page.push(' ');
        }
    }
}

/// Adds text, apart from what stands there if their backticks would meet.
fn push(page: &mut String, text: &str) {
    if page.ends_with('`') && text.starts_with('`') {
        page.push(' ');
    }
    page.push_str(text);
}

/// Whether no renderer would take a word for anything but text. GitHub turns bare addresses into links.
fn plain(word: &str) -> bool {
    let harmless = |c: char| c.is_alphanumeric() || ".,;:()'\"/-→·…%?!–—’".contains(c);
    let inside = word.strip_suffix(':').unwrap_or(word);
    word.chars().all(harmless) && !inside.contains(':') && !word.to_lowercase().contains("www.")
}

/// Whether a word at the start of a line would open a list or draw a rule.
fn starts_a_block(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    !word.contains(char::is_alphanumeric) || (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_sequences_and_turned_text_become_visible() {
        assert_eq!(terminal("\u{1b}[2J\u{1b}]0;owned\u{7}", 99), r"\u{1b}[2J\u{1b}]0;owned\u{7}");
        assert_eq!(terminal("Sales\u{202e}nimda\u{2069}", 99), r"Sales\u{202e}nimda\u{2069}");
        assert_eq!(terminal("a\u{200b}b\u{9b}1m\r\nc\td", 99), r"a\u{200b}b\u{9b}1m\r\nc\td");
        assert_eq!(terminal("Verkauf / Büro 営業部 مبيعات", 99), "Verkauf / Büro 営業部 مبيعات");
    }

    #[test]
    fn a_long_name_is_cut_and_says_how_long_it_was() {
        assert_eq!(terminal(&"x".repeat(5_000), 5), "xxxxx… (5,000 characters)");
        assert_eq!(terminal("exact", 5), "exact");
    }

    #[test]
    fn a_cell_holds_so_much_and_says_what_it_lost() {
        let full = "x".repeat(CELL);
        assert_eq!(cell(&full), full);
        let cut = cell(&"🦀".repeat(CELL));
        assert!(cut.ends_with("🦀… (cut: 32,767 characters)"), "{}", &cut[cut.len() - 60..]);
        assert!(cut.encode_utf16().count() <= CELL);
        assert_eq!(cell("a\r\nb\u{ffff}\u{1b}"), r"a\r\nb\u{ffff}\u{1b}");
        assert_eq!(cell("=HYPERLINK(1)"), "=HYPERLINK(1)");
    }

    #[test]
    fn json_stays_equal_and_loses_its_controls() {
        let value = serde_json::json!({"name": "\u{9b}31m\u{202e}\u{e0041}\u{7f}\n"});
        let safe = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!safe.chars().any(|c| c != '\n' && invisible(c)), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    #[test]
    fn markdown_keeps_prose_and_turns_the_rest_into_code() {
        assert_eq!(markdown("role `sales-rep` may write sale.order", 99), "role `sales-rep` may write sale.order");
        assert_eq!(markdown("has `a`, not (`b`)", 99), "has `a`, not (`b`)");
        assert_eq!(markdown("a | b <img src=x> @team #12", 99), r"a `\u{7c}` b `<img` `src=x>` `@team` `#12`");
        assert_eq!(
            markdown("see https://evil.example or www.evil.example", 99),
            "see `https://evil.example` or `www.evil.example`"
        );
        assert_eq!(markdown("- a", 99), "`-` a");
        assert_eq!(markdown("1. a", 99), "`1.` a");
        assert_eq!(markdown("one ` only", 99), r"one `\u{60}` only");
        assert_eq!(markdown("a\n# b", 99), r"`a\n#` b");
    }

    #[test]
    fn a_code_span_cannot_be_left() {
        assert_eq!(code("a`b|c\n", 99), r"`a\u{60}b\u{7c}c\n`");
        assert_eq!(code(" ", 99), "–");
        assert_eq!(markdown("a `` b", 99), "a – b");
    }
}
