//! Companies, users, and when they last signed in.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::collector::{Collector, id, time, yes};
use super::queries::{COMPANIES, PASSWORDS, PASSWORDS_VIEW, SESSIONS, USER_COMPANIES, USER_COMPANY};
use crate::connect::ConnectError;
use crate::connect::keys::unique_keys;
use crate::connect::source::Source;
use crate::model::{CompanyIx, UserIx};
use crate::snapshot::{Company, Presence, User, UserKind};

/// The account in whose name the server itself works: no check holds it, and nobody can sign in as it.
const ROOT: i64 = 0;

impl<S: Source> Collector<S> {
    /// Companies by id. Their names are those of parties, which are business data and not read.
    pub(super) async fn companies(&mut self) -> Result<(), ConnectError> {
        let mut ids = BTreeSet::new();
        self.reader
            .each(&COMPANIES, |row| {
                ids.extend(id(row, 0)?);
                Ok(())
            })
            .await?;
        self.companies = ids.iter().enumerate().map(|(at, id)| (*id, CompanyIx::new(at))).collect();
        let company =
            |id: &i64| Company { id: id.to_string(), name: format!("company {id}"), parent: None, active: true };
        self.snapshot.companies = ids.iter().map(company).collect();
        Ok(())
    }

    /// Users, sorted by login.
    pub(super) async fn users(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(String, i64, User)> = Vec::new();
        let flagged = self.series.has_administrators();
        self.reader
            .each(self.ask.users, |row| {
                let (Some(id), login) = (id(row, 0)?, row.word(1)?) else { return Ok(()) };
                let user = User {
                    key: Box::default(),
                    login: None,
                    id: id.to_string().into_boxed_str(),
                    name: row.word(2)?.into_boxed_str(),
                    email: row.text(4)?.map(String::into_boxed_str),
                    kind: if id == ROOT { UserKind::System } else { UserKind::Internal },
                    active: yes(row, 3)?,
                    superuser: id == ROOT || (flagged && yes(row, 6)?),
                    company: None,
                    companies: Vec::new(),
                    created: time(row, 5)?.map(String::into_boxed_str),
                    last_login: None,
                    password: Presence::Unknown,
                    second_factor: Presence::Unknown,
                    provider: None,
                };
                rows.push((login, id, user));
                Ok(())
            })
            .await?;
        rows.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let labels: Vec<(String, i64)> = rows.iter().map(|(login, id, _)| (login.clone(), *id)).collect();
        let mut users: Vec<(i64, User)> = unique_keys(&labels, &BTreeSet::new())
            .into_iter()
            .zip(rows)
            .map(|(key, (login, id, user))| {
                let login = (key != login).then(|| login.into_boxed_str());
                (id, User { key: key.into_boxed_str(), login, ..user })
            })
            .collect();
        users.sort_by(|a, b| a.1.key.cmp(&b.1.key));
        self.users = users.iter().enumerate().map(|(at, (id, _))| (*id, UserIx::new(at))).collect();
        self.snapshot.users = users.into_iter().map(|(_, user)| user).collect();
        self.companies_of_users().await?;
        self.sessions().await?;
        self.passwords().await
    }

    async fn companies_of_users(&mut self) -> Result<(), ConnectError> {
        let (users, companies, accounts) = (&self.users, &self.companies, &mut self.snapshot.users);
        let mut each = |user: Option<i64>, company: Option<i64>, home: bool| {
            let (user, company) = (users.get(&user?)?, companies.get(&company?)?);
            let account = accounts.get_mut(user.index())?;
            if home {
                account.company = Some(*company);
            } else {
                account.companies.push(*company);
            }
            Some(())
        };
        self.reader
            .each(&USER_COMPANY, |row| {
                each(id(row, 0)?, id(row, 1)?, true);
                Ok(())
            })
            .await?;
        self.reader
            .each(&USER_COMPANIES, |row| {
                each(id(row, 0)?, id(row, 1)?, false);
                Ok(())
            })
            .await?;
        for account in accounts {
            account.companies.sort_unstable();
            account.companies.dedup();
        }
        Ok(())
    }

    /// The newest session that the server still keeps, for as long as its settings say.
    async fn sessions(&mut self) -> Result<(), ConnectError> {
        let mut newest: HashMap<i64, String> = HashMap::new();
        self.reader
            .each(&SESSIONS, |row| {
                if let (Some(user), Some(moment)) = (id(row, 0)?, time(row, 1)?) {
                    let known = newest.entry(user).or_default();
                    if moment > *known {
                        *known = moment;
                    }
                }
                Ok(())
            })
            .await?;
        for (user, moment) in newest {
            if let Some(account) = self.users.get(&user).and_then(|at| self.snapshot.users.get_mut(at.index())) {
                account.last_login = Some(moment.into_boxed_str());
            }
        }
        Ok(())
    }

    async fn passwords(&mut self) -> Result<(), ConnectError> {
        let mut with_one = HashSet::new();
        // The view is there for logins that may not read the column; a superuser is not shown it.
        let query = if self.reader.can_ask(&PASSWORDS_VIEW) { &PASSWORDS_VIEW } else { &PASSWORDS };
        let read = self
            .reader
            .each(query, |row| {
                with_one.extend(id(row, 0)?);
                Ok(())
            })
            .await?;
        for (user, at) in self.users.iter().filter(|_| read) {
            if let Some(account) = self.snapshot.users.get_mut(at.index()) {
                account.password = if with_one.contains(user) { Presence::Present } else { Presence::Absent };
            }
        }
        Ok(())
    }
}
