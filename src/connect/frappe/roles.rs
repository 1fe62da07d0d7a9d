//! Roles and who has them.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::GUEST;
use super::collector::{Collector, Stamp};
use super::permissions::PermissionRow;
use super::queries::{MEMBERSHIPS, ROLES};
use super::source::Source;
use super::surfaces::SurfaceRoles;
use super::version::{DESK_USER, Version};
use crate::connect::ConnectError;
use crate::model::{GroupIx, Origin, UserIx};
use crate::snapshot::{Group, Membership};

/// Whoever has one of them can give any right to anyone (`frappe.permissions.only_for`; docs of roles, 14 to 17).
const ADMINISTERING: [&str; 2] = ["Administrator", "System Manager"];

struct Row {
    two_factor: bool,
    custom: bool,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// Roles, sorted by name, and their members. A role counts by its name: rows that give it to a user and rows that let it
    /// do something meet whether `tabRole` has it or not, disabled or not (`frappe/permissions.py`, `get_roles`).
    pub(super) async fn roles(&mut self, rows: &[PermissionRow], opened: &SurfaceRoles) -> Result<(), ConnectError> {
        let (zone, mut known) = (&self.zone, BTreeMap::new());
        self.reader
            .each(&ROLES, |row| {
                let role = Row { two_factor: row.tick(1)?, custom: row.tick(2)?, stamp: Stamp::read(row, 3, zone)? };
                known.insert(row.word(0)?, role);
                Ok(())
            })
            .await?;
        let mut given: BTreeSet<(String, String)> = BTreeSet::new();
        self.reader
            .each(&MEMBERSHIPS, |row| {
                given.insert((row.word(0)?, row.word(1)?));
                Ok(())
            })
            .await?;
        self.desk_user = self.version >= Version::V15 || known.contains_key(DESK_USER);
        let two_factor: BTreeSet<String> =
            known.iter().filter(|(_, row)| row.two_factor).map(|(name, _)| name.clone()).collect();
        let mut names: BTreeSet<String> = known.keys().cloned().collect();
        names.extend(rows.iter().map(|row| row.role.clone()));
        names.extend(opened.roles().map(str::to_owned));
        names.extend(given.iter().map(|(_, role)| role.clone()));
        names.extend(self.version.automatic(self.desk_user).iter().map(|(role, _)| (*role).to_owned()));
        names.remove("");
        for name in names {
            let row = known.remove(&name);
            self.groups.insert(name.clone(), GroupIx::new(self.snapshot.groups.len()));
            let group = self.group(name, row, rows);
            self.snapshot.groups.push(group);
        }
        let mut held: BTreeMap<UserIx, BTreeSet<String>> = BTreeMap::new();
        for (user, role) in given {
            if let Some(user) = self.user(&user) {
                held.entry(user).or_default().insert(role);
            }
        }
        self.memberships(&held);
        self.second_factors(&two_factor, &held);
        Ok(())
    }

    fn group(&self, name: String, row: Option<Row>, rows: &[PermissionRow]) -> Group {
        let automatic = self.version.automatic(self.desk_user).iter().find(|(role, _)| *role == name);
        let named = row.is_some();
        let origin = match row {
            Some(row) if row.custom || row.stamp.by_a_person() => row.stamp.custom(),
            _ if automatic.is_some() || ADMINISTERING.contains(&name.as_str()) => {
                Origin::Vendor { module: "frappe".to_owned() }
            }
            _ => self.shipped_with(rows, &name).unwrap_or(Origin::Unknown),
        };
        Group {
            full_name: name.clone(),
            // Empty where other rows name it and `tabRole` has it not.
            id: if named { name.clone() } else { String::new() },
            makes: None,
            given_to: automatic.map(|(_, audience)| *audience),
            administers: ADMINISTERING.contains(&name.as_str()),
            inactive: false,
            origin,
            changed: None,
            key: name,
        }
    }

    /// Rows that give what Frappe gives by itself are passed over, and so is whatever `Guest` is given.
    fn memberships(&mut self, held: &BTreeMap<UserIx, BTreeSet<String>>) {
        let guest = self.users.get(GUEST);
        let counting = held.iter().filter(|(user, _)| Some(*user) != guest);
        let mut memberships: Vec<Membership> = counting
            .flat_map(|(user, roles)| roles.iter().map(move |role| (*user, role)))
            .filter(|(_, role)| !self.version.passes_over(self.desk_user, role))
            .filter_map(|(user, role)| Some(Membership(user, *self.groups.get(role)?)))
            .collect();
        memberships.sort_unstable();
        self.snapshot.memberships = memberships;
    }
}
