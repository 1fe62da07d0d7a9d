//! Whether positions and sizes of a snapshot hold together: a damaged or hand-edited one is refused when it is read.

use super::{FieldGuard, Grantee, LimitReach, Resource, Snapshot};
use crate::model::{GroupIx, OpIx, Ops, ResourceIx, UserIx};

/// Each group's closure is a bit for each group: 200 MB at this size, far past any company's.
const MAX_GROUPS: usize = 40_000;
/// A bit for each cell of each user and group, if none of them were alike.
const MAX_CELL_BYTES: usize = 16 << 30;

impl Snapshot {
    /// Says what is wrong with the positions and sizes, if anything is.
    pub(super) fn check(&self) -> Result<(), String> {
        self.check_sizes()?;
        self.check_order()?;
        let bounds = Bounds { snapshot: self };
        bounds.people()?;
        bounds.rows()?;
        bounds.fields()?;
        bounds.records()?;
        bounds.semantics()?;
        bounds.surfaces()?;
        bounds.exposure()
    }

    fn check_sizes(&self) -> Result<(), String> {
        let (users, groups, resources) = (self.users.len(), self.groups.len(), self.resources.len());
        if self.operations.len() > 32 {
            return Err(format!("{} operations, at most 32 are possible", self.operations.len()));
        }
        if groups > MAX_GROUPS {
            return Err(format!("{groups} groups, at most {MAX_GROUPS} are possible"));
        }
        let cells = resources.saturating_mul(self.operations.len());
        if cells.saturating_mul(users.saturating_add(groups)) / 8 > MAX_CELL_BYTES {
            return Err(format!("{users} users, {groups} groups and {cells} cells are too many to compute"));
        }
        Ok(())
    }

    fn check_order(&self) -> Result<(), String> {
        for (what, rising) in [
            ("users", self.users.is_sorted_by(|a, b| a.key < b.key)),
            ("groups", self.groups.is_sorted_by(|a, b| a.key < b.key)),
            ("resources", self.resources.is_sorted_by(|a, b| a.key < b.key)),
            ("fields", self.fields.is_sorted_by(|a, b| (a.resource, &a.name) < (b.resource, &b.name))),
        ] {
            if !rising {
                return Err(format!("its {what} are not in the order of their keys, or one is there twice"));
            }
        }
        Ok(())
    }
}

/// How far positions may go.
struct Bounds<'s> {
    snapshot: &'s Snapshot,
}

fn within(what: &str, position: usize, size: usize) -> Result<(), String> {
    if position < size { Ok(()) } else { Err(format!("{what} at position {position}, there are {size}")) }
}

impl Bounds<'_> {
    fn user(&self, user: UserIx) -> Result<(), String> {
        within("user", user.index(), self.snapshot.users.len())
    }

    fn group(&self, group: GroupIx) -> Result<(), String> {
        within("group", group.index(), self.snapshot.groups.len())
    }

    fn grantee(&self, to: Grantee) -> Result<(), String> {
        match to {
            Grantee::Everyone => Ok(()),
            Grantee::Group(group) => self.group(group),
        }
    }

    fn groups<'g>(&self, groups: impl IntoIterator<Item = &'g GroupIx>) -> Result<(), String> {
        groups.into_iter().try_for_each(|group| self.group(*group))
    }

    fn resource(&self, resource: ResourceIx) -> Result<(), String> {
        within("resource", resource.index(), self.snapshot.resources.len())
    }

    fn op(&self, op: OpIx) -> Result<(), String> {
        within("operation", op.index(), self.snapshot.operations.len())
    }

    fn ops(&self, ops: Ops) -> Result<(), String> {
        ops.without(self.snapshot.all_ops()).iter().next().map_or(Ok(()), |op| self.op(op))
    }

    fn people(&self) -> Result<(), String> {
        let snapshot = self.snapshot;
        let homes = snapshot.users.iter().flat_map(|user| user.companies.iter().chain(&user.company));
        for company in snapshot.companies.iter().filter_map(|company| company.parent.as_ref()).chain(homes) {
            within("company", company.index(), snapshot.companies.len())?;
        }
        for membership in &snapshot.memberships {
            self.user(membership.0)?;
            self.group(membership.1)?;
        }
        for implication in &snapshot.implications {
            self.groups([&implication.0, &implication.1])?;
        }
        snapshot.tokens.iter().try_for_each(|token| self.user(token.owner))
    }

    fn rows(&self) -> Result<(), String> {
        let snapshot = self.snapshot;
        for delegation in &snapshot.delegations {
            self.resource(delegation.resource)?;
            self.resource(delegation.parent)?;
        }
        for grant in &snapshot.grants {
            self.resource(grant.resource)?;
            self.ops(grant.ops.with(grant.unsure))?;
            self.grantee(grant.to)?;
        }
        for rule in &snapshot.rules {
            self.resource(rule.resource)?;
            self.ops(rule.ops)?;
            self.groups(&rule.groups)?;
        }
        let special = |resource: &Resource| [resource.closed, resource.unguarded, resource.unsure];
        snapshot.resources.iter().flat_map(special).try_for_each(|ops| self.ops(ops))
    }

    fn fields(&self) -> Result<(), String> {
        for field in &self.snapshot.fields {
            self.resource(field.resource)?;
            self.groups(&field.unenforced_groups)?;
            match &field.guard {
                None | Some(FieldGuard::Open | FieldGuard::Nobody | FieldGuard::Level { .. }) => {}
                Some(FieldGuard::Groups { any, none }) => self.groups(any.iter().chain(none))?,
                Some(FieldGuard::Rows(rows)) => {
                    for row in rows {
                        self.ops(row.ops)?;
                        self.grantee(row.to)?;
                    }
                }
                Some(FieldGuard::Observed { seen_by, hidden_from }) => {
                    for accounts in [seen_by, hidden_from] {
                        accounts.iter().try_for_each(|user| self.user(*user))?;
                        if !accounts.is_sorted_by(|a, b| a < b) {
                            let name = &field.name;
                            return Err(format!("the accounts that were asked about field `{name}` are not in order"));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn records(&self) -> Result<(), String> {
        for share in &self.snapshot.shares {
            self.resource(share.resource)?;
            self.ops(share.ops)?;
            share.to.map_or(Ok(()), |user| self.user(user))?;
        }
        for limit in &self.snapshot.limits {
            self.user(limit.user)?;
            self.resource(limit.by)?;
            limit.only_on.map_or(Ok(()), |resource| self.resource(resource))?;
        }
        for LimitReach(resource, by) in &self.snapshot.limited_by {
            self.resource(*resource)?;
            self.resource(*by)?;
        }
        Ok(())
    }

    fn semantics(&self) -> Result<(), String> {
        let semantics = &self.snapshot.semantics;
        for ops in [semantics.delegated_operations, semantics.own_asked, semantics.own_free] {
            self.ops(ops)?;
        }
        if let Some((resource, op)) = semantics.limits_lifted_by {
            self.resource(resource)?;
            self.op(op)?;
        }
        semantics.unmask.map_or(Ok(()), |op| self.op(op))
    }

    fn surfaces(&self) -> Result<(), String> {
        for surface in &self.snapshot.surfaces {
            self.groups(&surface.groups)?;
            surface.resource.map_or(Ok(()), |resource| self.resource(resource))?;
        }
        Ok(())
    }

    fn exposure(&self) -> Result<(), String> {
        let snapshot = self.snapshot;
        let people = snapshot.people.iter().map(|person| person.user);
        let sessions = snapshot.sessions.iter().map(|session| session.user);
        let passwords = snapshot.default_passwords.iter().map(|password| password.user);
        people.chain(sessions).chain(passwords).try_for_each(|user| self.user(user))?;
        self.groups(snapshot.new_users.iter().flat_map(|new| &new.groups))?;
        let held = snapshot.credentials.iter().filter_map(|credential| credential.resource);
        let hidden = snapshot.hidden_in_views.iter().map(|hidden| hidden.resource);
        let kept = snapshot.trails.iter().flatten().copied();
        held.chain(hidden).chain(kept).try_for_each(|resource| self.resource(resource))
    }
}
