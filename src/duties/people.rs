//! Which accounts are one person's.

use std::collections::HashMap;

use crate::model::{Joined, UserIx};
use crate::snapshot::Snapshot;

/// More accounts than this have a mailbox of a company or a department, not of a person.
const MAILBOX: usize = 5;

/// One person with the accounts that may sign in.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The accounts, in order; at least one.
    pub accounts: Vec<UserIx>,
    /// Nothing but the same mailbox says that some of the accounts belong together.
    pub by_mailbox: bool,
}

/// Everybody with an account that may sign in, in the order of their first account.
///
/// Accounts are one person's where a record of the staff says so ([`Snapshot::people`]), where `named` does (an account and the name of
/// its person, as in a role map), or where they have the same mailbox.
pub fn people<'n>(snapshot: &Snapshot, named: impl IntoIterator<Item = (UserIx, &'n str)>) -> Vec<Person> {
    let mut joined = Joined::none(snapshot.users.len());
    let counts = |user: UserIx| snapshot.user(user).signs_in();
    let of_staff = snapshot.people.iter().map(|person| (person.user, &*person.key));
    for links in
        [joins(of_staff.filter(|(user, _)| counts(*user))), joins(named.into_iter().filter(|(user, _)| counts(*user)))]
    {
        for accounts in links.values() {
            join_all(&mut joined, accounts);
        }
    }
    let sure: Vec<usize> = (0..snapshot.users.len()).map(|at| joined.first(at)).collect();
    let users = || (0..snapshot.users.len()).map(UserIx::new).filter(|user| counts(*user));
    let mailboxes = users().filter_map(|user| Some((user, snapshot.user(user).email.as_deref()?.trim())));
    let mut mailboxes_of: HashMap<String, Vec<UserIx>> = HashMap::new();
    for (user, mailbox) in mailboxes.filter(|(_, mailbox)| !mailbox.is_empty()) {
        mailboxes_of.entry(mailbox.to_lowercase()).or_default().push(user);
    }
    for accounts in mailboxes_of.values().filter(|accounts| (2..=MAILBOX).contains(&accounts.len())) {
        join_all(&mut joined, accounts);
    }

    let mut at: HashMap<usize, usize> = HashMap::new();
    let mut people: Vec<Person> = Vec::new();
    for user in users() {
        let place = *at.entry(joined.first(user.index())).or_insert_with(|| {
            people.push(Person::default());
            people.len() - 1
        });
        if let Some(person) = people.get_mut(place) {
            let first = person.accounts.first().and_then(|first| sure.get(first.index()));
            person.by_mailbox |= first.is_some_and(|first| sure.get(user.index()) != Some(first));
            person.accounts.push(user);
        }
    }
    people
}

/// The accounts of each name.
fn joins<'n>(named: impl Iterator<Item = (UserIx, &'n str)>) -> HashMap<&'n str, Vec<UserIx>> {
    let mut accounts: HashMap<&str, Vec<UserIx>> = HashMap::new();
    for (user, name) in named {
        accounts.entry(name).or_default().push(user);
    }
    accounts
}

/// Makes accounts one person's.
fn join_all(joined: &mut Joined, accounts: &[UserIx]) {
    for (one, other) in accounts.iter().zip(accounts.iter().skip(1)) {
        joined.join(one.index(), other.index());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::Builder;

    fn together(snapshot: &Snapshot, named: &[(u32, &str)]) -> Vec<Vec<u32>> {
        let named = named.iter().map(|(user, name)| (UserIx(*user), *name));
        people(snapshot, named).into_iter().map(|one| one.accounts.iter().map(|user| user.0).collect()).collect()
    }

    #[test]
    fn accounts_are_one_person_s_by_staff_by_name_or_by_mailbox() {
        let mut system = Builder::new("people");
        for login in ["a", "b", "c", "d", "e"] {
            system.user(login, "", &["g"]);
        }
        for login in ["b", "c"] {
            system.change(login, |user| user.email = Some(if login == "b" { "B@x" } else { "b@x" }.into()));
        }
        let mut snapshot = system.build();
        assert_eq!(together(&snapshot, &[]), [vec![0], vec![1, 2], vec![3], vec![4]]);
        assert_eq!(together(&snapshot, &[(0, "Ann"), (4, "Ann"), (2, "Cem")]), [vec![0, 4], vec![1, 2], vec![3]]);
        let person =
            |user| crate::snapshot::Person { user: UserIx(user), key: "emp-1".into(), working: None, until: None };
        snapshot.people = vec![person(2), person(3)];
        assert_eq!(together(&snapshot, &[]), [vec![0], vec![1, 2, 3], vec![4]]);
        let by_mailbox: Vec<bool> = people(&snapshot, []).iter().map(|one| one.by_mailbox).collect();
        assert_eq!(by_mailbox, [false, true, false]);
        snapshot.users[3].active = false;
        assert_eq!(together(&snapshot, &[]), [vec![0], vec![1, 2], vec![4]]);
    }

    #[test]
    fn a_mailbox_of_many_is_nobody_s() {
        let mut system = Builder::new("info");
        for login in ["a", "b", "c", "d", "e", "f"] {
            system.user(login, "", &["g"]).change(login, |user| user.email = Some("info@x".into()));
        }
        assert_eq!(people(&system.build(), []).len(), 6);
    }
}
