//! Groups, what they imply, who is in them, and the kinds of accounts that follow from that.

use std::collections::{BTreeSet, HashMap};

use super::collector::Collector;
use super::names::Stamp;
use super::queries::{GROUP_CATEGORIES, GROUP_PRIVILEGES, GROUPS, IMPLICATIONS, MEMBERSHIPS};
use super::series::Series;
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::keys::unique_keys;
use crate::model::{GroupIx, UserIx};
use crate::snapshot::{Domain, Group, Implication, Membership, MembershipRule, State, UserKind};

/// The groups that decide what sort of account somebody has. Odoo lets a user have one of them only; should the database
/// disagree, the first wins, as with its own `share` flag.
const KINDS: [(&str, UserKind); 3] =
    [("group_user", UserKind::Internal), ("group_portal", UserKind::External), ("group_public", UserKind::Anonymous)];

/// Groups whose members can give any right to anyone, beginning with themselves: `base.group_erp_manager` writes users,
/// groups and access rows in 16.0 to 19.0, and `base.group_system` brings it.
const ADMINISTERING: [&str; 2] = ["group_system", "group_erp_manager"];

/// Accounts at which nobody logs in: templates for new users (16 to 18 have both, 19 the second).
const TEMPLATES: [&str; 2] = ["default_user", "template_portal_user_id"];

impl<S: Source> Collector<S> {
    /// Groups, sorted by key.
    pub(super) async fn groups(&mut self, series: Series) -> Result<(), ConnectError> {
        let mut rows: Vec<(i64, String, Stamp)> = Vec::new();
        self.reader
            .each(&GROUPS, |row| {
                rows.push((row.get(0)?, row.get(1)?, Stamp::read(row, 2)?));
                Ok(())
            })
            .await?;
        let parents = if series < Series::V19 { &GROUP_CATEGORIES } else { &GROUP_PRIVILEGES };
        let mut headings: HashMap<i64, String> = HashMap::new();
        self.reader
            .each(parents, |row| {
                headings.insert(row.get(0)?, row.get(1)?);
                Ok(())
            })
            .await?;
        let groups: Vec<(i64, Group)> = rows
            .into_iter()
            .map(|(id, name, stamp)| {
                let full_name = match headings.get(&id) {
                    Some(heading) => format!("{heading} / {name}"),
                    None => name,
                };
                let makes = KINDS
                    .iter()
                    .find(|(name, _)| self.xml_ids.of_base("res.groups", name) == Some(id))
                    .map(|(_, kind)| *kind);
                let administers = ADMINISTERING.iter().any(|name| self.xml_ids.of_base("res.groups", name) == Some(id));
                let group = Group {
                    administers,
                    inactive: false,
                    key: self.xml_ids.key("res.groups", id).unwrap_or_else(|| full_name.clone()),
                    full_name,
                    id: id.to_string(),
                    makes,
                    given_to: None,
                    origin: self.origin("res.groups", id, &stamp),
                    changed: stamp.changed.then_some(stamp.written_at).flatten(),
                };
                (id, group)
            })
            .collect();
        // A technical name belongs to its group, whatever somebody calls another one.
        let mut taken = BTreeSet::new();
        let (named, mut nameless): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(id, _)| self.xml_ids.key("res.groups", *id).is_some_and(|key| taken.insert(key)));
        let labels: Vec<(String, i64)> = nameless.iter().map(|(id, group)| (group.key.clone(), *id)).collect();
        for ((_, group), key) in nameless.iter_mut().zip(unique_keys(&labels, &taken)) {
            group.key = key;
        }
        let mut groups: Vec<(i64, Group)> = named.into_iter().chain(nameless).collect();
        groups.sort_by(|a, b| a.1.key.cmp(&b.1.key));
        self.groups = groups.iter().enumerate().map(|(at, (id, _))| (*id, GroupIx::new(at))).collect();
        self.snapshot.groups = groups.into_iter().map(|(_, group)| group).collect();
        Ok(())
    }

    /// Memberships and implications, as stored.
    pub(super) async fn memberships(&mut self) -> Result<(), ConnectError> {
        let groups = &self.groups;
        let mut members: Vec<(GroupIx, Vec<i32>)> = Vec::new();
        self.reader
            .each(&MEMBERSHIPS, |row| {
                if let Some(group) = groups.get(&row.get(0)?) {
                    members.push((*group, row.get(1)?));
                }
                Ok(())
            })
            .await?;
        self.snapshot.memberships = by_user(members, &self.users, self.snapshot.users.len());
        let implications = &mut self.snapshot.implications;
        self.reader
            .each(&IMPLICATIONS, |row| {
                if let (Some(from), Some(to)) = (groups.get(&row.get(0)?), groups.get(&row.get(1)?)) {
                    implications.push(Implication(*from, *to));
                }
                Ok(())
            })
            .await?;
        implications.sort_unstable();
        Ok(())
    }

    /// What sort of account each user has.
    pub(super) fn user_kinds(&mut self) {
        if !self.xml_ids.is_readable() && self.xml_ids.of_base("res.groups", "group_user").is_none() {
            let why = "kinds of accounts unknown: groups have no technical names without `ir_model_data`".to_owned();
            self.reader.note(Domain::Accounts, State::Incomplete, why);
            return;
        }
        for (name, kind) in KINDS.into_iter().rev() {
            let Some(group) = self.xml_ids.of_base("res.groups", name).and_then(|id| self.groups.get(&id)) else {
                let why = format!("kinds of accounts unknown: no group has the technical name `base.{name}`");
                self.reader.note(Domain::Accounts, State::Incomplete, why);
                continue;
            };
            let making = match self.snapshot.semantics.membership {
                MembershipRule::Stored => BTreeSet::from([*group]),
                MembershipRule::Closure => implying(*group, &self.snapshot.implications),
            };
            for Membership(user, group) in &self.snapshot.memberships {
                if making.contains(group)
                    && let Some(user) = self.snapshot.users.get_mut(user.index())
                {
                    user.kind = kind;
                }
            }
        }
        let templates = TEMPLATES.iter().filter_map(|name| self.xml_ids.of_base("res.users", name));
        for ix in templates.filter_map(|id| self.users.get(&id)) {
            if let Some(user) = self.snapshot.users.get_mut(ix.index()) {
                user.kind = UserKind::System;
            }
        }
        for user in self.snapshot.users.iter_mut().filter(|user| user.superuser) {
            user.kind = UserKind::System;
        }
    }
}

/// Memberships by user and group, from the members of each group: counted into place, because sorting millions of rows
/// takes longer than reading them.
fn by_user(mut members: Vec<(GroupIx, Vec<i32>)>, users: &HashMap<i64, UserIx>, size: usize) -> Vec<Membership> {
    members.sort_unstable_by_key(|(group, _)| *group);
    let known: Vec<(GroupIx, Vec<UserIx>)> = members
        .into_iter()
        .map(|(group, ids)| (group, ids.iter().filter_map(|id| users.get(&i64::from(*id)).copied()).collect()))
        .collect();
    let mut next = vec![0usize; size + 1];
    for user in known.iter().flat_map(|(_, users)| users) {
        if let Some(count) = next.get_mut(user.index() + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for count in &mut next {
        before += *count;
        *count = before;
    }
    let mut memberships = vec![Membership(UserIx(0), GroupIx(0)); before];
    for (group, users) in known {
        for user in users {
            let Some(place) = next.get_mut(user.index()) else { continue };
            if let Some(membership) = memberships.get_mut(*place) {
                *membership = Membership(user, group);
            }
            *place += 1;
        }
    }
    memberships
}

/// A group and every group that brings it, however indirectly.
fn implying(group: GroupIx, implications: &[Implication]) -> BTreeSet<GroupIx> {
    let mut found = BTreeSet::from([group]);
    let mut left = vec![group];
    while let Some(next) = left.pop() {
        for Implication(from, to) in implications {
            if *to == next && found.insert(*from) {
                left.push(*from);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_imply_each_other_do_not_loop() {
        let arrows = [(1, 2), (2, 3), (3, 1), (4, 5)].map(|(a, b)| Implication(GroupIx(a), GroupIx(b)));
        assert_eq!(implying(GroupIx(3), &arrows), BTreeSet::from([GroupIx(1), GroupIx(2), GroupIx(3)]));
        assert_eq!(implying(GroupIx(4), &arrows), BTreeSet::from([GroupIx(4)]));
    }
}
