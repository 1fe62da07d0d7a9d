//! Who is who: somebody as they are written, against accounts and against others who are written.

use std::collections::{BTreeSet, HashMap};

use super::host;
use super::words::{bare, read_as_latin};
use unicode_normalization::char::is_combining_mark;

/// What stands around a login, an address or a title.
const BRACKETS: [char; 6] = ['<', '>', '(', ')', '[', ']'];
/// What stands between a name and what somebody is: `Mara Muster, CISO`. In `Muster, Mara` it is one name.
const BETWEEN: [char; 6] = [',', ';', '/', '|', '–', '—'];

/// Somebody as they are written: `Mara Muster <mara@acme.example>`, an address, a login, a name. Case, width, order of words, spaces
/// and letters that pass for others make no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Logins and addresses that it can be, in one form.
    ids: BTreeSet<String>,
    /// There is nothing in brackets: what is written is a login, an address or a name, and not what somebody is.
    alone: bool,
    /// The words of the name, in order of the alphabet.
    name: Vec<String>,
    /// The same of what stands before a comma, where that can be a name.
    shorter: Vec<String>,
}

/// By what two are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A login or an address.
    Id,
    /// The name alone.
    Name,
}

impl By {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "login or address",
            Self::Name => "name",
        }
    }
}

impl Person {
    /// What a text says.
    pub fn of(text: &str) -> Self {
        let text = read_as_latin(text);
        let parts: Vec<&str> = text.split(BRACKETS).filter(|part| says_something(part)).collect();
        let addresses = parts.iter().flat_map(|part| part.split([' ', ',', ';'])).filter(|word| word.contains('@'));
        let ids = parts.iter().copied().chain(addresses).filter_map(id).collect();
        let first = parts.first().copied().unwrap_or_default();
        let name = first.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
        let shorter = name.split_once(BETWEEN).map(|(before, _)| words(before)).filter(|words| words.len() > 1);
        Self { ids, alone: parts.len() == 1, name: words(&name), shorter: shorter.unwrap_or_default() }
    }

    /// Whether it is nobody: without a letter and a digit.
    pub fn is_nobody(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a mail address is among what is written.
    pub fn has_address(&self) -> bool {
        self.ids.iter().filter(|id| !id.contains(' ')).filter_map(|id| host(id)).any(|host| says_something(&host))
    }

    /// Whether it has a name, in any order of its words.
    pub fn is_called(&self, name: &str) -> bool {
        !self.name.is_empty() && self.name == words(&read_as_latin(name))
    }

    /// Whether somebody else is the same. What both have in brackets is a title, such as `(CISO)`, and makes nobody the same.
    pub fn is(&self, other: &Self) -> Option<By> {
        let counts = |a: &str, b: &str| self.alone || other.alone || (a.contains('@') && b.contains('@'));
        let by_id = self.ids.iter().any(|a| other.ids.iter().any(|b| same_id(a, b) && counts(a, b)));
        let same = |a: &[String], b: &[String]| !a.is_empty() && a == b;
        let by_name =
            same(&self.name, &other.name) || same(&self.shorter, &other.name) || same(&self.name, &other.shorter);
        by_id.then_some(By::Id).or_else(|| by_name.then_some(By::Name))
    }
}

/// Accounts by what somebody may call them.
#[derive(Debug)]
pub struct People<T> {
    /// Each with its logins and addresses, in one form.
    accounts: Vec<(T, Vec<String>)>,
    /// Positions of accounts by logins, and by addresses up to their `@`.
    by_local: HashMap<String, Vec<usize>>,
    by_name: HashMap<Vec<String>, Vec<usize>>,
}

impl<T: Copy + PartialEq> People<T> {
    /// Of accounts, each with its logins and addresses and with its display name.
    pub fn of<'n, I: IntoIterator<Item = &'n str>>(accounts: impl IntoIterator<Item = (T, I, &'n str)>) -> Self {
        let mut people = Self { accounts: Vec::new(), by_local: HashMap::new(), by_name: HashMap::new() };
        for (at, (account, ids, name)) in accounts.into_iter().enumerate() {
            let ids: Vec<String> = ids.into_iter().filter_map(|text| id(&read_as_latin(text))).collect();
            for id in &ids {
                people.by_local.entry(local(id).to_owned()).or_default().push(at);
            }
            let name = words(&read_as_latin(name));
            if !name.is_empty() {
                people.by_name.entry(name).or_default().push(at);
            }
            people.accounts.push((account, ids));
        }
        people
    }

    /// The accounts that somebody can be, each once: those of a login or address in front, and those of the name.
    pub fn who_is(&self, person: &Person) -> Vec<(T, By)> {
        let mut by_id: Vec<usize> = Vec::new();
        for id in &person.ids {
            let called = self.by_local.get(local(id)).into_iter().flatten().copied();
            let same =
                |at: &usize| self.accounts.get(*at).is_some_and(|(_, ids)| ids.iter().any(|other| same_id(id, other)));
            by_id.extend(called.filter(same));
        }
        let named = [&person.name, &person.shorter].into_iter().filter_map(|name| self.by_name.get(name)).flatten();
        let found = by_id.into_iter().map(|at| (at, By::Id)).chain(named.map(|at| (*at, By::Name)));
        let mut known = BTreeSet::new();
        let first = found.filter(|(at, _)| known.insert(*at));
        first.filter_map(|(at, by)| self.accounts.get(at).map(|(account, _)| (*account, by))).collect()
    }

    /// Whether two are the same person: by themselves, or through an account that both are.
    pub fn same(&self, one: &Person, other: &Person) -> Option<By> {
        one.is(other).or_else(|| {
            let others = self.who_is(other);
            let shared = |(account, by): (T, By)| others.iter().any(|(other, _)| *other == account).then_some(by);
            self.who_is(one).into_iter().find_map(shared)
        })
    }
}

/// Whether a text has a letter or a digit.
fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// A login or an address in one form: mail to `mara+x@acme.example` comes to `mara@acme.example`. Nothing where nothing is said.
fn id(text: &str) -> Option<String> {
    let id = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let id = match id.rsplit_once('@') {
        Some((local, host)) => match local.split_once('+').filter(|(mailbox, _)| says_something(mailbox)) {
            Some((mailbox, _)) => format!("{mailbox}@{host}"),
            None => id,
        },
        None => id,
    };
    says_something(local(&id)).then_some(id)
}

/// The part of an address before its `@`.
fn local(id: &str) -> &str {
    id.rsplit_once('@').map_or(id, |(local, _)| local)
}

/// Two addresses are the same as a whole; an address and a login without a domain by what stands before the `@`.
fn same_id(a: &str, b: &str) -> bool {
    a == b || (a.contains('@') != b.contains('@') && local(a) == local(b))
}

/// The words of a name in order of the alphabet: `Muster, Mara` is `Mara Muster`. Marks on Latin letters are left out: logins and
/// hurried people are.
fn words(name: &str) -> Vec<String> {
    let between = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
    let plain = |word: &str| Some(bare(word)).filter(|bare| bare.is_ascii()).unwrap_or_else(|| word.to_owned());
    let mut words: Vec<String> = name.split(between).filter(|word| says_something(word)).map(plain).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    type Account = (&'static str, &'static str, &'static str);

    fn found(accounts: &[Account], text: &str) -> Vec<(&'static str, By)> {
        let people = People::of(accounts.iter().map(|(login, name, email)| (*login, [*login, *email], *name)));
        people.who_is(&Person::of(text))
    }

    #[test]
    fn somebody_is_found_by_login_address_and_name() {
        let accounts =
            [("mara", "Mara Muster", "m.muster@acme.example"), ("paul@acme.example", "Paul Weiß", "paul@acme.example")];
        for mara in [
            "mara",
            "MARA",
            "Mara Muster <x@other.example>",
            "Muster, Mara",
            "Mara  Muster (CISO)",
            "Mara Muster, CISO",
            "M\u{430}ra Muster",
            "M\u{e1}ra Muster",
            "m.muster@acme.example",
            "M. (CISO) <m.muster+erp@acme.example>",
            "m\u{430}ra",
        ] {
            assert_eq!(found(&accounts, mara).first().map(|(login, _)| *login), Some("mara"), "{mara}");
        }
        for paul in ["paul", "Paul Weiss", "WEISS Paul", "P. W. (paul@acme.example)", "audit paul@acme.example"] {
            assert_eq!(found(&accounts, paul), [("paul@acme.example", found(&accounts, paul)[0].1)], "{paul}");
        }
        for nobody in ["", "-", "@", "@acme.example", "+", "anna", "paul@other.example", "Muster", "Paul Muster"] {
            assert!(found(&accounts, nobody).is_empty(), "{nobody}");
        }
        let blank = [("\u{200b}", "-", ""), ("-", "", "@")];
        for nobody in ["", "-", "@", "\u{200b}", "()"] {
            assert!(found(&blank, nobody).is_empty() && Person::of(nobody).is_nobody(), "{nobody}");
        }
    }

    #[test]
    fn namesakes_are_found_behind_the_account_that_is_named() {
        let accounts = [("mara", "Mara Muster", ""), ("mara2", "Mara Muster", "")];
        assert_eq!(found(&accounts, "Mara Muster (mara2)"), [("mara2", By::Id), ("mara", By::Name)]);
        assert_eq!(found(&accounts, "Mara Muster").len(), 2);
    }

    #[test]
    fn two_people_are_the_same_by_any_of_their_names() {
        let same = |a: &str, b: &str| {
            let (one, other) = (Person::of(a), Person::of(b));
            assert_eq!(one.is(&other).is_some(), other.is(&one).is_some(), "{a} {b}");
            one.is(&other)
        };
        assert_eq!(same("Mara Muster <mara@acme.example>", "mara@acme.example"), Some(By::Id));
        assert_eq!(same("Mara Muster <mara@acme.example>", "mara+x@acme.example"), Some(By::Id));
        assert_eq!(same("Mara Muster (mara)", "mara"), Some(By::Id));
        assert_eq!(same("Mara Muster", "Muster Mara"), Some(By::Name));
        assert_eq!(same("Mara Muster, CISO", "Mara Muster"), Some(By::Name));
        for (a, b) in [
            ("", ""),
            ("-", "-"),
            ("@", "@"),
            ("Mara", "Paul"),
            ("Mara Muster (CISO)", "Paul Weiss (CISO)"),
            ("Lopez Garcia, Maria", "Lopez Garcia, Juan"),
            ("Demo User 1", "Demo User 2"),
            ("mara@acme.example", "mara@other.example"),
            ("+x@acme.example", "+y@acme.example"),
        ] {
            assert_eq!(same(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn an_address_has_somebody_and_somewhere() {
        for address in ["mara@acme.example", "Mara <m@a>", "audit m@acme.example"] {
            assert!(Person::of(address).has_address(), "{address}");
        }
        for none in ["", "x", "@", "x@", "@x", "x@-", "A. Roth", "a @ b"] {
            assert!(!Person::of(none).has_address(), "{none}");
        }
    }
}
