//! Nobody reviews their own access, what reaches them, what they asked for, or a system in which they hand out rights; and whoever
//! reviews can be told from others.

use std::collections::{HashMap, HashSet};

use super::check::Judged;
use super::{Account, Kind, Line, Reference};
use crate::identity::{By, People, Person};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// Who may not decide what.
pub(super) struct Independence<'a> {
    reference: &'a Reference,
    people: People<&'a Account>,
    logins: HashSet<&'a str>,
}

/// Somebody who decided, looked up once.
struct Who<'a> {
    written: &'a str,
    person: Person,
    accounts: Vec<(&'a Account, By)>,
}

impl<'a> Independence<'a> {
    pub(super) fn of(reference: &'a Reference) -> Self {
        let account = |account: &'a Account| (account, [account.login.as_str(), &account.email], account.name.as_str());
        Self {
            reference,
            people: People::of(reference.accounts.iter().map(account)),
            logins: reference.accounts.iter().map(|account| account.login.as_str()).collect(),
        }
    }

    pub(super) fn judge(&self, judged: &'a [Judged], problems: &mut Problems) {
        let mut known: HashMap<&str, Who<'a>> = HashMap::new();
        for decided in judged {
            let Some(line) = self.reference.lines.get(decided.line) else { continue };
            let (written, at) = (decided.reviewer.value.as_str(), &decided.reviewer.at);
            let who = known.entry(written).or_insert_with(|| {
                let who = self.who(written);
                // Once for a reviewer, not once for a line.
                for (message, help) in who.unfit() {
                    problems.error(at, message, help.to_owned());
                }
                who
            });
            for (why, help) in self.objections(line, who) {
                let message = format!("line {}: reviewer {} {why}", quote(&line.key), quote(written));
                problems.error(at, message, help.to_owned());
            }
        }
    }

    /// A namesake with an account of their own is somebody else.
    fn who(&self, written: &'a str) -> Who<'a> {
        let person = Person::of(written);
        let mut accounts = self.people.who_is(&person);
        if accounts.iter().any(|(account, by)| *by == By::Id && person.is_called(&account.name)) {
            accounts.retain(|(_, by)| *by == By::Id);
        }
        Who { written, person, accounts }
    }

    /// Why somebody may not decide a line, each with what helps.
    fn objections(&self, line: &Line, who: &Who<'_>) -> Vec<(String, &'static str)> {
        let mut told = Vec::new();
        if let Some((account, by)) = who.account(|account| account.login == line.account) {
            let why = format!("is {} by {}, whom the line is about", quote(&account.login), by.words());
            told.push((why, "nobody reviews their own access"));
        } else if let Some(why) = self.reached(line, who) {
            told.push((why, "let somebody decide who gains nothing by it"));
        }
        let asked = || self.people.same(&who.person, &Person::of(&line.requester));
        if let Some(by) = Some(&line.requester).filter(|asked| !asked.is_empty()).and_then(|_| asked()) {
            let why = format!("asked for the waiver {} ({})", quote(&line.waiver), by.words());
            told.push((why, "let somebody else decide whether it stays"));
        }
        told
    }

    /// How a line that names many reaches the reviewer, if it does. Where not all are listed, whoever has an account may be among
    /// them, as with waivers.
    fn reached(&self, line: &Line, who: &Who<'_>) -> Option<String> {
        who.accounts.first()?;
        if line.kind == Kind::Outsiders {
            let (account, by) = who.account(|account| account.as_outsider.contains(&line.right))?;
            return Some(format!("is {} by {}, who holds the group", quote(&account.login), by.words()));
        }
        let finding = self.reference.reached.get(&line.fingerprint()?)?;
        if let Some((account, by)) = who.account(|account| finding.logins.contains(&account.login)) {
            return Some(format!("is {} by {}, whom the finding reaches", quote(&account.login), by.words()));
        }
        let listed = finding.logins.iter().filter(|login| self.logins.contains(login.as_str())).count();
        let (account, _) = who.accounts.first().filter(|_| listed < finding.count)?;
        Some(format!(
            "has the account {}, which may be among the {} that the finding reaches: {listed} of them are listed",
            quote(&account.login),
            finding.count
        ))
    }
}

impl<'a> Who<'a> {
    fn account(&self, is: impl Fn(&Account) -> bool) -> Option<(&'a Account, By)> {
        self.accounts.iter().copied().find(|(account, _)| is(account))
    }

    /// Why somebody may decide nothing at all, each with what helps.
    fn unfit(&self) -> Vec<(String, &'static str)> {
        let written = quote(self.written);
        if self.accounts.is_empty() && !self.person.has_address() {
            let why =
                format!("reviewer {written} can be anybody: it is neither a mail address nor somebody with an account");
            return vec![(why, "write name and mail address, such as `Mara Muster <mara@acme.example>`, or the login")];
        }
        let administers = self.accounts.iter().filter(|(account, _)| account.administers).map(|(account, by)| {
            let (login, by) = (quote(&account.login), by.words());
            let why = format!("reviewer {written} is {login} by {by}, which hands out rights in this system");
            (why, "let somebody review who administers nothing here")
        });
        administers.collect()
    }
}
