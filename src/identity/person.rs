//! Whether a login is made of a person's name: there are people called Tester, Temple, Guest and Root.

use super::Crowd;
use super::lexicon::Lexicon;
use super::words::{Name, bare};

/// Every word of the login is in the display name or an initial of it, and the name has two words or more of which one is in
/// no list and no name of the company's.
pub(super) fn is_named_after_person(login: &Name, shown: &Name, lexicon: &Lexicon<'_>, crowd: &Crowd) -> bool {
    let names: Vec<String> = shown.words.iter().map(|word| bare(word)).collect();
    let is_a_name = |word: &String| word.chars().count() > 1 && !lexicon.knows(word) && !crowd.is_of_company(word);
    names.len() >= 2
        && shown.digits == 0
        && !login.words.is_empty()
        && shown.words.iter().any(is_a_name)
        && login.words.iter().all(|word| stands_in(&bare(word), &names))
}

/// `anna`, `a`, `akeller`, `kellera` and `annakeller` all stand in Anna Keller.
fn stands_in(word: &str, names: &[String]) -> bool {
    let is_initial = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|first| letters.next().is_none() && names.iter().any(|name| name.starts_with(first)))
    };
    names.iter().any(|name| {
        name == word
            || word.strip_suffix(name.as_str()).is_some_and(is_initial)
            || word.strip_prefix(name.as_str()).is_some_and(is_initial)
    }) || is_initial(word)
        || names.concat() == word
}
