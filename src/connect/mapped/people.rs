//! Companies, users, groups and who is in them.

use std::collections::{BTreeMap, BTreeSet};

use super::entities::Id;
use super::mapper::{Mapper, audience_of};
use super::row::word_form;
use super::table::Slot;
use crate::model::{CompanyIx, GroupIx, Origin, UserIx};
use crate::snapshot::{Audience, Company, Domain, Group, Implication, Membership, Presence, State, User, UserKind};
use crate::yaml::words::quote;

/// In front of the key of a group that stands for one user: rights given to a person and to no group.
const USER: &str = "user:";
/// In front of the key of a group that stands for an audience.
const AUDIENCE: &str = "audience:";

impl Mapper<'_> {
    /// A name that must not be there twice; whether it is the first.
    fn unique(&mut self, id: Id, at: usize, what: &str, name: &str, first: bool) {
        let other = self.seen.insert((id, name.to_owned()), at);
        if first {
            return;
        }
        let other =
            other.and_then(|other| self.row(id, other)).map(|other| format!("; the other is {}", other.place()));
        if let Some(mut row) = self.row(id, at) {
            let help = format!("no {} shares its {what} with another{}", id.word(), other.unwrap_or_default());
            row.problem(Slot::Named("login"), &format!("the {what} {} is there twice", quote(name)), Some(help));
        }
    }

    pub(super) fn companies(&mut self) {
        let mut rows: Vec<(String, String, usize)> = Vec::new();
        self.each(Id::Companies, |mapper, at| {
            let Some(mut row) = mapper.row(Id::Companies, at) else { return };
            let Some(name) = row.needed("name").map(str::to_owned) else { return };
            let id = row.text("id").map_or_else(|| name.clone(), str::to_owned);
            rows.push((name, id, at));
        });
        rows.sort();
        for (position, (name, id, at)) in rows.iter().enumerate() {
            let first = self.companies.add(Some(id), name, position);
            self.unique(Id::Companies, *at, "name", if self.has(Id::Companies, "id") { id } else { name }, first);
        }
        for (name, id, at) in rows {
            let parent = self.named(Id::Companies, at, "parent").ok().flatten().map(CompanyIx);
            let active = self.row(Id::Companies, at).is_none_or(|mut row| row.flag_or("active", true));
            self.snapshot.companies.push(Company { id, name, parent, active });
        }
    }

    pub(super) fn users(&mut self) {
        let by_id = self.has(Id::Users, "id");
        let mut read: Vec<(User, usize)> = Vec::new();
        self.each(Id::Users, |mapper, at| {
            if let Some(user) = mapper.user(at) {
                read.push((user, at));
            }
        });
        let mut logins: BTreeMap<Box<str>, usize> = BTreeMap::new();
        for (user, _) in &read {
            *logins.entry(user.key.clone()).or_default() += 1;
        }
        // A login may be there once in each company; then its id tells which.
        for (user, _) in &mut read {
            if by_id && logins.get(&user.key).is_some_and(|count| *count > 1) {
                let key = format!("{}#{}", user.key, user.id).into_boxed_str();
                user.login = Some(std::mem::replace(&mut user.key, key));
            }
        }
        read.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        let mut before: Option<Box<str>> = None;
        for (position, (user, at)) in read.iter().enumerate() {
            let first = self.users.add(Some(&user.id), user.login(), position);
            let repeated = before.replace(user.key.clone()).is_some_and(|before| before == user.key);
            let (what, name) = if by_id { ("id", &user.id) } else { ("login", &user.key) };
            self.unique(Id::Users, *at, what, name, first && !repeated);
        }
        self.snapshot.users = read.into_iter().map(|(user, _)| user).collect();
        self.each(Id::UserCompanies, |mapper, at| {
            let user = mapper.needed(Id::UserCompanies, at, "user");
            let company = mapper.needed(Id::UserCompanies, at, "company").map(CompanyIx);
            if let Some(user) = user.and_then(|user| mapper.snapshot.users.get_mut(user as usize)) {
                user.companies.extend(company);
            }
        });
        for user in &mut self.snapshot.users {
            user.companies.sort_unstable();
            user.companies.dedup();
        }
        for (column, domain) in [
            ("last_login", Domain::LastLogins),
            ("has_password", Domain::Passwords),
            ("second_factor", Domain::SecondFactors),
        ] {
            if !self.has(Id::Users, column) {
                let why = format!("`users` has no column `{column}`: add it");
                self.ledger.note(domain, State::NotAssessed, why);
            }
        }
    }

    fn user(&mut self, at: usize) -> Option<User> {
        let company = self.named(Id::Users, at, "company").ok().flatten().map(CompanyIx);
        let by_id = self.has(Id::Users, "id");
        let mut row = self.row(Id::Users, at)?;
        let login = row.needed("login").map(Box::<str>::from);
        let id = if by_id { row.needed("id").map(Box::<str>::from) } else { login.clone() };
        let kind = match row.word("kind") {
            Some("external") => UserKind::External,
            Some("anonymous") => UserKind::Anonymous,
            Some("system") => UserKind::System,
            Some("unclassified") => UserKind::Unclassified,
            _ => UserKind::Internal,
        };
        if kind == UserKind::Anonymous && row.definition.open {
            let message = "with `default: allow` rolecall cannot tell what is open without a login";
            row.problem(Slot::Named("kind"), message, Some("leave the account out".to_owned()));
        }
        let presence = |flag: Option<bool>| match flag {
            Some(true) => Presence::Present,
            Some(false) => Presence::Absent,
            None => Presence::Unknown,
        };
        let text = |text: Option<&str>| text.map(Box::<str>::from);
        let user = User {
            login: None,
            id: id.clone().unwrap_or_default(),
            name: text(row.text("name")).unwrap_or_default(),
            email: text(row.text("email")),
            kind,
            active: row.needed_flag("active"),
            superuser: row.needed_flag("superuser"),
            company,
            companies: Vec::new(),
            created: row.time("created").map(String::into_boxed_str),
            last_login: row.time("last_login").map(String::into_boxed_str),
            password: presence(row.flag(Slot::Named("has_password"))),
            second_factor: presence(row.flag(Slot::Named("second_factor"))),
            provider: text(row.text("provider")),
            key: login.clone().unwrap_or_default(),
        };
        (login.is_some() && id.is_some()).then_some(user)
    }

    /// Groups, and one for each user and each audience that rows speak to directly.
    pub(super) fn groups(&mut self) {
        let mut read: Vec<(Group, Option<usize>)> = Vec::new();
        self.each(Id::Groups, |mapper, at| {
            let origin = mapper.origin(Id::Groups, at);
            let Some(mut row) = mapper.row(Id::Groups, at) else { return };
            let Some(key) = row.needed("key").map(str::to_owned) else { return };
            let group = Group {
                full_name: row.text("name").map_or_else(|| key.clone(), str::to_owned),
                id: row.text("id").map_or_else(|| key.clone(), str::to_owned),
                makes: None,
                given_to: row.word("given_to").and_then(audience_of),
                administers: row.flag_or("administers", false),
                inactive: !row.flag_or("active", true),
                origin,
                changed: None,
                key,
            };
            read.push((group, Some(at)));
        });
        let (people, audiences) = self.spoken_to();
        let alone = |user: &UserIx| {
            let login = self.snapshot.users.get(user.index()).map_or("", |user| &*user.key);
            stand_in(format!("{USER}{login}"), format!("rights given to {login} directly"), None)
        };
        read.extend(people.iter().map(|user| (alone(user), None)));
        read.extend(audiences.iter().map(|audience| {
            let word = if *audience == Audience::SignedIn { "signed-in" } else { "internal" };
            let name = format!("rights given to {}", audience.words());
            (stand_in(format!("{AUDIENCE}{word}"), name, Some(*audience)), None)
        }));
        read.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        let mut positions: BTreeMap<String, GroupIx> = BTreeMap::new();
        for (position, (group, at)) in read.iter().enumerate() {
            let repeated = positions.insert(group.key.clone(), GroupIx::new(position)).is_some();
            if let Some(at) = at {
                let first = self.groups.add(Some(&group.id), &group.key, position);
                let what = if repeated { "key" } else { "id" };
                self.unique(Id::Groups, *at, what, if repeated { &group.key } else { &group.id }, first && !repeated);
            } else if repeated {
                let message =
                    format!("the group key {} is kept for rights that are given to no group", quote(&group.key));
                self.problems.error(&self.input.at, message, "call the group otherwise".to_owned());
            }
        }
        for user in people {
            let login = self.snapshot.users.get(user.index()).map_or("", |user| &*user.key);
            if let Some(group) = positions.get(&format!("{USER}{login}")) {
                self.alone.insert(user, *group);
                self.snapshot.memberships.push(Membership(user, *group));
            }
        }
        self.snapshot.groups = read.into_iter().map(|(group, _)| group).collect();
        for audience in audiences {
            let stands = |group: &Group| group.given_to == Some(audience) && group.key.starts_with(AUDIENCE);
            if let Some(at) = self.snapshot.groups.iter().position(stands) {
                self.audiences.insert(audience, GroupIx::new(at));
            }
        }
    }

    /// The users and the audiences that rows speak to.
    fn spoken_to(&self) -> (BTreeSet<UserIx>, BTreeSet<Audience>) {
        let (mut people, mut audiences) = (BTreeSet::new(), BTreeSet::new());
        for table in [Id::Grants, Id::FieldRules, Id::RecordRules].iter().filter_map(|id| self.input.tables.get(id)) {
            let text = |row, column| table.cell(row, Slot::Named(column)).and_then(|cell| cell.text.as_deref());
            for row in &table.rows {
                people.extend(text(row, "user").and_then(|name| self.users.get(name)).map(UserIx));
                audiences.extend(text(row, "audience").and_then(|word| audience_of(&word_form(word))));
            }
        }
        audiences.remove(&Audience::Everyone);
        (people, audiences)
    }

    pub(super) fn memberships(&mut self) {
        self.each(Id::Memberships, |mapper, at| {
            let user = mapper.needed(Id::Memberships, at, "user").map(UserIx);
            let group = mapper.needed(Id::Memberships, at, "group").map(GroupIx);
            let (Some(user), Some(group)) = (user, group) else { return };
            // Whom the application gives the group by itself, needs no membership; anybody else who is in it does.
            let given = mapper.snapshot.groups.get(group.index()).and_then(|group| group.given_to);
            let kind = mapper.snapshot.users.get(user.index()).map(|user| user.kind);
            if !given.zip(kind).is_some_and(|(audience, kind)| audience.covers(kind)) {
                mapper.snapshot.memberships.push(Membership(user, group));
            }
        });
        self.snapshot.memberships.sort_unstable();
        self.snapshot.memberships.dedup();
        self.each(Id::Implications, |mapper, at| {
            let group = mapper.needed(Id::Implications, at, "group").map(GroupIx);
            let implied = mapper.needed(Id::Implications, at, "implies").map(GroupIx);
            if let (Some(group), Some(implied)) = (group, implied) {
                mapper.snapshot.implications.push(Implication(group, implied));
            }
        });
        self.snapshot.implications.sort_unstable();
        self.snapshot.implications.dedup();
    }
}

fn stand_in(key: String, full_name: String, given_to: Option<Audience>) -> Group {
    Group {
        key,
        full_name,
        id: String::new(),
        makes: None,
        given_to,
        administers: false,
        inactive: false,
        origin: Origin::Unknown,
        changed: None,
    }
}
