//! Bytes to text: UTF-8, UTF-16 with or without a mark, and for sheets the Windows-1252 that Excel still writes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text and how it was read.
pub(super) struct Text {
    /// Without a byte order mark.
    pub(super) text: String,
    /// The encoding was guessed; names with accents may be wrong.
    pub(super) guessed: bool,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotText {
    /// Neither UTF-8 nor UTF-16.
    Encoding,
    /// A control character in this line.
    Control(usize),
}

/// Reads text; `legacy` also takes Windows-1252, the last resort for sheets saved by older office programs.
pub(super) fn decode(bytes: &[u8], legacy: bool) -> Result<Text, NotText> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => (without_mark(bytes), bytes),
    };
    let (text, guessed) = match encoding.decode_without_bom_handling_and_without_replacement(rest) {
        Some(text) => (text, false),
        // 0x81 and its like mean nothing in Windows-1252; encoding_rs reads them as control characters, refused below.
        None if legacy && encoding == UTF_8 => (WINDOWS_1252.decode_without_bom_handling(rest).0, true),
        None => return Err(NotText::Encoding),
    };
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        let before = text.get(..at).unwrap_or_default();
        return Err(NotText::Control(before.matches('\n').count() + 1));
    }
    Ok(Text { text: text.into_owned(), guessed })
}

/// UTF-16 without a mark shows by a zero in the first pair: role maps and sheets begin with an ASCII character.
fn without_mark(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [0, 1..=255, ..] => UTF_16BE,
        [1..=255, 0, ..] => UTF_16LE,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn the_same_text_is_read_from_every_encoding() {
        let text = "Rolle;Müller 😀";
        let marked = utf16("\u{feff}Rolle;Müller 😀", true);
        for bytes in [text.into(), format!("\u{feff}{text}").into(), marked, utf16(text, true), utf16(text, false)] {
            assert_eq!(decode(&bytes, false).map(|t| t.text), Ok(text.to_owned()));
        }
    }

    #[test]
    fn windows_1252_is_a_guess_for_sheets_only() {
        let bytes = b"Rolle;M\xfcller";
        let read = decode(bytes, true).map(|t| (t.text, t.guessed));
        assert_eq!(read, Ok(("Rolle;Müller".to_owned(), true)));
        assert_eq!(decode(bytes, false).err(), Some(NotText::Encoding));
    }

    #[test]
    fn binary_garbage_is_no_text() {
        assert_eq!(decode(b"a\nb\x00\x01", true).err(), Some(NotText::Control(2)));
        assert_eq!(decode(b"\x89PNG\x81\x8d", true).err(), Some(NotText::Control(1)));
        assert_eq!(decode(&utf16("x\u{0}", true), true).err(), Some(NotText::Control(1)));
    }
}
