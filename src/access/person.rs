//! Which rows an operation reaches for one account: beside what its groups leave, what it alone is limited to and what
//! others share with it.
//!
//! Frappe 14 to 17 (`frappe/permissions.py`, `get_doc_permissions`): user permissions narrow what roles allow, apart from
//! accounts that may write user permissions in 14; a shared record is reached in spite of both.

use std::collections::BTreeSet;

use super::domain::{any, every};
use super::scope::{Scoped, Scopes};
use super::shared::speaks_to;
use super::{Access, Row, Who};
use crate::model::{OpIx, RecordScope, ResourceIx, UserIx};
use crate::snapshot::{Limit, Shape, UserKind};

impl Scopes<'_> {
    /// Which rows an operation reaches for a user; none where neither groups nor shares allow it.
    pub fn of_user(&self, access: &Access<'_>, user: UserIx, resource: ResourceIx, op: OpIx) -> Scoped {
        let profile = access.of(user);
        if profile.superuser && self.is_unbound(user) {
            return Scoped { scope: RecordScope::All, rules: Vec::new() };
        }
        let by_groups = profile.cells.has(resource, op);
        let shared = profile.shared_ops(resource).has(op);
        let mut scoped = self.of(&profile.groups, profile.superuser, resource, op);
        if scoped.scope == RecordScope::Unknown {
            return scoped;
        }
        if by_groups {
            for limit in self.limits_on(access, user, resource) {
                scoped.scope = scoped.scope.and(limit.leaves);
            }
        } else {
            scoped.scope = RecordScope::None;
        }
        if shared {
            scoped.scope = scoped.scope.or(RecordScope::Restricted);
        }
        scoped
    }

    /// Whether no rule holds a user who bypasses the rows: in an ERP whose rules hold administrators, that is the ERP's own
    /// account alone.
    fn is_unbound(&self, user: UserIx) -> bool {
        let snapshot = self.snapshot();
        !snapshot.semantics.rules_bind_superusers || snapshot.user(user).kind == UserKind::System
    }

    /// Whether anything limits a user, so that the answer is not that of everybody with the same groups.
    pub fn is_limited(&self, user: UserIx) -> bool {
        self.limits().hold(user)
    }

    /// The limits that narrow a resource for a user; none where the user may lift them.
    pub fn limits_on<'x>(
        &'x self,
        access: &Access<'_>,
        user: UserIx,
        resource: ResourceIx,
    ) -> impl Iterator<Item = &'x Limit> {
        let lifted = self.snapshot().semantics.limits_lifted_by;
        let free = lifted.is_some_and(|(resource, op)| access.of(user).cells.has(resource, op));
        self.limits().on(self.snapshot(), user, resource).filter(move |_| !free)
    }

    /// The fields of a record that [`Scopes::reaches_user`] decides on; `id` is always needed.
    pub fn asks_of_user(&self, access: &Access<'_>, user: UserIx, resource: ResourceIx, op: OpIx) -> BTreeSet<String> {
        let (snapshot, profile) = (self.snapshot(), access.of(user));
        let mut fields = self.asks(&profile.groups, resource, op);
        if self.own().only(snapshot, &profile.groups, resource, op) {
            fields.extend(snapshot.semantics.owner_field.clone());
        }
        for limit in self.limits_on(access, user, resource) {
            fields.extend(self.limiting_links(resource, limit.by).map(str::to_owned));
        }
        fields
    }

    /// Whether an operation reaches one record for a user; nothing where that cannot be said from the record's values.
    pub fn reaches_user(
        &self,
        access: &Access<'_>,
        user: UserIx,
        resource: ResourceIx,
        op: OpIx,
        row: &Row,
        who: &Who,
    ) -> Option<bool> {
        let (snapshot, profile) = (self.snapshot(), access.of(user));
        if profile.superuser && self.is_unbound(user) {
            return Some(true);
        }
        let id = row.get("id").and_then(text);
        let account = snapshot.user(user);
        let is_this = |record: &str| id.as_deref() == Some(record);
        let shared = snapshot.shares.iter().any(|share| {
            let here = share.resource == resource && share.ops.has(op) && is_this(&share.record);
            here && speaks_to(share, user, account.kind)
        });
        let by_groups = if profile.cells.has(resource, op) {
            let own = if self.own().only(snapshot, &profile.groups, resource, op) {
                let owner = snapshot.semantics.owner_field.as_ref().and_then(|field| text(row.get(field.as_str())?));
                owner.map(|owner| owner.to_lowercase() == account.login().to_lowercase())
            } else {
                Some(true)
            };
            let rules = self.reaches(&profile.groups, profile.superuser, resource, op, row, who);
            every([own, self.within_limits(access, user, resource, row), rules])
        } else {
            Some(false)
        };
        // A program that narrows the rows further refuses shared records, too.
        match (by_groups, shared, snapshot.resource(resource).narrowed_by_code) {
            (_, true, false) => Some(true),
            (_, true, true) => None,
            (by_groups, false, _) => by_groups,
        }
    }

    fn within_limits(&self, access: &Access<'_>, user: UserIx, resource: ResourceIx, row: &Row) -> Option<bool> {
        let snapshot = self.snapshot();
        let limits: Vec<&Limit> = self.limits_on(access, user, resource).collect();
        let mut by: Vec<ResourceIx> = limits.iter().map(|limit| limit.by).collect();
        by.sort_unstable();
        by.dedup();
        let strict = snapshot.semantics.strict_limits && snapshot.resource(resource).shape != Shape::Single;
        let answers = by.into_iter().map(|by| {
            let alternatives = || limits.iter().filter(|limit| limit.by == by);
            let within = |value: Option<String>| match value.filter(|value| !value.is_empty()) {
                None => Some(!strict),
                Some(value) if alternatives().any(|limit| *limit.value == *value) => Some(true),
                // It may lie below one of the values in a tree, which is told of companies alone.
                Some(value) => {
                    any(alternatives().map(|limit| if limit.tree { self.is_below(limit, &value) } else { Some(false) }))
                }
            };
            let itself = if by == resource { within(row.get("id").and_then(text)) } else { Some(true) };
            let linked: Vec<Option<bool>> = self
                .limiting_links(resource, by)
                .map(|field| match row.get(field)? {
                    serde_json::Value::Null => within(None),
                    value => within(Some(text(value)?)),
                })
                .collect();
            // Links of the record's parts count too, and are not in the row.
            let parts = if self.has_limited_parts(resource, by) { None } else { Some(true) };
            every(linked.into_iter().chain([itself, parts]))
        });
        every(answers)
    }

    /// Whether a value lies below that of a limit in the tree of companies.
    fn is_below(&self, limit: &Limit, value: &str) -> Option<bool> {
        let companies = &self.snapshot().companies;
        let named = companies.iter().position(|company| company.id == value);
        let mut at = named.filter(|_| limit.leaves == RecordScope::Company)?;
        for _ in 0..companies.len() {
            let company = companies.get(at)?;
            if *company.id == *limit.value {
                return Some(true);
            }
            match company.parent {
                Some(parent) => at = parent.index(),
                None => return Some(false),
            }
        }
        None
    }

    fn limiting_links(&self, resource: ResourceIx, by: ResourceIx) -> impl Iterator<Item = &str> {
        let snapshot = self.snapshot();
        let to = snapshot.resource(by).key.as_str();
        let fields = snapshot.fields_of(resource).iter();
        fields.filter(move |field| field.limited && field.relation.as_deref() == Some(to)).map(|field| &*field.name)
    }

    fn has_limited_parts(&self, resource: ResourceIx, by: ResourceIx) -> bool {
        let snapshot = self.snapshot();
        let parts = snapshot.delegations.iter().filter(|found| found.parent == resource);
        let mut parts = parts.filter(|found| snapshot.resource(found.resource).shape == Shape::Parts);
        parts.any(|part| self.limiting_links(part.resource, by).next().is_some())
    }
}

fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
