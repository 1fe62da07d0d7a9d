//! Access rows, record rules, menus.

use std::collections::BTreeSet;

use super::{Builder, origin};
use crate::connect::error::one_line;
use crate::connect::fullfinity::names::{ALL, PUBLIC};
use crate::connect::fullfinity::records::{AccessRow, Perms};
use crate::model::{Ops, Origin, ResourceIx};
use crate::snapshot::{Domain, Grant, Grantee, Resource, Rule, Shape, State, Surface};

/// A model of which only the name and the origin are known.
pub(super) fn resource(key: String, origin: Origin) -> Resource {
    Resource {
        name: one_line(&key),
        key,
        transient: false,
        narrowed_by_code: false,
        closed: Ops::NONE,
        unguarded: Ops::NONE,
        unsure: Ops::NONE,
        shape: Shape::Records,
        origin,
    }
}

impl Builder {
    /// `ModelAccess`: rows of a user's groups are put together with *or*; no row denies.
    pub(super) fn access(&mut self) {
        let rows = self.records.distinct_access();
        let mut omitted = BTreeSet::new();
        let mut spoken_for = BTreeSet::new();
        for row in &rows {
            let from = format!("ModelAccess {}", row.key);
            let resource = self.resource(&row.model, &from, &row.source);
            let group = row.group.as_ref().and_then(|name| self.group(name, &from, &row.source));
            let Some(resource) = resource else { continue };
            spoken_for.insert(resource);
            let unsure = ALL.without(row.perms.yes).without(row.perms.no);
            // To whom a row speaks that names nobody is not known, nor whether whoever signs in has what callers without a login
            // have.
            if row.group.as_deref().is_none_or(|group| group == PUBLIC) {
                let (ops, doubtful) = (Ops::NONE, row.perms.yes.with(unsure));
                self.snapshot.grants.push(Grant { ops, unsure: doubtful, ..grant(row, resource, Grantee::Everyone) });
            }
            let Some(group) = group else { continue };
            if !unsure.is_empty() {
                omitted.insert(row.model.clone());
            }
            self.snapshot.grants.push(Grant { unsure, ..grant(row, resource, Grantee::Group(group)) });
        }
        self.note_omitted(&omitted);
        self.note_silent(&spoken_for);
    }

    fn note_omitted(&mut self, omitted: &BTreeSet<String>) {
        if omitted.is_empty() {
            return;
        }
        let why = format!(
            "what a row means that leaves a permission out is not documented: for the groups of such rows these operations are \
             not assessed on {}",
            some(omitted.iter().map(String::as_str))
        );
        self.records.note(Domain::ModelAccess, State::Incomplete, why);
    }

    fn note_silent(&mut self, spoken_for: &BTreeSet<ResourceIx>) {
        let mut silent: Vec<&str> = Vec::new();
        for (at, resource) in self.snapshot.resources.iter_mut().enumerate() {
            if !spoken_for.contains(&ResourceIx::new(at)) {
                resource.unsure = ALL;
                silent.push(resource.key.as_str());
            }
        }
        if silent.is_empty() {
            return;
        }
        let why = format!(
            "who may use a model without any ModelAccess is not documented, so nothing is assessed on {}",
            some(silent.into_iter())
        );
        self.records.note(Domain::ModelAccess, State::Incomplete, why);
    }

    /// `RecordRule`. How several are put together is not documented, so no scope is claimed: the domain is incomplete.
    pub(super) fn rules(&mut self) {
        for row in self.records.distinct_rules() {
            let from = format!("RecordRule {}", row.key);
            let resource = self.resource(&row.model, &from, &row.source);
            let groups: Vec<_> = row.groups.iter().filter_map(|name| self.group(name, &from, &row.source)).collect();
            let Some(resource) = resource else { continue };
            // Without its groups it would speak to everyone.
            if groups.is_empty() && !row.groups.is_empty() {
                continue;
            }
            let Perms { no, .. } = row.perms;
            self.snapshot.rules.push(Rule {
                resource,
                key: row.key,
                ops: ALL.without(no),
                groups,
                filter: row.rule,
                active: true,
                alternative: false,
                for_superusers: false,
                origin: origin(&row.source),
            });
        }
    }

    /// Menus, views and windows that name groups.
    pub(super) fn surfaces(&mut self) {
        let mut rows = std::mem::take(&mut self.records.surfaces);
        rows.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
        for row in rows {
            let from = format!("{} {}", row.word, row.key);
            let groups: Vec<_> = row.groups.iter().filter_map(|name| self.group(name, &from, &row.source)).collect();
            let resource = row.model.as_ref().and_then(|model| self.resources.get(model).copied());
            if groups.is_empty() {
                continue;
            }
            let origin = origin(&row.source);
            self.snapshot.surfaces.push(Surface { kind: row.kind, key: row.key, resource, groups, origin });
        }
    }
}

fn grant(row: &AccessRow, resource: ResourceIx, to: Grantee) -> Grant {
    Grant {
        resource,
        to,
        ops: row.perms.yes,
        active: true,
        own: false,
        level: 0,
        superseded: false,
        unsure: Ops::NONE,
        key: row.key.clone(),
        origin: origin(&row.source),
    }
}

/// Names in a row, the first few of them.
fn some<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let (all, most) = (names.len(), 5);
    let listed: Vec<String> = names.take(most).map(|name| format!("`{}`", one_line(name))).collect();
    let more = if all > most { format!(" and {} more", all - most) } else { String::new() };
    format!("{}{more}", listed.join(", "))
}
