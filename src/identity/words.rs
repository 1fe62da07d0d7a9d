//! Logins and names in one form: width, case, what nobody sees and letters of other scripts that pass for Latin ones make no
//! difference.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

use crate::model::invisible;

/// A text of which nothing is kept that a reader does not see or takes for the same: compatibility forms composed (NFKC),
/// invisible characters removed, case folded.
pub fn same_form(text: &str) -> String {
    fold(&seen(text))
}

/// The same with letters of other scripts that look like Latin ones read as those.
pub fn read_as_latin(text: &str) -> String {
    same_form(text).chars().map(|c| look_alike(c).unwrap_or(c)).collect()
}

fn seen(text: &str) -> String {
    // As most names are: nothing to compose, and nothing hidden.
    if text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    // What is invisible must not keep letters and their marks apart, so it goes first; no compatibility form brings it back
    // but those of fillers, which are gone by then.
    text.chars().filter(|c| !invisible(*c)).nfkc().collect()
}

/// Upper case first, so that letters with two lower-case forms become one: `ß` and `ss`, `ς` and `σ`.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

/// The Latin letter that another script's letter passes for, in either case.
fn look_alike(c: char) -> Option<char> {
    let latin = |c: char| {
        let mut alike = skeleton(c.encode_utf8(&mut [0; 4])).collect::<Vec<char>>().into_iter();
        match (alike.next(), alike.next()) {
            (Some(only), None) if only.is_ascii_alphabetic() => Some(only.to_ascii_lowercase()),
            _ => None,
        }
    };
    if c.is_ascii() { None } else { latin(c).or_else(|| c.to_uppercase().next().and_then(latin)) }
}

/// A login or a name, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// All of it in one form.
    pub whole: String,
    /// Its words: what stands between other characters, digits and changes from small to capital letters.
    pub words: Vec<String>,
    /// How many digits it has.
    pub digits: usize,
}

impl Name {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        Self::of_seen(&seen(text))
    }

    fn of_seen(seen: &str) -> Self {
        let (mut words, mut digits) = (Vec::new(), 0);
        let (mut word, mut small) = (String::new(), false);
        for c in seen.chars() {
            let is_letter = (c.is_alphanumeric() && !c.is_numeric()) || (is_combining_mark(c) && !word.is_empty());
            if !is_letter || (small && c.is_uppercase()) {
                words.extend(finished(&mut word));
            }
            if is_letter {
                word.push(c);
            }
            digits += usize::from(c.is_numeric());
            small = c.is_lowercase();
        }
        words.extend(finished(&mut word));
        Self { whole: fold(seen), words, digits }
    }

    /// The part of an address before its `@`, or all of a login that is no address.
    pub fn of_login(login: &str) -> Self {
        let seen = seen(login);
        Self::of_seen(seen.rsplit_once('@').map_or(seen.as_str(), |(local, _)| local))
    }
}

/// A word in one form. Letters that pass for Latin ones are read so in words that have Latin letters too: no word of another
/// script becomes one of ours by chance.
fn finished(word: &mut String) -> Option<String> {
    let folded = fold(&std::mem::take(word));
    if folded.is_empty() {
        return None;
    }
    let mixed = !folded.is_ascii() && folded.chars().any(|c| c.is_ascii_alphabetic());
    Some(if mixed { folded.chars().map(|c| look_alike(c).unwrap_or(c)).collect() } else { folded })
}

/// A word without the marks on its letters: logins are mostly written without them.
pub(super) fn bare(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_between_other_characters_digits_and_capitals() {
        let words = |text: &str| Name::of_login(text).words.join(" ");
        assert_eq!(words("uat_finance"), "uat finance");
        assert_eq!(words("TestUser@acme.test"), "test user");
        assert_eq!(words("lager1.nord-2"), "lager nord");
        assert_eq!(words("TESTUSER"), "testuser");
        assert_eq!(words("@"), "");
        assert_eq!(words("a@b@c.example"), "a b");
        assert_eq!(Name::of("POS 12").digits, 2);
    }

    #[test]
    fn one_word_has_one_form() {
        for other in
            ["test", "TEST", "ｔｅｓｔ", "te\u{200b}st", "t\u{435}st", "\u{ad}test", "tes\u{442}", "TES\u{422}"]
        {
            assert_eq!(Name::of(other).words, ["test"], "{other:?}");
        }
        assert_eq!(same_form("Straße"), same_form("STRASSE"));
        assert_eq!(read_as_latin("\u{43e}\u{440}"), "op");
    }

    #[test]
    fn words_of_other_scripts_stay_what_they_are() {
        assert_eq!(Name::of("тест").words, ["тест"]);
        assert_eq!(Name::of("су").words, ["су"], "not `cy`");
        assert_eq!(Name::of("Łukasz Wójcik").words, ["łukasz", "wójcik"]);
        assert_eq!(bare("wójcik"), "wojcik");
    }
}
