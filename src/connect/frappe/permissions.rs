//! The rows that allow: those that apps ship, and those that replace them.

use std::collections::{BTreeSet, HashSet};

use super::collector::{Collector, Stamp};
use super::doctypes::Kept;
use super::queries::{
    CUSTOM_DOC_PERM_MASKS, CUSTOM_DOC_PERM_USER_PERMISSIONS, CUSTOM_DOC_PERMS, DOC_PERM_MASKS,
    DOC_PERM_USER_PERMISSIONS, DOC_PERMS, PERMISSION_TYPES, Query,
};
use super::source::Source;
use super::version::{CREATE, EXTRA, READ, SELECT, Version};
use crate::connect::ConnectError;
use crate::model::{OpIx, Operation, Ops, Origin, ResourceIx, Verb};
use crate::snapshot::{Domain, Grant, Grantee, Shape, State};

/// How many rights every version has, and where their columns begin in the answer.
const RIGHTS: usize = 14;
const FIRST: usize = 5;
/// The most rights that a snapshot can hold.
const MOST: usize = 32;

/// A row of `tabDocPerm` or `tabCustom DocPerm`.
pub(super) struct PermissionRow {
    custom: bool,
    name: String,
    doctype: String,
    /// To whom.
    pub(super) role: String,
    level: u32,
    own: bool,
    ops: Ops,
    stamp: Stamp,
}

/// A right that an app adds, and the doctypes that have it.
pub(super) struct Added {
    pub(super) op: OpIx,
    pub(super) name: String,
    pub(super) doctypes: BTreeSet<String>,
}

impl<S: Source> Collector<S> {
    /// All rows of both tables.
    pub(super) async fn permission_rows(&mut self) -> Result<Vec<PermissionRow>, ConnectError> {
        let mut rows = self.rows_of(&DOC_PERMS, false).await?;
        rows.extend(self.rows_of(&CUSTOM_DOC_PERMS, true).await?);
        let extra: Option<[&'static Query; 2]> = match self.version {
            Version::V14 => Some([&DOC_PERM_USER_PERMISSIONS, &CUSTOM_DOC_PERM_USER_PERMISSIONS]),
            Version::V15 => None,
            Version::V16 | Version::V17 => Some([&DOC_PERM_MASKS, &CUSTOM_DOC_PERM_MASKS]),
        };
        for (query, custom) in extra.into_iter().flatten().zip([false, true]) {
            let mut named = HashSet::new();
            self.reader
                .each(query, |row| {
                    named.insert(row.word(0)?);
                    Ok(())
                })
                .await?;
            for row in rows.iter_mut().filter(|row| row.custom == custom && named.contains(&row.name)) {
                row.ops = row.ops.with(Ops::one(EXTRA));
            }
        }
        if self.version >= Version::V16 {
            self.added_rights(&mut rows).await?;
        }
        Ok(rows)
    }

    async fn rows_of(&mut self, query: &'static Query, custom: bool) -> Result<Vec<PermissionRow>, ConnectError> {
        let (zone, mut rows) = (&self.zone, Vec::new());
        self.reader
            .each(query, |row| {
                let mut bits = 0;
                for at in 0..RIGHTS {
                    bits |= u32::from(row.tick(FIRST + at)?) << at;
                }
                rows.push(PermissionRow {
                    custom,
                    name: row.word(0)?,
                    doctype: row.word(1)?,
                    role: row.word(2)?,
                    level: u32::try_from(row.number(3)?).unwrap_or(u32::MAX),
                    own: row.tick(4)?,
                    ops: Ops(bits),
                    stamp: Stamp::read(row, FIRST + RIGHTS, zone)?,
                });
                Ok(())
            })
            .await?;
        Ok(rows)
    }

    /// Rights that apps add (`tabPermission Type`, since 16), each for one doctype and with a column of its own.
    async fn added_rights(&mut self, rows: &mut [PermissionRow]) -> Result<(), ConnectError> {
        let mut types: BTreeSet<(String, String)> = BTreeSet::new();
        self.reader
            .each(&PERMISSION_TYPES, |row| {
                types.insert((row.word(0)?, row.word(1)?));
                Ok(())
            })
            .await?;
        let mut added: Vec<Added> = Vec::new();
        for (name, doctype) in types {
            match added.last_mut().filter(|last| last.name == name) {
                Some(last) => {
                    last.doctypes.insert(doctype);
                }
                None => {
                    let op = OpIx::new(self.snapshot.operations.len());
                    if op.index() == MOST {
                        let why = format!("permission type `{name}` and others have no room beside {MOST} rights");
                        self.reader.note(Domain::ModelAccess, State::Incomplete, why);
                        break;
                    }
                    self.snapshot.operations.push(Operation { name: name.clone(), verb: Verb::Other });
                    added.push(Added { op, name, doctypes: BTreeSet::from([doctype]) });
                }
            }
        }
        for right in &added {
            for (table, custom) in [("tabDocPerm", false), ("tabCustom DocPerm", true)] {
                let mut named = HashSet::new();
                let read = self
                    .reader
                    .with_right(table, &right.name, |row| {
                        named.insert(row.word(0)?);
                        Ok(())
                    })
                    .await?;
                if !read {
                    self.unread(&right.name);
                }
                let theirs = rows.iter_mut().filter(|row| row.custom == custom && named.contains(&row.name));
                for row in theirs.filter(|row| right.doctypes.contains(&row.doctype)) {
                    row.ops = row.ops.with(Ops::one(right.op));
                }
            }
        }
        self.added = added;
        Ok(())
    }

    /// Notes that nobody knows who has a right that an app adds.
    pub(super) fn unread(&mut self, right: &str) {
        let why = format!("who has the permission type `{right}` not read: {}", super::RECIPE);
        self.reader.note(Domain::ModelAccess, State::Incomplete, why);
    }

    /// Grants, of which one Custom DocPerm row of a doctype switches off all that its app ships
    /// (`frappe/model/meta.py`, `set_custom_permissions`, 14 to 17).
    pub(super) fn grants(&mut self, rows: Vec<PermissionRow>) {
        type Terms = (ResourceIx, String, u32, bool, Ops);
        let terms = |row: &PermissionRow, resource| (resource, row.role.clone(), row.level, row.own, row.ops);
        let mut replaced: HashSet<ResourceIx> = HashSet::new();
        let mut stock: HashSet<Terms> = HashSet::new();
        for row in &rows {
            let Some(resource) = self.resources.get(&row.doctype) else { continue };
            if !row.custom {
                stock.insert(terms(row, *resource));
            } else if self.doctypes.get(*resource).is_some_and(|doctype| doctype.replaceable) {
                replaced.insert(*resource);
            }
        }
        let mut grants: Vec<(bool, Grant)> = Vec::with_capacity(rows.len());
        for row in rows {
            // A row that points nowhere gives nothing to anybody; the population shows that it was left out.
            let Some(resource) = self.resources.get(&row.doctype).copied() else { continue };
            let Some(group) = self.groups.get(&row.role).copied() else { continue };
            let doctype = self.doctypes.get(resource);
            let superseded = !row.custom && replaced.contains(&resource);
            let as_shipped = !row.custom || stock.contains(&terms(&row, resource));
            let key = key(&row);
            let mut ops = row.ops;
            if row.level > 0 {
                ops = ops.and(self.version.of_levels());
            } else if self.version.read_selects() && ops.has(READ) {
                ops = ops.with(Ops::one(SELECT));
            }
            let judged = self.version.judges_singles() && self.snapshot.resource(resource).shape == Shape::Single;
            let unsaved = doctype.is_some_and(|doctype| doctype.kept == Kept::Unsaved);
            if row.own && judged && !unsaved {
                ops = ops.and(Ops::one(CREATE));
            }
            let origin = if as_shipped && !doctype.is_some_and(|doctype| doctype.custom) {
                self.snapshot.resource(resource).origin.clone()
            } else {
                row.stamp.custom()
            };
            let grant = Grant {
                resource,
                to: Grantee::Group(group),
                ops,
                active: if row.custom { replaced.contains(&resource) } else { !superseded },
                own: row.own && !(judged && unsaved),
                level: row.level,
                superseded,
                unsure: Ops::NONE,
                key,
                origin,
            };
            grants.push((row.custom, grant));
        }
        let order = |(custom, grant): &(bool, Grant)| {
            (grant.resource, grant.to, grant.level, grant.own, *custom, grant.ops, grant.key.clone())
        };
        grants.sort_by_cached_key(order);
        self.snapshot.grants = grants.into_iter().map(|(_, grant)| grant).collect();
    }

    /// Which app ships a role: the one of the first doctype, by name, of which it ships rows for that role.
    pub(super) fn shipped_with(&self, rows: &[PermissionRow], role: &str) -> Option<Origin> {
        let mut found: Vec<(&str, Origin)> = Vec::new();
        for row in rows.iter().filter(|row| !row.custom && row.role == role) {
            let Some(resource) = self.resources.get(&row.doctype) else { continue };
            let origin = &self.snapshot.resource(*resource).origin;
            if let Origin::Vendor { module } = origin {
                found.push((module, origin.clone()));
            }
        }
        // What the framework ships, other apps only use.
        found.sort_by_key(|(app, _)| (*app != "frappe", *app));
        found.into_iter().next().map(|(_, origin)| origin)
    }
}

/// A name that outlives the row, which every migration of its app writes anew.
fn key(row: &PermissionRow) -> String {
    let level = if row.level > 0 { format!(", level {}", row.level) } else { String::new() };
    let own = if row.own { ", own" } else { "" };
    format!("{}: {}{level}{own}", row.doctype, row.role)
}
