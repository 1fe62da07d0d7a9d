//! Who is who: a reviewer as they write themselves against accounts and other people.

use std::collections::{BTreeSet, HashMap};

use crate::identity::{Name, read_as_latin};

/// An account, as far as it matters who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its unique name.
    pub login: String,
    /// Display name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Can give any right to anyone.
    pub administers: bool,
}

/// Somebody as they are written in a cell: `Mara Muster <mara@acme.example>`, an address, a login, a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Logins and addresses that it can be, in one form.
    ids: BTreeSet<String>,
    /// The words of the name, in any order.
    name: Vec<String>,
}

/// By what two are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A login or an address.
    Id,
    /// The name alone.
    Name,
}

impl By {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Id => "login or address",
            Self::Name => "name",
        }
    }
}

impl Person {
    pub(super) fn of(text: &str) -> Self {
        let (name, inside) = match text.split_once(['<', '(', '[']) {
            Some((name, rest)) => (name.trim(), Some(rest.trim_end_matches(['>', ')', ']', ' ']).trim())),
            None => (text.trim(), None),
        };
        let mut ids = BTreeSet::new();
        for id in [Some(name), inside].into_iter().flatten().filter(|id| !id.is_empty()) {
            ids.insert(one_form(id));
            // An address in a longer text without brackets.
            ids.extend(id.split([' ', ',', ';']).filter(|word| word.contains('@')).map(one_form));
        }
        Self { ids, name: if name.contains('@') { Vec::new() } else { words(name) } }
    }

    /// Whether somebody else is the same.
    pub(super) fn is(&self, other: &Self) -> Option<By> {
        let by_id = self.ids.iter().any(|id| other.ids.iter().any(|other| same_id(id, other)));
        by_id.then_some(By::Id).or_else(|| same_name(&self.name, &other.name).then_some(By::Name))
    }
}

/// Accounts by what a reviewer may call them.
#[derive(Debug)]
pub(super) struct People<'a> {
    accounts: &'a [Account],
    by_login: HashMap<&'a str, usize>,
    by_id: HashMap<String, Vec<usize>>,
    by_name: HashMap<Vec<String>, Vec<usize>>,
}

impl<'a> People<'a> {
    pub(super) fn of(accounts: &'a [Account]) -> Self {
        let mut people = Self { accounts, by_login: HashMap::new(), by_id: HashMap::new(), by_name: HashMap::new() };
        for (at, account) in accounts.iter().enumerate() {
            people.by_login.insert(&account.login, at);
            for id in [&account.login, &account.email].into_iter().filter(|id| !id.is_empty()) {
                let id = one_form(id);
                people.by_id.entry(local(&id).to_owned()).or_default().push(at);
            }
            let name = words(&account.name);
            if !name.is_empty() {
                people.by_name.entry(name).or_default().push(at);
            }
        }
        people
    }

    /// The account of a login.
    pub(super) fn account(&self, login: &str) -> Option<&'a Account> {
        self.accounts.get(*self.by_login.get(login)?)
    }

    /// The accounts that somebody is, by login or address; where there is none, by the name.
    pub(super) fn who_is(&self, person: &Person) -> Vec<(&'a Account, By)> {
        let at = |list: &[usize]| list.iter().filter_map(|at| self.accounts.get(*at)).collect::<Vec<_>>();
        let mut found: Vec<(&Account, By)> = Vec::new();
        for id in &person.ids {
            for account in at(self.by_id.get(local(id)).map_or(&[][..], Vec::as_slice)) {
                let same = [&account.login, &account.email]
                    .into_iter()
                    .filter(|other| !other.is_empty())
                    .any(|other| same_id(id, &one_form(other)));
                if same && !found.iter().any(|(known, _)| known.login == account.login) {
                    found.push((account, By::Id));
                }
            }
        }
        if found.is_empty() {
            let named = self.by_name.get(&person.name).map_or(&[][..], Vec::as_slice);
            found.extend(at(named).into_iter().map(|account| (account, By::Name)));
        }
        found
    }
}

/// What nobody sees and letters that pass for others make no difference.
fn one_form(text: &str) -> String {
    read_as_latin(text.trim())
}

/// The part of an address before its `@`.
fn local(id: &str) -> &str {
    id.rsplit_once('@').map_or(id, |(local, _)| local)
}

/// Two addresses are the same as a whole; an address and a login without a domain by what stands before the `@`.
fn same_id(a: &str, b: &str) -> bool {
    a == b || (a.contains('@') != b.contains('@') && local(a) == local(b))
}

/// The words of a name in order of the alphabet: `Muster, Mara` is `Mara Muster`.
fn words(name: &str) -> Vec<String> {
    let mut words = Name::of(&read_as_latin(name)).words;
    words.sort_unstable();
    words
}

fn same_name(a: &[String], b: &[String]) -> bool {
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(login: &str, name: &str, email: &str) -> Account {
        Account { login: login.to_owned(), name: name.to_owned(), email: email.to_owned(), administers: false }
    }

    fn found(accounts: &[Account], text: &str) -> Vec<(String, By)> {
        let people = People::of(accounts);
        people.who_is(&Person::of(text)).into_iter().map(|(account, by)| (account.login.clone(), by)).collect()
    }

    #[test]
    fn a_reviewer_is_found_by_login_address_and_name() {
        let accounts =
            [account("mara", "Mara Muster", "m.muster@acme.example"), account("paul@acme.example", "Paul Weiß", "")];
        for mara in
            ["mara", "MARA", "Mara Muster <x@other.example>", "Muster, Mara", "m.muster@acme.example", "m\u{430}ra"]
        {
            assert_eq!(found(&accounts, mara).first().map(|(login, _)| login.as_str()), Some("mara"), "{mara}");
        }
        for paul in ["paul", "Paul Weiss", "WEISS Paul", "P. W. (paul@acme.example)", "audit paul@acme.example"] {
            assert_eq!(
                found(&accounts, paul).first().map(|(login, _)| login.as_str()),
                Some("paul@acme.example"),
                "{paul}"
            );
        }
        for nobody in ["", "anna", "paul@other.example", "Muster", "Paul Muster"] {
            assert!(found(&accounts, nobody).is_empty(), "{nobody}");
        }
    }

    #[test]
    fn a_namesake_with_an_account_of_their_own_is_somebody_else() {
        let accounts = [account("mara", "Mara Muster", ""), account("mara2", "Mara Muster", "")];
        assert_eq!(found(&accounts, "Mara Muster (mara2)"), [("mara2".to_owned(), By::Id)]);
        assert_eq!(found(&accounts, "Mara Muster").len(), 2);
    }

    #[test]
    fn two_people_are_the_same_by_any_of_their_names() {
        let same = |a: &str, b: &str| Person::of(a).is(&Person::of(b));
        assert_eq!(same("Mara Muster <mara@acme.example>", "mara@acme.example"), Some(By::Id));
        assert_eq!(same("Mara Muster", "Muster Mara"), Some(By::Name));
        assert_eq!(same("", ""), None);
        assert_eq!(same("Mara", "Paul"), None);
    }
}
