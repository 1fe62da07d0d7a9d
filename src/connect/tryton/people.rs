//! Who stands behind accounts, and how many sessions they have.

use std::collections::{BTreeMap, HashMap};

use super::collector::{Collector, id};
use super::queries::{EMPLOYEES, OPEN_SESSIONS, USER_EMPLOYEES};
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::model::UserIx;
use crate::snapshot::{Domain, Person, SessionUse, State};

impl<S: Source> Collector<S> {
    /// Employees that accounts may act as. A person is a party, who may be employed by several companies.
    pub(super) async fn people(&mut self) -> Result<(), ConnectError> {
        let mut employees: HashMap<i64, (i64, Option<String>)> = HashMap::new();
        let read = self
            .reader
            .each(&EMPLOYEES, |row| {
                if let (Some(employee), Some(party)) = (id(row, 0)?, id(row, 1)?) {
                    let until = row.text(2)?.map(|day| day.chars().take(10).collect());
                    employees.insert(employee, (party, until));
                }
                Ok(())
            })
            .await?;
        let (users, mut people) = (&self.users, Vec::new());
        self.reader
            .each(&USER_EMPLOYEES, |row| {
                let (Some(user), Some(employee)) = (id(row, 0)?, id(row, 1)?) else { return Ok(()) };
                if let (Some(user), Some((party, until))) = (users.get(&user), employees.get(&employee)) {
                    let key = format!("party {party}").into_boxed_str();
                    let until = until.clone().map(String::into_boxed_str);
                    people.push(Person { user: *user, key, working: None, until });
                }
                Ok(())
            })
            .await?;
        if !read && self.reader.ledger().lacks("company") {
            let why = "the system keeps no employees: the module `company` is not activated".to_owned();
            self.reader.note(Domain::People, State::NotAssessed, why);
        }
        people.sort_by(|a, b| (a.user, &a.key, &a.until).cmp(&(b.user, &b.key, &b.until)));
        self.snapshot.people = people;
        Ok(())
    }

    /// Sessions by account. Those that timed out stay until the account signs in again.
    pub(super) async fn open_sessions(&mut self) -> Result<(), ConnectError> {
        let mut open: BTreeMap<UserIx, u32> = BTreeMap::new();
        let users = &self.users;
        self.reader
            .each(&OPEN_SESSIONS, |row| {
                if let Some(user) = id(row, 0)?.and_then(|user| users.get(&user)) {
                    *open.entry(*user).or_default() += 1;
                }
                Ok(())
            })
            .await?;
        let session = |(user, open)| SessionUse { user, open, addresses: 0, agents: 0, allowed: 0 };
        self.snapshot.sessions = open.into_iter().map(session).collect();
        Ok(())
    }

    /// A Tryton gives new accounts no group by itself.
    pub(super) fn new_users(&mut self) {
        self.reader.ledger_mut().look(Domain::NewUsers);
    }
}
