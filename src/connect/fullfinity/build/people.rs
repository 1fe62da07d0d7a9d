//! Accounts, and the one that stands for callers without a login.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::connect::fullfinity::names::{ANONYMOUS, CORE, PUBLIC};
use crate::connect::fullfinity::records::{Source, UserRow};
use crate::connect::keys::unique_keys;
use crate::model::{CompanyIx, GroupIx, UserIx};
use crate::snapshot::{Membership, Presence, User, UserKind};

impl Builder {
    pub(super) fn people(&mut self) {
        self.snapshot.companies = std::mem::take(&mut self.records.companies);
        let mut rows = std::mem::take(&mut self.records.users);
        let labels: Vec<(String, String)> = rows.iter().map(|row| (row.login.clone(), row.id.clone())).collect();
        let mut keys = unique_keys(&labels, &BTreeSet::from([ANONYMOUS.to_owned()]));
        keys.push(ANONYMOUS.to_owned());
        rows.push(UserRow {
            login: ANONYMOUS.to_owned(),
            name: "callers without a login".to_owned(),
            active: Some(false),
            groups: vec![PUBLIC.to_owned()],
            ..UserRow::default()
        });
        let kinds = self.kinds();
        let mut users: BTreeMap<String, (User, Vec<GroupIx>)> = BTreeMap::new();
        for (row, key) in rows.into_iter().zip(keys) {
            let from = format!("User {key}");
            let groups: Vec<GroupIx> =
                row.groups.iter().filter_map(|name| self.group(name, &from, &Source::default())).collect();
            let made = kinds.iter().find(|(_, making)| groups.iter().any(|group| making.contains(group)));
            let user = self.user(&key, row, made.map(|(kind, _)| *kind));
            users.insert(key, (user, groups));
        }
        for (at, (user, groups)) in users.into_values().enumerate() {
            self.snapshot.users.push(user);
            self.snapshot.memberships.extend(groups.into_iter().map(|group| Membership(UserIx::new(at), group)));
        }
        self.snapshot.memberships.sort_unstable();
        self.snapshot.memberships.dedup();
    }

    fn user(&self, key: &str, row: UserRow, made: Option<UserKind>) -> User {
        let company = |id: &String| {
            let found = self.snapshot.companies.iter().position(|company| company.id == *id);
            found.map(CompanyIx::new)
        };
        let anonymous = row.login == ANONYMOUS;
        let kind = if anonymous { UserKind::Anonymous } else { made.unwrap_or(UserKind::Unclassified) };
        let login = row.login.clone();
        User {
            key: key.into(),
            login: (login != key).then(|| login.as_str().into()),
            id: row.id.into(),
            name: row.name.into(),
            email: login.contains('@').then(|| login.as_str().into()),
            kind,
            active: row.active.unwrap_or(true),
            superuser: false,
            company: row.company.as_ref().and_then(company),
            companies: row.companies.iter().filter_map(company).collect(),
            created: None,
            last_login: None,
            password: Presence::Unknown,
            second_factor: Presence::Unknown,
            provider: None,
        }
    }

    /// By kind of account: the groups that make it, those that imply one among them.
    fn kinds(&self) -> Vec<(UserKind, BTreeSet<GroupIx>)> {
        let signed_in = CORE.into_iter().filter(|(_, kind)| *kind != UserKind::Anonymous);
        let bringing = |key: &str| {
            let (mut found, mut waiting) = (BTreeSet::new(), Vec::from_iter(self.groups.get(key).copied()));
            while let Some(group) = waiting.pop() {
                if found.insert(group) {
                    let above = self.snapshot.implications.iter().filter(|pair| pair.1 == group);
                    waiting.extend(above.map(|pair| pair.0));
                }
            }
            found
        };
        signed_in.map(|(key, kind)| (kind, bringing(key))).collect()
    }
}
