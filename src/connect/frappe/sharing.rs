//! Documents shared with people, and people limited to documents.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::accounts::GUEST;
use super::collector::{Collector, Stamp};
use super::queries::{SHARES, USER_PERMISSIONS};
use super::source::Source;
use super::version::{EMAIL, PRINT, READ, SELECT, SHARE, SUBMIT, Version, WRITE};
use crate::connect::ConnectError;
use crate::model::{Ops, RecordScope, ResourceIx, UserIx};
use crate::snapshot::{Limit, LimitReach, Shape, Share};

struct ShareRow {
    name: String,
    user: Option<String>,
    everyone: bool,
    doctype: String,
    record: String,
    ops: Ops,
    stamp: Stamp,
}

/// Bounds of a tree of documents, which its doctype has as fields.
const TREE: [&str; 2] = ["lft", "rgt"];

impl<S: Source> Collector<S> {
    /// Rows of `tabDocShare`. Who may read a shared document may print and mail it (`frappe/permissions.py`,
    /// `false_if_not_shared`, 14 to 17).
    pub(super) async fn shares(&mut self) -> Result<(), ConnectError> {
        let (zone, mut rows) = (&self.zone, Vec::new());
        let mut read = Ops::one(READ).with(Ops::one(PRINT)).with(Ops::one(EMAIL));
        if self.version.read_selects() {
            read = read.with(Ops::one(SELECT));
        }
        let gives = [read, Ops::one(WRITE), Ops::one(SUBMIT), Ops::one(SHARE)];
        self.reader
            .each(&SHARES, |row| {
                let mut ops = Ops::NONE;
                for (at, gives) in gives.into_iter().enumerate() {
                    if row.tick(5 + at)? {
                        ops = ops.with(gives);
                    }
                }
                rows.push(ShareRow {
                    name: row.word(0)?,
                    user: row.text(1)?,
                    everyone: row.tick(2)?,
                    doctype: row.word(3)?,
                    record: row.word(4)?,
                    ops,
                    stamp: Stamp::read(row, 9, zone)?,
                });
                Ok(())
            })
            .await?;
        for right in std::mem::take(&mut self.added) {
            let mut named = HashSet::new();
            let read = self
                .reader
                .with_right("tabDocShare", &right.name, |row| {
                    named.insert(row.word(0)?);
                    Ok(())
                })
                .await?;
            if !read {
                self.unread(&right.name);
            }
            for row in rows.iter_mut().filter(|row| right.doctypes.contains(&row.doctype) && named.contains(&row.name))
            {
                row.ops = row.ops.with(Ops::one(right.op));
            }
        }
        let mut shares: Vec<Share> = rows
            .into_iter()
            .filter_map(|row| {
                let resource = *self.resources.get(&row.doctype)?;
                let named = row.user.as_deref().and_then(|user| self.user(user));
                // What is shared with everyone is not shared with `Guest`, unless the same row names it.
                let to = if row.everyone && named != self.users.get(GUEST).copied() { None } else { Some(named?) };
                // Of a single that is judged as a document, sharing any other document gives nothing.
                let single = self.snapshot.resource(resource).shape == Shape::Single;
                let elsewhere = single && self.version.judges_singles() && row.record != row.doctype;
                let ops = if elsewhere { Ops::NONE } else { row.ops };
                let origin = row.stamp.custom();
                Some(Share { resource, record: row.record.into_boxed_str(), to, ops, origin })
            })
            .collect();
        shares.sort_by(|a, b| (a.resource, &a.record, a.to, a.ops).cmp(&(b.resource, &b.record, b.to, b.ops)));
        self.snapshot.shares = shares;
        Ok(())
    }

    /// Rows of `tabUser Permission`, which hold neither `Administrator` nor `Guest`, and which doctypes they reach
    /// (`frappe/permissions.py`, `has_user_permission`, 14 to 17).
    pub(super) async fn limits(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(String, String, String, Option<String>, bool)> = Vec::new();
        self.reader
            .each(&USER_PERMISSIONS, |row| {
                rows.push((row.word(0)?, row.word(1)?, row.word(2)?, row.text(3)?, row.tick(4)?));
                Ok(())
            })
            .await?;
        let mut limits = Vec::new();
        for (user, by, value, only_on, hides_descendants) in rows {
            let (Some(user), Some(by)) = (self.user(&user), self.resources.get(&by).copied()) else { continue };
            if self.limits_do_not_hold(user) {
                continue;
            }
            let only_on = match only_on {
                None => None,
                Some(doctype) => match self.resources.get(&doctype) {
                    Some(resource) => Some(*resource),
                    // For a doctype that is not there, it limits nothing.
                    None => continue,
                },
            };
            let is_company = self.snapshot.resource(by).key == "Company";
            limits.push(Limit {
                user,
                by,
                value: value.into_boxed_str(),
                tree: !hides_descendants && TREE.iter().all(|field| self.snapshot.field(by, field).is_some()),
                only_on,
                leaves: if is_company { RecordScope::Company } else { RecordScope::Restricted },
            });
        }
        limits.sort_by(|a, b| (a.user, a.by, &a.value, a.only_on).cmp(&(b.user, b.by, &b.value, b.only_on)));
        self.snapshot.limits = limits;
        self.reach();
        if self.version == Version::V14 {
            let lifted_by = self.resources.get("User Permission");
            self.snapshot.semantics.limits_lifted_by = lifted_by.map(|resource| (*resource, WRITE));
        }
        Ok(())
    }

    /// Whether a user is one whom no user permission limits.
    pub(super) fn limits_do_not_hold(&self, user: UserIx) -> bool {
        let account = self.snapshot.user(user);
        account.superuser || &*account.key == GUEST
    }

    /// What the limits reach: the doctype itself, those that link to it, and those of whose parts one does.
    fn reach(&mut self) {
        let snapshot = &self.snapshot;
        let by: BTreeMap<&str, ResourceIx> =
            snapshot.limits.iter().map(|limit| (snapshot.resource(limit.by).key.as_str(), limit.by)).collect();
        let mut links: HashMap<ResourceIx, BTreeSet<ResourceIx>> = HashMap::new();
        for field in snapshot.fields.iter().filter(|field| field.limited) {
            if let Some(by) = field.relation.as_deref().and_then(|relation| by.get(relation)) {
                links.entry(field.resource).or_default().insert(*by);
            }
        }
        let mut reach: BTreeSet<LimitReach> = by.values().map(|by| LimitReach(*by, *by)).collect();
        for (resource, by) in &links {
            reach.extend(by.iter().map(|by| LimitReach(*resource, *by)));
        }
        let is_part = |resource: ResourceIx| snapshot.resource(resource).shape == Shape::Parts;
        for part in snapshot.delegations.iter().filter(|part| is_part(part.resource)) {
            let by = links.get(&part.resource).into_iter().flatten();
            reach.extend(by.map(|by| LimitReach(part.parent, *by)));
        }
        self.snapshot.limited_by = reach.into_iter().collect();
    }
}
