//! Rules about API keys, JSON Web Tokens and the secrets of third parties.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, invalid, read};
use super::part::Part;
use crate::model::words;

/// How keys, tokens and secrets of third parties must be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenPolicy {
    /// Words, and phrases of several words, in a key's name that promise that it reads alone; small letters.
    reading: BTreeSet<Vec<String>>,
    /// The greatest age of an API key, in days; nothing where age does not matter.
    pub rotate_within_days: Option<u32>,
    /// Of JSON Web Tokens.
    pub jwt: JwtPolicy,
    /// Of secrets with which the ERP signs in elsewhere.
    pub third_party: ThirdPartyPolicy,
}

/// How JSON Web Tokens must be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtPolicy {
    /// Algorithms that nobody may take.
    #[serde(default)]
    forbidden: Vec<String>,
    /// Algorithms that are no longer trusted.
    #[serde(default)]
    weak: Vec<String>,
    /// The longest time from issue to end, in days; nothing where it does not matter.
    pub longest_life_days: Option<u32>,
    /// A token must say whom it is for.
    #[serde(default)]
    pub audience: bool,
}

/// How the secrets of third parties must be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThirdPartyPolicy {
    /// The longest time since their record was last written, in days; nothing where it does not matter.
    pub rotate_within_days: Option<u32>,
    /// Types of fields whose value the ERP shows to nobody who reads the record.
    #[serde(default)]
    secrets_shown_to_nobody: Vec<String>,
}

impl TokenPolicy {
    /// The word or phrase in a key's name that promises that the key reads alone, if there is one. Words count as a whole.
    pub fn promises_reading(&self, name: &str) -> Option<String> {
        let words = words(name);
        let phrases = |length: usize| words.windows(length).filter(|phrase| self.reading.contains(*phrase));
        (1..=LONGEST_PHRASE).rev().find_map(|length| phrases(length).next()).map(|phrase| phrase.join(" "))
    }
}

impl JwtPolicy {
    /// Whether nobody may take tokens that are signed so.
    pub fn forbids(&self, algorithm: &str) -> bool {
        self.forbidden.iter().any(|other| other.eq_ignore_ascii_case(algorithm.trim()))
    }

    /// Whether this way of signing is no longer trusted.
    pub fn distrusts(&self, algorithm: &str) -> bool {
        self.weak.iter().any(|other| other.eq_ignore_ascii_case(algorithm.trim()))
    }
}

impl ThirdPartyPolicy {
    /// Whether the ERP shows the value of a field of this type to nobody who reads the record.
    pub fn is_shown_to_nobody(&self, field_type: &str) -> bool {
        self.secrets_shown_to_nobody.iter().any(|other| other == field_type)
    }
}

impl Part for TokenPolicy {
    const AT: &'static str = "tokens.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("tokens.yaml", include_str!("../../policies/tokens.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { reading, keys, jwt, third_party }) = read::<File>(text, file)? else { return Ok(()) };
        for Spanned { value, referenced, .. } in reading {
            let phrase = words(&value);
            if phrase.is_empty() || phrase.len() > LONGEST_PHRASE {
                let message = format!("`{value}` is neither a word nor a phrase of up to {LONGEST_PHRASE} words");
                return Err(invalid(Some(referenced), file, &message));
            }
            self.reading.insert(phrase);
        }
        self.rotate_within_days = keys.rotate_within_days;
        (self.jwt, self.third_party) = (jwt, third_party);
        Ok(())
    }
}

/// The most words of a phrase.
const LONGEST_PHRASE: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    reading: Vec<Spanned<String>>,
    #[serde(default)]
    keys: Keys,
    #[serde(default)]
    jwt: JwtPolicy,
    #[serde(default)]
    third_party: ThirdPartyPolicy,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    rotate_within_days: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    fn read(text: &str) -> Result<TokenPolicy, String> {
        of_text(text, "t.yaml")
    }

    #[test]
    fn a_word_counts_as_a_whole() {
        let policy = &super::super::Policies::built_in().tokens;
        for name in ["BI read-only export", "webshopReport", "bi", "API_READ", "lesend", "Nur Lesen!", "view only"] {
            assert!(policy.promises_reading(name).is_some(), "{name}");
        }
        for name in ["billing", "thread sync", "ready", "exporter", "reporter", "Bíblia", "old jenkins", "", "--"] {
            assert_eq!(policy.promises_reading(name), None, "{name}");
        }
        assert_eq!(policy.promises_reading("key: READ-only").as_deref(), Some("read only"));
    }

    #[test]
    fn algorithms_are_named_in_any_case() {
        let jwt = &super::super::Policies::built_in().tokens.jwt;
        assert!(jwt.forbids("NonE") && !jwt.forbids("HS256") && jwt.distrusts("rs1"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            "reading: ['-']",
            "reading: [one two three four]",
            "keys: { rotate_within: 5 }",
            "jwt: { longest_life_days: long }",
            "third_party: { rotate: 1 }",
        ]
        .map(|text| read(text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        t.yaml:1:11: `-` is neither a word nor a phrase of up to 3 words
        t.yaml:1:11: `one two three four` is neither a word nor a phrase of up to 3 words
        t.yaml:1:9: unknown field `rotate_within`, expected one of rotate_within_days
        t.yaml:1:27: `longest_life_days` takes a whole number from 0 on: write it as `longest_life_days: 7`
        t.yaml:1:16: unknown field `rotate`, expected one of rotate_within_days, secrets_shown_to_nobody
        ");
        assert_eq!(read("").unwrap(), TokenPolicy::default());
    }
}
