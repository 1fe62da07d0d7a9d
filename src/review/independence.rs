//! Nobody reviews their own access, what they asked for, or a system in which they hand out rights.

use std::collections::HashMap;

use super::check::Judged;
use super::{Account, Line, Reference};
use crate::identity::{By, People, Person};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// Who may not decide what.
pub(super) struct Independence<'a> {
    people: People<&'a Account>,
}

/// Somebody who decided, looked up once.
struct Who<'a> {
    person: Person,
    accounts: Vec<(&'a Account, By)>,
}

impl<'a> Independence<'a> {
    pub(super) fn of(reference: &'a Reference) -> Self {
        let account = |account: &'a Account| (account, [account.login.as_str(), &account.email], account.name.as_str());
        Self { people: People::of(reference.accounts.iter().map(account)) }
    }

    pub(super) fn judge(&self, lines: &[Line], judged: &[Judged], problems: &mut Problems) {
        let mut known: HashMap<&str, Who<'a>> = HashMap::new();
        for decided in judged {
            let Some(line) = lines.get(decided.line) else { continue };
            let (written, at) = (decided.reviewer.value.as_str(), &decided.reviewer.at);
            let who = known.entry(written).or_insert_with(|| {
                let person = Person::of(written);
                let accounts = self.accounts(&person);
                // Once for a reviewer, not once for a line.
                for (account, by) in accounts.iter().filter(|(account, _)| account.administers) {
                    let message = format!(
                        "reviewer {} is {} by {}, which hands out rights in this system",
                        quote(written),
                        quote(&account.login),
                        by.words()
                    );
                    problems.error(at, message, "let somebody review who administers nothing here".to_owned());
                }
                Who { person, accounts }
            });
            if let Some(by) = Self::is_subject(line, who) {
                let message = format!(
                    "line {}: reviewer {} is {} by {}, whom the line is about",
                    quote(&line.key),
                    quote(written),
                    quote(&line.account),
                    by.words()
                );
                problems.error(at, message, "nobody reviews their own access".to_owned());
            }
            let requester = Some(&line.requester).filter(|requester| !requester.is_empty());
            if let Some(by) = requester.and_then(|requester| self.people.same(&who.person, &Person::of(requester))) {
                let message = format!(
                    "line {}: reviewer {} asked for the waiver {} ({})",
                    quote(&line.key),
                    quote(written),
                    quote(&line.waiver),
                    by.words()
                );
                problems.error(at, message, "let somebody else decide whether it stays".to_owned());
            }
        }
    }

    /// The accounts of somebody. A namesake with an account of their own is somebody else.
    fn accounts(&self, person: &Person) -> Vec<(&'a Account, By)> {
        let mut accounts = self.people.who_is(person);
        if accounts.iter().any(|(account, by)| *by == By::Id && person.is_called(&account.name)) {
            accounts.retain(|(_, by)| *by == By::Id);
        }
        accounts
    }

    /// Whether a line is about the reviewer: about an account of theirs, or one whose mail or name they have.
    fn is_subject(line: &Line, who: &Who<'_>) -> Option<By> {
        who.accounts.iter().find(|(account, _)| account.login == line.account).map(|(_, by)| *by)
    }
}
