//! `SHA256SUMS`: the files of a folder with their hashes, one a line, sorted, as `sha256sum` writes and checks them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The text: hash, two blanks, name.
pub(super) fn text(files: &BTreeMap<String, String>) -> String {
    files.iter().fold(String::new(), |mut text, (name, sha256)| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{sha256}  {name}");
        text
    })
}

/// Name and hash of each line; a line that is not of this form is told by its number.
pub(super) fn parse(text: &str) -> Result<Vec<(&str, &str)>, usize> {
    text.split_terminator('\n')
        .enumerate()
        .map(|(at, line)| {
            let (sha256, name) = line.split_once("  ").ok_or(at + 1)?;
            if is_hash(sha256) && !name.is_empty() { Ok((name, sha256)) } else { Err(at + 1) }
        })
        .collect()
}

/// Whether a text is a SHA-256 in small hexadecimal digits.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
