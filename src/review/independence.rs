//! Nobody reviews their own access, what they asked for, or a system in which they hand out rights.

use std::collections::HashMap;

use super::check::Judged;
use super::people::{Account, By, People, Person};
use super::{Line, Reference};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// Who may not decide what.
pub(super) struct Independence<'a> {
    people: People<'a>,
}

/// Somebody who decided, looked up once.
struct Who<'a> {
    person: Person,
    accounts: Vec<(&'a Account, By)>,
}

impl<'a> Independence<'a> {
    pub(super) fn of(reference: &'a Reference) -> Self {
        Self { people: People::of(&reference.accounts) }
    }

    pub(super) fn judge(&self, lines: &[Line], judged: &[Judged], problems: &mut Problems) {
        let mut known: HashMap<&str, Who<'a>> = HashMap::new();
        for decided in judged {
            let Some(line) = lines.get(decided.line) else { continue };
            let (written, at) = (decided.reviewer.value.as_str(), &decided.reviewer.at);
            let who = known.entry(written).or_insert_with(|| {
                let person = Person::of(written);
                let accounts = self.people.who_is(&person);
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
            if let Some(by) = self.is_subject(line, who) {
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
            if let Some(by) = requester.and_then(|requester| self.is_same(who, requester)) {
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

    /// Whether a line is about the reviewer: about an account of theirs, or one whose mail or name they have.
    fn is_subject(&self, line: &Line, who: &Who<'_>) -> Option<By> {
        let subject = self.people.account(&line.account)?;
        who.accounts.iter().find(|(account, _)| account.login == subject.login).map(|(_, by)| *by)
    }

    /// Whether two texts name the same person: by themselves, or through an account that both are.
    fn is_same(&self, who: &Who<'_>, other: &str) -> Option<By> {
        let other = Person::of(other);
        who.person.is(&other).or_else(|| {
            let others = self.people.who_is(&other);
            let shared = |(account, by): &(&Account, By)| {
                others.iter().any(|(other, _)| other.login == account.login).then_some(*by)
            };
            who.accounts.iter().find_map(shared)
        })
    }
}
