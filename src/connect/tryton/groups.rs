//! Groups, their parents, and who is in them.

use std::collections::BTreeSet;

use super::collector::{Collector, Stamp, id, yes};
use super::queries::{GROUPS, MEMBERSHIPS};
use crate::connect::ConnectError;
use crate::connect::keys::unique_keys;
use crate::connect::source::Source;
use crate::model::{GroupIx, Verb};
use crate::snapshot::{Grantee, Group, Implication, Membership};

/// Whoever may write or create one of these can give any right to anyone: the accounts with their groups and their administrator flag,
/// the groups, and the access rows (8.2: no row but the administrators' own flag opens them).
const ADMINISTERING: [&str; 3] = ["res.user", "res.group", "ir.model.access"];

struct Row {
    id: i64,
    parent: Option<i64>,
    group: Group,
}

impl<S: Source> Collector<S> {
    /// Groups, sorted by key. A member of a group has the rights of its parents, too.
    pub(super) async fn groups(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(i64, String, bool, Option<i64>, Stamp)> = Vec::new();
        self.reader
            .each(&GROUPS, |row| {
                let Some(id_of_row) = id(row, 0)? else { return Ok(()) };
                rows.push((id_of_row, row.word(1)?, yes(row, 2)?, id(row, 3)?, Stamp::read(row, 4)?));
                Ok(())
            })
            .await?;
        rows.sort_by_key(|row| row.0);
        let named: BTreeSet<String> = rows.iter().filter_map(|row| self.names.key("res.group", row.0)).collect();
        let labels: Vec<(String, i64)> = rows.iter().map(|row| (row.1.clone(), row.0)).collect();
        let labels = unique_keys(&labels, &named);
        let group =
            |((id, name, active, parent, stamp), label): ((i64, String, bool, Option<i64>, Stamp), String)| Row {
                id,
                parent,
                group: Group {
                    key: self.names.key("res.group", id).unwrap_or(label),
                    full_name: name,
                    id: id.to_string(),
                    makes: None,
                    given_to: None,
                    administers: false,
                    inactive: !active && self.series.switches_groups_off(),
                    origin: self.origin("res.group", id, &stamp),
                    changed: stamp.changed(),
                },
            };
        let mut rows: Vec<Row> = rows.into_iter().zip(labels).map(group).collect();
        rows.sort_by(|a, b| a.group.key.cmp(&b.group.key));
        self.groups = rows.iter().enumerate().map(|(at, row)| (row.id, GroupIx::new(at))).collect();
        let parents = rows.iter().enumerate().filter_map(|(at, row)| {
            let parent = self.groups.get(&row.parent?)?;
            Some(Implication(GroupIx::new(at), *parent))
        });
        self.snapshot.implications = parents.collect();
        self.snapshot.groups = rows.into_iter().map(|row| row.group).collect();
        Ok(())
    }

    /// Memberships, as stored.
    pub(super) async fn memberships(&mut self) -> Result<(), ConnectError> {
        let (users, groups, memberships) = (&self.users, &self.groups, &mut self.snapshot.memberships);
        self.reader
            .each(&MEMBERSHIPS, |row| {
                let (user, group) = (id(row, 0)?, id(row, 1)?);
                let found = user.and_then(|id| users.get(&id)).zip(group.and_then(|id| groups.get(&id)));
                memberships.extend(found.map(|(user, group)| Membership(*user, *group)));
                Ok(())
            })
            .await?;
        memberships.sort_unstable();
        memberships.dedup();
        Ok(())
    }

    /// Marks the groups whose members can give any right to anyone.
    pub(super) fn administering_groups(&mut self) {
        let changes = self.snapshot.ops_of(Verb::Write).with(self.snapshot.ops_of(Verb::Create));
        let named = ADMINISTERING.iter().filter_map(|key| self.resources.get(*key));
        // Rows on what they lean on count for them.
        let resources: Vec<_> = named.flat_map(|resource| self.snapshot.leans_on(*resource)).collect();
        for grant in self.snapshot.grants.iter().filter(|grant| grant.active) {
            if let Grantee::Group(group) = grant.to
                && resources.contains(&grant.resource)
                && !grant.ops.and(changes).is_empty()
                && let Some(group) = self.snapshot.groups.get_mut(group.index())
            {
                group.administers = true;
            }
        }
    }
}
