//! The two kinds of wildcards that role maps know.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// A resource or a family of them: an exact name, or a beginning followed by one `*` (`sale.*`, `res.partner*`, `*`).
///
/// Only a trailing `*`, so that casbin's `keyMatch` reads the exported policy the same way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    text: String,
}

/// Why a text is no [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing there.
    #[error("empty name")]
    Empty,
    /// A `*` before the end.
    #[error("`{0}`: `*` is understood only at the end of a name")]
    Star(String),
}

impl Pattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        match text.find('*') {
            Some(at) if at + 1 != text.len() => Err(PatternError::Star(text.to_owned())),
            _ => Ok(Self { text: text.to_owned() }),
        }
    }

    /// Whether the pattern covers a name.
    pub fn matches(&self, name: &str) -> bool {
        match self.text.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == self.text,
        }
    }

    /// Whether it is one exact name.
    pub fn is_exact(&self) -> bool {
        !self.text.ends_with('*')
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        Self::parse(&text)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A login or a family of them: `*` stands for any run of characters, anywhere; case does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glob {
    text: String,
    folded: String,
}

impl Glob {
    /// Reads a glob; every text is one.
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let folded = text.to_lowercase();
        Self { text, folded }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is one exact login.
    pub fn is_exact(&self) -> bool {
        !self.text.contains('*')
    }

    /// In lower case, for look-ups by login.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the glob covers a login.
    pub fn matches(&self, login: &str) -> bool {
        self.matches_folded(&login.to_lowercase())
    }

    /// Whether the glob covers a login that is in lower case already.
    pub fn matches_folded(&self, login: &str) -> bool {
        covers(&self.folded, login)
    }
}

/// Whether a text is another in which each `*` stands for any run of characters; case matters.
pub fn covers(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = text.strip_prefix(first).and_then(|left| left.strip_suffix(last)) else { return false };
    for piece in middle.split('*') {
        match left.find(piece) {
            Some(at) => left = left.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_its_family_only() {
        let pattern = Pattern::parse("sale.*").unwrap();
        assert!(pattern.matches("sale.order"));
        assert!(!pattern.matches("sales.team"));
        assert!(Pattern::parse("sale.*.line").is_err());
        assert!(Pattern::parse(" ").is_err());
    }

    #[test]
    fn a_glob_covers_logins_whatever_their_case() {
        let glob = Glob::new("*@Sales.acme.example");
        assert!(glob.matches("mara@sales.ACME.example"));
        assert!(!glob.matches("mara@acme.example"));
        assert!(Glob::new("svc-*-*").matches("svc-web-1"));
        assert!(!Glob::new("svc-*-*").matches("svc-web"));
        assert!(!Glob::new("a*a").matches("a"));
    }
}
