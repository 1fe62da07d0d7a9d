//! Companies, users of every kind, and what is known of how they sign in.

use std::collections::BTreeSet;

use super::collector::Collector;
use super::queries::{
    ACCOUNT_STATE, COMPANIES, COMPANY_USERS, LAST_LOGINS, PASSWORDS, PROVIDERS, SECOND_FACTORS, USER_NAMES,
    USER_PROVIDERS, USERS,
};
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::keys::unique_keys;
use crate::connect::urls::host_and_path;
use crate::model::{CompanyIx, UserIx};
use crate::snapshot::{Company, Domain, Presence, Provider, State, User, UserKind};

/// `__system__`: Odoo skips every check for it (`odoo/api.py`, `SUPERUSER_ID`).
const SUPERUSER: i64 = 1;

struct AccountRow {
    id: i64,
    login: String,
    active: bool,
    company: Option<i64>,
    created: Option<Box<str>>,
}

impl<S: Source> Collector<S> {
    /// Companies; needed before the users that work in them.
    pub(super) async fn companies(&mut self) -> Result<(), ConnectError> {
        let mut parents: Vec<Option<i64>> = Vec::new();
        let (companies, ids) = (&mut self.snapshot.companies, &mut self.companies);
        self.reader
            .each(&COMPANIES, |row| {
                let id: i64 = row.get(0)?;
                ids.insert(id, CompanyIx::new(companies.len()));
                companies.push(Company { id: id.to_string(), name: row.get(1)?, parent: None, active: row.get(3)? });
                parents.push(row.get(2)?);
                Ok(())
            })
            .await?;
        for (company, parent) in companies.iter_mut().zip(parents) {
            company.parent = parent.and_then(|id| ids.get(&id).copied());
        }
        Ok(())
    }

    /// Users; their kinds follow when the groups are known.
    pub(super) async fn users(&mut self) -> Result<(), ConnectError> {
        let mut rows = Vec::new();
        self.reader
            .each(&USERS, |row| {
                rows.push(AccountRow {
                    id: row.get(0)?,
                    login: row.get(1)?,
                    active: row.get(2)?,
                    company: row.get(3)?,
                    created: row.get(4)?,
                });
                Ok(())
            })
            .await?;
        let labels: Vec<(String, i64)> = rows.iter().map(|row| (row.login.clone(), row.id)).collect();
        let mut keyed: Vec<(String, AccountRow)> =
            unique_keys(&labels, &BTreeSet::new()).into_iter().zip(rows).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        self.users = keyed.iter().enumerate().map(|(at, (_, row))| (row.id, UserIx::new(at))).collect();
        self.snapshot.users = keyed
            .into_iter()
            .map(|(key, row)| User {
                login: (key != row.login).then(|| row.login.into_boxed_str()),
                id: row.id.to_string().into_boxed_str(),
                name: Box::default(),
                email: None,
                kind: UserKind::Unclassified,
                active: row.active,
                superuser: row.id == SUPERUSER,
                company: row.company.and_then(|id| self.companies.get(&id).copied()),
                companies: Vec::new(),
                created: row.created,
                last_login: None,
                password: Presence::Unknown,
                second_factor: Presence::Unknown,
                provider: None,
                key: key.into_boxed_str(),
            })
            .collect();
        self.who = self
            .users
            .iter()
            .filter_map(|(id, ix)| Some((*id, self.snapshot.users.get(ix.index())?.key.to_string())))
            .collect();
        self.user_details().await?;
        self.credentials().await?;
        self.providers().await
    }

    async fn user_details(&mut self) -> Result<(), ConnectError> {
        let (users, ids, companies) = (&mut self.snapshot.users, &self.users, &self.companies);
        self.reader
            .each(&USER_NAMES, |row| {
                if let Some(user) = ids.get(&row.get(0)?).and_then(|ix| users.get_mut(ix.index())) {
                    user.name = row.get(1)?;
                    user.email = row.get(2)?;
                }
                Ok(())
            })
            .await?;
        self.reader
            .each(&COMPANY_USERS, |row| {
                let Some(company) = companies.get(&row.get(0)?) else { return Ok(()) };
                for id in row.get::<Vec<i64>>(1)? {
                    if let Some(user) = ids.get(&id).and_then(|ix| users.get_mut(ix.index())) {
                        user.companies.push(*company);
                    }
                }
                Ok(())
            })
            .await?;
        for user in users.iter_mut() {
            user.companies.sort_unstable();
        }
        self.reader
            .each(&LAST_LOGINS, |row| {
                if let Some(user) = ids.get(&row.get(0)?).and_then(|ix| users.get_mut(ix.index())) {
                    user.last_login = row.get(1)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// Passwords and second factors. The recipe's view first: it says *whether* without the right to know *what*.
    async fn credentials(&mut self) -> Result<(), ConnectError> {
        let (mut passwords, mut second_factors): (Option<Vec<i64>>, Option<Vec<i64>>) = (None, None);
        if self.reader.can_ask(&ACCOUNT_STATE) {
            let mut told: i64 = 0;
            self.reader
                .each(&ACCOUNT_STATE, |row| {
                    told = row.get(0)?;
                    passwords = Some(row.get::<Option<_>>(1)?.unwrap_or_default());
                    second_factors = Some(row.get::<Option<_>>(2)?.unwrap_or_default());
                    Ok(())
                })
                .await?;
            let users = self.snapshot.users.len();
            if usize::try_from(told) != Ok(users) {
                let why = format!("`rolecall.account_state` tells of {told} accounts, there are {users}");
                self.reader.note(Domain::Passwords, State::Incomplete, why.clone());
                self.reader.note(Domain::SecondFactors, State::Incomplete, why);
            }
        } else {
            for (query, ids) in [(&PASSWORDS, &mut passwords), (&SECOND_FACTORS, &mut second_factors)] {
                self.reader
                    .each(query, |row| {
                        *ids = Some(row.get::<Option<_>>(0)?.unwrap_or_default());
                        Ok(())
                    })
                    .await?;
            }
            if self.reader.ledger().lacks("auth_totp") {
                second_factors.get_or_insert_default();
            }
        }
        self.mark(passwords, |user| &mut user.password);
        self.mark(second_factors, |user| &mut user.second_factor);
        Ok(())
    }

    /// Present for those whom a list names, absent for all others; without a list unknown.
    fn mark(&mut self, ids: Option<Vec<i64>>, place: fn(&mut User) -> &mut Presence) {
        let Some(ids) = ids else { return };
        for user in &mut self.snapshot.users {
            *place(user) = Presence::Absent;
        }
        for ix in ids.iter().filter_map(|id| self.users.get(id)) {
            if let Some(user) = self.snapshot.users.get_mut(ix.index()) {
                *place(user) = Presence::Present;
            }
        }
    }

    /// Sign-in providers and who uses them.
    async fn providers(&mut self) -> Result<(), ConnectError> {
        let (users, ids) = (&mut self.snapshot.users, &self.users);
        let providers = &mut self.snapshot.providers;
        self.reader
            .each(&PROVIDERS, |row| {
                let endpoint: Option<String> = row.get(2)?;
                providers.push(Provider {
                    name: row.get(0)?,
                    enabled: row.get(1)?,
                    endpoint: endpoint.as_deref().map(host_and_path),
                });
                Ok(())
            })
            .await?;
        providers.sort_by(|a, b| (&a.name, &a.endpoint, a.enabled).cmp(&(&b.name, &b.endpoint, b.enabled)));
        self.reader
            .each(&USER_PROVIDERS, |row| {
                if let Some(user) = ids.get(&row.get(0)?).and_then(|ix| users.get_mut(ix.index())) {
                    user.provider = row.get(1)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }
}
