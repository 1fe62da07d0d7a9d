//! Who stands behind accounts, and how accounts are in use.

use std::collections::{BTreeMap, BTreeSet};

use super::collector::Collector;
use super::queries::{EMPLOYEES, SESSION_LIMITS, SESSIONS};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::UserIx;
use crate::snapshot::{Domain, Person, SessionUse, State};

/// What is counted of an account's sessions; addresses and browsers are forgotten with it.
#[derive(Default)]
struct Seen {
    open: u32,
    addresses: BTreeSet<String>,
    agents: BTreeSet<String>,
}

impl<S: Source> Collector<S> {
    /// Employees with accounts, of which ERPNext knows.
    pub(super) async fn people(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(String, String, String, Option<String>)> = Vec::new();
        let read = self
            .reader
            .each(&EMPLOYEES, |row| {
                rows.push((row.word(0)?, row.word(1)?, row.word(2)?, row.text(3)?));
                Ok(())
            })
            .await?;
        if !read && self.reader.ledger().lacks("erpnext") {
            let why = "the site keeps no employees: the app `erpnext` is not installed".to_owned();
            self.reader.note(Domain::People, State::NotAssessed, why);
        }
        let person = |(key, user, status, until): (String, String, String, Option<String>)| {
            let user = self.user(&user)?;
            let until = until.map(String::into_boxed_str);
            Some(Person { user, key: key.into_boxed_str(), working: works(&status), until })
        };
        let mut people: Vec<Person> = rows.into_iter().filter_map(person).collect();
        people.sort_by(|a, b| (a.user, &a.key).cmp(&(b.user, &b.key)));
        self.snapshot.people = people;
        Ok(())
    }

    /// Sessions by account, by counts alone, and of accounts that may have more than two at once how many.
    pub(super) async fn sessions(&mut self) -> Result<(), ConnectError> {
        let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
        self.reader
            .each(&SESSIONS, |row| {
                let account = seen.entry(row.word(0)?).or_default();
                account.open = account.open.saturating_add(1);
                account.addresses.extend(row.text(1)?.filter(|address| !address.is_empty()));
                account.agents.extend(row.text(2)?.filter(|agent| !agent.is_empty()));
                Ok(())
            })
            .await?;
        let mut limits: BTreeMap<String, u32> = BTreeMap::new();
        self.reader
            .each(&SESSION_LIMITS, |row| {
                limits.insert(row.word(0)?, u32::try_from(row.number(1)?).unwrap_or(0));
                Ok(())
            })
            .await?;
        let mut of_users: BTreeMap<UserIx, SessionUse> = BTreeMap::new();
        let none = |user| SessionUse { user, open: 0, addresses: 0, agents: 0, allowed: 0 };
        for (name, seen) in seen {
            let Some(user) = self.user(&name) else { continue };
            let size = |set: &BTreeSet<String>| u32::try_from(set.len()).unwrap_or(u32::MAX);
            let (addresses, agents) = (size(&seen.addresses), size(&seen.agents));
            of_users.insert(user, SessionUse { open: seen.open, addresses, agents, ..none(user) });
        }
        for (name, allowed) in limits {
            let Some(user) = self.user(&name) else { continue };
            of_users.entry(user).or_insert_with(|| none(user)).allowed = allowed;
        }
        self.snapshot.sessions = of_users.into_values().collect();
        Ok(())
    }

    /// A Frappe gives new accounts no role by itself (14 to 17, `frappe/core/doctype/user/user.py`), beside those that everybody
    /// of a kind has.
    pub(super) fn new_users(&mut self) {
        self.reader.ledger_mut().look(Domain::NewUsers);
    }
}

/// Whether an employee of a status works here (14 to 17, `Employee.status`); nothing of a status that somebody added.
fn works(status: &str) -> Option<bool> {
    match status {
        "Active" | "Suspended" => Some(true),
        "Left" | "Inactive" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::SESSIONS;

    #[test]
    fn of_a_sessions_data_nothing_is_asked_for_but_two_values() {
        let (asked, from) = SESSIONS.sql.split_once(" from (").unwrap();
        assert!(!asked.contains("sessiondata") && !SESSIONS.sql.contains("\"sid\""), "{asked}");
        assert_eq!(from.matches("substring(\"sessiondata\", position(").count(), 2, "{from}");
        assert_eq!(asked.matches("position(left(").count(), 4, "each is cut at the quote that ends it: {asked}");
    }
}
