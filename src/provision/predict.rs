//! The snapshot and the design as they are with the accounts that were made, so that plan and comparison work on them
//! unchanged.

use std::collections::HashMap;

use super::Made;
use crate::access::GroupGraph;
use crate::model::{CompanyIx, Glob, GroupIx, Located, SecretKind, UserIx};
use crate::rolemap::{Assignment, Probe, RoleMap};
use crate::snapshot::{FieldGuard, Membership, MembershipRule, Presence, Snapshot, User, UserKind};

/// The snapshot with the accounts and the groups that the ERP stored for them. A snapshot that has a login already was
/// taken later and knows better; a group or a company that it does not have is left out.
pub fn with_accounts(snapshot: &Snapshot, made: &[Made]) -> Snapshot {
    let mut copy = snapshot.clone();
    let known = Known::of(snapshot);
    let mut rows: Vec<(User, Row)> =
        copy.users.drain(..).enumerate().map(|(at, user)| (user, Row::Old(UserIx::new(at)))).collect();
    for made in made.iter().filter(|made| !known.logins.contains_key(&*made.login.name)) {
        let groups = known.groups_of(made);
        rows.push((known.user(made, &groups), Row::New(groups)));
    }
    rows.sort_by(|a, b| a.0.key.cmp(&b.0.key));

    let mut moved = vec![UserIx(0); snapshot.users.len()];
    for (at, (user, row)) in rows.into_iter().enumerate() {
        let at = UserIx::new(at);
        copy.users.push(user);
        match row {
            Row::Old(before) => {
                if let Some(place) = moved.get_mut(before.index()) {
                    *place = at;
                }
            }
            Row::New(groups) => copy.memberships.extend(groups.into_iter().map(|group| Membership(at, group))),
        }
    }
    let moved = |user: &mut UserIx| *user = moved.get(user.index()).copied().unwrap_or(*user);
    for membership in copy.memberships.iter_mut().take(snapshot.memberships.len()) {
        moved(&mut membership.0);
    }
    copy.memberships.sort_unstable();
    copy.tokens.iter_mut().for_each(|token| moved(&mut token.owner));
    for field in &mut copy.fields {
        if let Some(FieldGuard::Observed { seen_by, hidden_from }) = &mut field.guard {
            seen_by.iter_mut().chain(hidden_from).for_each(moved);
        }
    }
    copy
}

/// The design with the accounts as the probe logins and as holders of their roles. Their secrets are in [`Made::login`];
/// a reference cannot name them.
pub fn with_probes(map: &RoleMap, made: &[Made]) -> RoleMap {
    let mut map = map.clone();
    for made in made {
        let Some(role) = map.roles.get_mut(made.role as usize) else { continue };
        let at = |value: &str| Located::new(value.to_owned(), role.name.at.clone());
        let probe = Probe { login: at(&made.login.name), secret: at("provisioned"), kind: Some(SecretKind::Password) };
        map.assignments.push(Assignment {
            who: Located::new(Glob::new(&made.login.name), role.name.at.clone()),
            role: role.name.clone(),
            person: None,
            department: None,
        });
        role.probe = Some(probe);
    }
    map
}

/// Where a row of the users comes from.
enum Row {
    Old(UserIx),
    New(Vec<GroupIx>),
}

/// The ERP's own ids as positions.
struct Known<'s> {
    snapshot: &'s Snapshot,
    logins: HashMap<&'s str, UserIx>,
    groups: HashMap<&'s str, GroupIx>,
    companies: HashMap<&'s str, CompanyIx>,
    graph: GroupGraph,
}

impl<'s> Known<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let users = snapshot.users.iter().enumerate();
        let groups = snapshot.groups.iter().enumerate();
        let companies = snapshot.companies.iter().enumerate();
        Self {
            snapshot,
            logins: users.map(|(at, user)| (user.login(), UserIx::new(at))).collect(),
            groups: groups.map(|(at, group)| (group.id.as_str(), GroupIx::new(at))).collect(),
            companies: companies.map(|(at, company)| (company.id.as_str(), CompanyIx::new(at))).collect(),
            graph: GroupGraph::of(snapshot),
        }
    }

    fn groups_of(&self, made: &Made) -> Vec<GroupIx> {
        let mut groups: Vec<GroupIx> = made.groups.iter().filter_map(|id| self.groups.get(&**id).copied()).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    fn user(&self, made: &Made, groups: &[GroupIx]) -> User {
        let company = |id: &str| self.companies.get(id).copied();
        let mut companies: Vec<CompanyIx> = made.companies.iter().filter_map(|id| company(id)).collect();
        companies.sort_unstable();
        User {
            key: made.login.name.clone(),
            login: None,
            id: made.login.id.clone(),
            name: made.login.name.clone(),
            email: None,
            kind: self.kind(groups),
            active: true,
            superuser: false,
            company: made.company.as_deref().and_then(company),
            companies,
            created: None,
            last_login: None,
            password: Presence::Present,
            second_factor: Presence::Absent,
            provider: None,
        }
    }

    /// The kind of account that the groups make; an internal one whatever else they say.
    fn kind(&self, groups: &[GroupIx]) -> UserKind {
        let effective: Vec<GroupIx> = match self.snapshot.semantics.membership {
            MembershipRule::Stored => groups.to_vec(),
            MembershipRule::Closure => self.graph.closure(groups.iter().copied()).ones().map(GroupIx::new).collect(),
        };
        let kinds = effective.iter().filter_map(|group| self.snapshot.group(*group).makes);
        kinds.min().unwrap_or(UserKind::Unclassified)
    }
}
