//! Who stands behind accounts, how accounts are in use, and what a new one is born with.

use std::collections::HashMap;

use super::collector::Collector;
use super::queries::{EMPLOYEE_DEPARTURES, EMPLOYEES, SESSIONS, SETTINGS, SETTINGS_VIEW};
use super::series::Series;
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::UserIx;
use crate::snapshot::{Domain, Membership, NewUsers, Person, SessionUse, State};

/// Whether new accounts get what the template has: `base_setup.default_user_rights`, which 18.0 ships as `True`.
const TEMPLATE_SETTING: &str = "base_setup.default_user_rights";

impl<S: Source> Collector<S> {
    /// Employees with accounts. One who works for several companies has a record in each.
    pub(super) async fn people(&mut self, series: Series) -> Result<(), ConnectError> {
        let mut rows: Vec<(i64, i64, bool)> = Vec::new();
        let read = self
            .reader
            .each(&EMPLOYEES, |row| {
                if let Some(user) = row.get::<Option<i64>>(1)? {
                    rows.push((row.get(0)?, user, row.get(2)?));
                }
                Ok(())
            })
            .await?;
        if !read {
            if self.reader.ledger().lacks("hr") {
                let why = "the system keeps no employees: the module `hr` is not installed".to_owned();
                self.reader.note(Domain::People, State::NotAssessed, why);
            }
            return Ok(());
        }
        let mut departures: HashMap<i64, Box<str>> = HashMap::new();
        // 19 keeps them with the versions of an employee, and archives the employee all the same.
        if series < Series::V19 {
            self.reader
                .each(&EMPLOYEE_DEPARTURES, |row| {
                    if let Some(day) = row.get::<Option<Box<str>>>(1)? {
                        departures.insert(row.get(0)?, day);
                    }
                    Ok(())
                })
                .await?;
        }
        let person = |(id, user, active): (i64, i64, bool)| {
            Some(Person {
                user: *self.users.get(&user)?,
                key: format!("hr.employee {id}").into_boxed_str(),
                working: Some(active),
                until: departures.remove(&id),
            })
        };
        let mut people: Vec<Person> = rows.into_iter().filter_map(person).collect();
        people.sort_by(|a, b| (a.user, &a.key).cmp(&(b.user, &b.key)));
        self.snapshot.people = people;
        Ok(())
    }

    /// Sessions of browsers, by counts alone. Requests with an API key have none.
    pub(super) async fn sessions(&mut self, series: Series) -> Result<(), ConnectError> {
        if series < Series::V18 {
            let why = "Odoo keeps no list of them before 18".to_owned();
            self.reader.note(Domain::Sessions, State::NotAssessed, why);
            return Ok(());
        }
        let (users, sessions) = (&self.users, &mut self.snapshot.sessions);
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        self.reader
            .each(&SESSIONS, |row| {
                let Some(user) = users.get(&row.get(0)?).copied() else { return Ok(()) };
                let [open, addresses, agents] = [row.get(1)?, row.get(2)?, row.get(3)?].map(small);
                sessions.push(SessionUse { user, open, addresses, agents, allowed: 0 });
                Ok(())
            })
            .await?;
        sessions.sort_by_key(|session| session.user);
        Ok(())
    }

    /// The template of new accounts: an account up to 18, a group in 19. Needs groups and settings.
    pub(super) fn new_users(&mut self, series: Series) {
        if !self.xml_ids.is_readable() {
            let why = "the template has no technical name without `ir_model_data`".to_owned();
            self.reader.note(Domain::NewUsers, State::NotAssessed, why);
            return;
        }
        self.reader.ledger_mut().look(Domain::NewUsers);
        let new_users = if series < Series::V19 {
            let user = self.xml_ids.of_base("res.users", "default_user").and_then(|id| self.users.get(&id)).copied();
            user.map(|user| {
                let in_use = self.template_in_use(series);
                // 18.0, `base_setup/models/res_users.py`: a group that the template gets, every employee gets.
                let reaches_existing = series == Series::V18 && in_use == Some(true);
                let groups = groups_of(user, &self.snapshot.memberships);
                NewUsers { template: "base.default_user".to_owned(), groups, in_use, reaches_existing }
            })
        } else {
            let id = self.xml_ids.of_base("res.groups", "default_user_group");
            id.and_then(|id| self.groups.get(&id)).map(|group| NewUsers {
                template: "base.default_user_group".to_owned(),
                groups: vec![*group],
                in_use: Some(true),
                reaches_existing: false,
            })
        };
        self.snapshot.new_users = new_users;
    }

    /// Whether the setting says that new accounts get the template's groups; nothing where it could not be read, and of 16
    /// nothing where it is not set, because there the template counts without it in some releases.
    fn template_in_use(&self, series: Series) -> Option<bool> {
        let ledger = self.reader.ledger();
        if !(ledger.answered(&SETTINGS) || ledger.answered(&SETTINGS_VIEW)) {
            return None;
        }
        match self.snapshot.settings.iter().find(|setting| setting.key == TEMPLATE_SETTING) {
            Some(setting) => Some(is_true(setting.value.as_deref()?)),
            None if series == Series::V16 => None,
            None => Some(false),
        }
    }
}

fn groups_of(user: UserIx, memberships: &[Membership]) -> Vec<crate::model::GroupIx> {
    memberships.iter().filter(|membership| membership.0 == user).map(|membership| membership.1).collect()
}

/// What Odoo takes for yes (`odoo/tools/misc.py`, `str2bool`).
fn is_true(value: &str) -> bool {
    matches!(value.trim().to_lowercase().as_str(), "y" | "yes" | "1" | "true" | "t" | "on")
}
