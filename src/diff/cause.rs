//! Why somebody can do more than before: the one change behind it.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::Side;
use super::across::{Across, Bridge};
use crate::access::Profile;
use crate::model::{GroupIx, OpIx, ResourceIx};
use crate::snapshot::{Grantee, Snapshot};

/// One change, by the second snapshot's names. In their order: of several that are each enough, the first ones are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cause {
    /// It bypasses every check.
    Superuser,
    /// A row speaks to everyone.
    Everyone,
    /// A row that was not there, of a group that it had before.
    Grant(String),
    /// The same, about resources that only one of the systems has.
    NewResource(String),
    /// The record rules of a resource.
    Rules(String),
    /// A group that it had before brings another.
    Implication(String, String),
    /// The ERP gives a group by itself.
    Given(String),
    /// It is in a group.
    Member(String),
    /// The way by which it had a group whose rules held it, and that is gone.
    Gone(Box<Cause>),
    /// No row speaks about the resource.
    Open,
    /// Records are shared with it.
    Share,
    /// None of these.
    Other,
}

impl Cause {
    /// In words; what is lost is told as what went away.
    pub(super) fn words(&self, gained: bool) -> String {
        let now = |more: String, less: String| if gained { more } else { less };
        match self {
            Self::Superuser => now("bypasses every check".into(), "no longer bypasses every check".into()),
            Self::Everyone => now("rows for everyone".into(), "rows for everyone that are gone".into()),
            Self::Grant(group) => now(format!("group {group} grants it"), format!("group {group} no longer grants it")),
            Self::NewResource(group) => now(
                format!("group {group} grants it on what the first does not have"),
                format!("group {group} granted it on what the second does not have"),
            ),
            Self::Rules(resource) => format!("record rules of {resource}"),
            Self::Implication(from, to) => {
                now(format!("group {from} brings group {to}"), format!("group {from} no longer brings group {to}"))
            }
            Self::Given(group) => {
                now(format!("the ERP gives group {group} by itself"), format!("the ERP no longer gives group {group}"))
            }
            Self::Member(group) => now(format!("in group {group}"), format!("no longer in group {group}")),
            Self::Gone(way) => way.words(!gained),
            Self::Open => now("no row speaks about it".into(), "rows speak about it".into()),
            Self::Share => now("records shared with it".into(), "records no longer shared with it".into()),
            Self::Other => "what is behind it was not found".into(),
        }
    }

    /// The kind of cause.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Superuser => "superuser",
            Self::Everyone => "everyone",
            Self::Grant(_) => "grant",
            Self::NewResource(_) => "grant-on-new-resource",
            Self::Rules(_) => "record-rules",
            Self::Implication(..) => "implication",
            Self::Given(_) => "given-by-the-erp",
            Self::Member(_) => "membership",
            Self::Gone(way) => way.kind(),
            Self::Open => "open-by-default",
            Self::Share => "share",
            Self::Other => "other",
        }
    }
}

/// From one side to the other: what the latter gives beyond the former.
pub(super) struct Direction<'x, 's> {
    pub(super) from: &'x Side<'s>,
    pub(super) to: &'x Side<'s>,
    pub(super) bridge: Bridge,
    /// The first snapshot's things are called as the second calls them.
    renamed: Option<&'x Across>,
    /// The groups that bring a group.
    brought_by: Vec<Vec<GroupIx>>,
}

impl<'x, 's> Direction<'x, 's> {
    pub(super) fn of(sides: &'x [Side<'s>; 2], across: &'x Across, gained: bool) -> Self {
        let [before, after] = sides;
        let (from, to) = if gained { (before, after) } else { (after, before) };
        let snapshot = to.snapshot;
        let mut brought_by = vec![Vec::new(); snapshot.groups.len()];
        for implication in &snapshot.implications {
            if let Some(list) = brought_by.get_mut(implication.1.index()) {
                list.push(implication.0);
            }
        }
        Self {
            from,
            to,
            bridge: Bridge::between(before.snapshot, after.snapshot, across, gained),
            renamed: (!gained).then_some(across),
            brought_by,
        }
    }

    pub(super) fn snapshot(&self) -> &'s Snapshot {
        self.to.snapshot
    }

    pub(super) fn group(&self, group: GroupIx) -> &str {
        match self.renamed {
            Some(across) => across.group(group),
            None => &self.to.snapshot.group(group).key,
        }
    }

    pub(super) fn resource(&self, resource: ResourceIx) -> &str {
        match self.renamed {
            Some(across) => across.resource(resource),
            None => &self.to.snapshot.resource(resource).key,
        }
    }

    /// Whether somebody had a group on the other side.
    fn had(&self, group: GroupIx, before: &Profile) -> bool {
        self.bridge.group(group).is_some_and(|group| before.groups.contains(group.index()))
    }

    /// The groups that somebody has now and had not.
    pub(super) fn gained_groups(&self, before: &Profile, now: &Profile) -> FixedBitSet {
        now.groups.ones().filter(|group| !self.had(GroupIx::new(*group), before)).collect()
    }

    /// Whether a group brought another on the other side already.
    fn brought(&self, from: GroupIx, to: GroupIx) -> bool {
        let pair = self.bridge.group(from).zip(self.bridge.group(to));
        pair.is_some_and(|(from, to)| self.from.access.graph().implied(from).contains(&to))
    }

    /// How somebody came to each of the groups that they had not.
    pub(super) fn causes(&self, before: &Profile, now: &Profile) -> HashMap<GroupIx, Cause> {
        let gained = self.gained_groups(before, now);
        let cause = |group| (GroupIx::new(group), self.cause(GroupIx::new(group), before, now, &mut Vec::new()));
        gained.ones().map(cause).collect()
    }

    fn cause(&self, group: GroupIx, before: &Profile, now: &Profile, seen: &mut Vec<GroupIx>) -> Cause {
        seen.push(group);
        let mut parents: Vec<GroupIx> = self.brought_by.get(group.index()).cloned().unwrap_or_default();
        parents.retain(|parent| now.groups.contains(parent.index()) && *parent != group);
        parents.sort_by_key(|parent| self.group(*parent));
        let newly = parents.iter().find(|parent| self.had(**parent, before) && !self.brought(**parent, group));
        if let Some(parent) = newly {
            return Cause::Implication(self.group(*parent).to_owned(), self.group(group).to_owned());
        }
        if let Some(parent) = parents.iter().find(|parent| !self.had(**parent, before) && !seen.contains(parent)) {
            return self.cause(*parent, before, now, seen);
        }
        let name = self.group(group).to_owned();
        if self.snapshot().group(group).given_to.is_some() { Cause::Given(name) } else { Cause::Member(name) }
    }

    /// Whether a row of the other side gave somebody an operation already, on all rows where it must.
    fn was_granted(&self, to: Grantee, (resource, op): (ResourceIx, OpIx), beyond_own: bool) -> bool {
        let Some((resource, op)) = self.bridge.resource(resource).zip(self.bridge.op(op)) else { return false };
        let same = |other: Grantee| match (to, other) {
            (Grantee::Everyone, Grantee::Everyone) => true,
            (Grantee::Group(group), Grantee::Group(other)) => self.bridge.group(group) == Some(other),
            _ => false,
        };
        self.from.rows_of(resource).iter().any(|row| row.gives(op, beyond_own) && same(row.to))
    }

    /// The changes that each are enough for an operation that somebody could not do, or not beyond their own records; the first
    /// kind of them alone.
    pub(super) fn of_operation(
        &self,
        (resource, op): (ResourceIx, OpIx),
        causes: &HashMap<GroupIx, Cause>,
        now: &Profile,
        beyond_own: bool,
    ) -> Vec<Cause> {
        let new = self.bridge.resource(resource).is_none();
        let mut found: Vec<Cause> = Vec::new();
        for row in self.to.rows_of(resource).iter().filter(|row| row.gives(op, beyond_own)) {
            let come_by = match row.to {
                Grantee::Group(group) if !now.groups.contains(group.index()) => continue,
                Grantee::Group(group) => causes.get(&group),
                Grantee::Everyone => None,
            };
            found.push(match (come_by, row.to) {
                (Some(cause), _) => cause.clone(),
                // What was there before is the cause of nothing.
                (None, to) if self.was_granted(to, (resource, op), beyond_own) => continue,
                (None, Grantee::Everyone) => Cause::Everyone,
                (None, Grantee::Group(group)) if new => Cause::NewResource(self.group(group).to_owned()),
                (None, Grantee::Group(group)) => Cause::Grant(self.group(group).to_owned()),
            });
        }
        if found.is_empty() {
            let open = self.to.access.open_to(&now.groups).is_some_and(|open| open.has(resource, op));
            let shared = now.shared_ops(resource).has(op);
            found.push(if open {
                Cause::Open
            } else if shared {
                Cause::Share
            } else {
                Cause::Other
            });
        }
        first_kind(found)
    }
}

/// Of several that are each enough, the first kind.
pub(super) fn first_kind(mut found: Vec<Cause>) -> Vec<Cause> {
    found.sort();
    found.dedup();
    let first = found.first().map(std::mem::discriminant);
    found.retain(|cause| Some(std::mem::discriminant(cause)) == first);
    found
}
