//! What the page's script reads: JSON in blocks that are never run. Equal texts are kept once.

use std::collections::HashMap;

use serde::Serialize;

use crate::report::escape;

/// JSON that may stand inside a `script` element: nothing in it ends the element or opens a comment, and no character is
/// invisible.
pub(super) fn block(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let json = escape::json(&serde_json::to_string(value)?);
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            _ => out.push(c),
        }
    }
    Ok(out)
}

/// Texts by number, each once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    list: Vec<String>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn number(&mut self, text: String) -> u32 {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    /// All of them, in the order of their numbers.
    pub(super) fn list(self) -> Vec<String> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_block_ends_it() {
        let value = ["</script><!--<script>", "a\u{2028}b\u{2029}c\u{202e}&amp;\u{0}"];
        let json = block(&value).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{202e}', '\0']), "{json}");
        assert_eq!(serde_json::from_str::<[String; 2]>(&json).unwrap(), value);
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let mut texts = Texts::default();
        let numbers = ["a", "b", "a"].map(|text| texts.number(text.to_owned()));
        assert_eq!((numbers, texts.list()), ([0, 1, 0], vec!["a".to_owned(), "b".to_owned()]));
    }
}
