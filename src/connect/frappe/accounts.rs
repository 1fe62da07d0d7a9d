//! Companies, users of every kind, and what is known of how they sign in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::collector::Collector;
use super::queries::{COMPANIES, PASSWORDS, USERS};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::{CompanyIx, UserIx};
use crate::snapshot::{Company, Domain, Presence, State, User, UserKind};

/// Every check says yes to it, and it signs in whether it is enabled or not (`frappe/permissions.py`, `frappe/auth.py`).
pub(super) const ADMINISTRATOR: &str = "Administrator";
/// Stands for every caller without a login.
pub(super) const GUEST: &str = "Guest";

impl<S: Source> Collector<S> {
    /// Companies, of which only ERPNext knows.
    pub(super) async fn companies(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(String, Option<String>)> = Vec::new();
        self.reader
            .each(&COMPANIES, |row| {
                rows.push((row.word(0)?, row.text(1)?));
                Ok(())
            })
            .await?;
        rows.sort();
        let at: HashMap<String, CompanyIx> =
            rows.iter().enumerate().map(|(at, (name, _))| (name.clone(), CompanyIx::new(at))).collect();
        let company = |(name, parent): (String, Option<String>)| Company {
            id: name.clone(),
            name,
            parent: parent.and_then(|parent| at.get(&parent).copied()),
            active: true,
        };
        self.snapshot.companies = rows.into_iter().map(company).collect();
        Ok(())
    }

    /// Users, sorted by name, which is their login.
    pub(super) async fn users(&mut self) -> Result<(), ConnectError> {
        let (zone, users) = (&self.zone, &mut self.snapshot.users);
        let mut times_of_logins = true;
        self.reader
            .each(&USERS, |row| {
                let name = row.word(0)?;
                let superuser = name == ADMINISTRATOR;
                let kind = match row.word(2)?.as_str() {
                    _ if superuser => UserKind::System,
                    _ if name == GUEST => UserKind::Anonymous,
                    "System User" => UserKind::Internal,
                    "Website User" => UserKind::External,
                    // A type of the company's own: users of the desk with few doctypes.
                    _ => UserKind::Unclassified,
                };
                let login = row.text(6)?;
                // 16 and later keep no time of the login itself.
                let seen = login.clone().or(row.text(7)?).and_then(|time| zone.utc(&time));
                times_of_logins &= login.is_none_or(|time| zone.utc(&time).is_some());
                users.push(User {
                    login: None,
                    id: name.clone().into_boxed_str(),
                    name: row.word(3)?.into_boxed_str(),
                    email: row.text(4)?.map(String::into_boxed_str),
                    kind,
                    active: superuser || row.tick(1)?,
                    superuser,
                    company: None,
                    companies: Vec::new(),
                    created: row.text(5)?.and_then(|time| zone.utc(&time)).map(String::into_boxed_str),
                    last_login: seen.map(String::into_boxed_str),
                    password: Presence::Unknown,
                    second_factor: Presence::Unknown,
                    provider: None,
                    key: name.into_boxed_str(),
                });
                Ok(())
            })
            .await?;
        users.sort_by(|a, b| a.key.cmp(&b.key));
        self.users = users.iter().enumerate().map(|(at, user)| (user.key.to_string(), UserIx::new(at))).collect();
        if !times_of_logins {
            let why = "some `last_login` of `tabUser` are no times";
            self.reader.note(Domain::LastLogins, State::Incomplete, why.to_owned());
        }
        self.passwords().await
    }

    async fn passwords(&mut self) -> Result<(), ConnectError> {
        let mut with_one = BTreeSet::new();
        let read = self
            .reader
            .each(&PASSWORDS, |row| {
                with_one.insert(row.word(0)?);
                Ok(())
            })
            .await?;
        if read {
            for user in &mut self.snapshot.users {
                user.password = presence(with_one.contains(&*user.key));
            }
        }
        Ok(())
    }

    /// Who is asked for a second factor at sign-in: whoever has a role that wants one, where the setting is on
    /// (`frappe/twofactor.py`, `two_factor_is_enabled_for_`, 14 to 17). Tokens and API keys are asked for none.
    pub(super) fn second_factors(
        &mut self,
        wanted_by: &BTreeSet<String>,
        of_users: &BTreeMap<UserIx, BTreeSet<String>>,
    ) {
        let Some(on) = self.ticked("enable_two_factor_auth") else {
            let why = "whether second factors are switched on could not be read";
            self.reader.note(Domain::SecondFactors, State::NotAssessed, why.to_owned());
            return;
        };
        let by_all = wanted_by.contains("All");
        for (user, at) in self.snapshot.users.iter_mut().zip(0..) {
            let by_role = of_users.get(&UserIx(at)).is_some_and(|roles| !roles.is_disjoint(wanted_by));
            user.second_factor = presence(on && !user.superuser && (by_all || by_role));
        }
    }
}

fn presence(there: bool) -> Presence {
    if there { Presence::Present } else { Presence::Absent }
}
