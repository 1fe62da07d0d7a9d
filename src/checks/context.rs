//! What checks read, and the words that they share.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::accounts::Standings;
use super::duties::Told;
use super::fields::Survey;
use super::telling::count;
use super::{Need, Reading};
use crate::access::scope::Scopes;
use crate::access::{Access, Cells, Profile};
use crate::compare::{Comparison, LeftBehind, Outsiders};
use crate::escalation::Escalations;
use crate::findings::{Affected, MAX_LISTED_USERS, Subject};
use crate::gate::Accepted;
use crate::identity::Suspect;
use crate::model::{Confidence, GrantIx, GroupIx, Ops, ResourceIx, UserIx};
use crate::policy::Policies;
use crate::probe::Probed;
use crate::snapshot::{Domain, Grant, Grantee, Snapshot, User};
use crate::staff::Staff;

/// From so many people on, one group held or missing against the design is one finding about the group.
pub(super) const MANY: usize = 20;

/// What checks read.
#[derive(Debug)]
pub struct Context<'a> {
    /// The system.
    pub snapshot: &'a Snapshot,
    /// What everyone can do in it.
    pub access: &'a Access<'a>,
    /// Which rows they reach.
    pub scopes: &'a Scopes<'a>,
    /// Where it differs from its design; none without a role map.
    pub comparison: Option<&'a Comparison<'a>>,
    /// Memberships that removed implications seem to have left behind.
    pub left_behind: LeftBehind,
    /// Groups of employees in the hands of outsiders.
    pub outsiders: Outsiders,
    /// What the organisation asks of every system.
    pub policies: &'a Policies,
    /// Who works in the company by a list of its own; none if none was given.
    pub staff: Option<&'a Staff>,
    /// What somebody asked for beside what every audit looks at.
    pub asked: &'a [Domain],
    /// What people decided about findings, and what came of it; none before that is worked out.
    pub accepted: Option<Accepted<'a>>,
    /// What the running system did; none if it was not asked.
    pub probe: Option<Reading<'a>>,
    /// The checks of the configuration do not run, so those of the probe tell everything.
    pub only_probe: bool,
    /// Accounts that look like nobody's own, once somebody asked.
    pub(super) suspects: OnceCell<Vec<Suspect>>,
    /// What everybody's account can do, once somebody asked.
    pub(super) standings: OnceCell<Standings>,
    /// Of groups, and of none for everybody, the accounts in use, once somebody asked.
    members: RefCell<HashMap<Option<GroupIx>, Affected>>,
    /// Users by their position in [`Access::profiles`].
    users_of: Vec<Vec<UserIx>>,
    /// What leads to more than one's own rights, once somebody asks.
    escalations: OnceCell<Escalations<'a>>,
    /// Active rows by group, those about fields of a level left out.
    rows_of: Vec<Vec<GrantIx>>,
    /// Rows by resource, switched-off ones too; those about fields of a level and superseded ones left out.
    rows_on: Vec<Vec<GrantIx>>,
    /// Who comes to sensitive fields, once somebody asks.
    survey: OnceCell<Survey<'a>>,
    /// Conflicts of duties, worked out when first asked for.
    duties: OnceCell<Told<'a>>,
}

impl<'a> Context<'a> {
    /// Everything that checks read about a system and, if there is one, its design.
    pub fn new(access: &'a Access<'a>, scopes: &'a Scopes<'a>, comparison: Option<&'a Comparison<'a>>) -> Self {
        let design = comparison.map(|comparison| &comparison.design);
        let (left_behind, outsiders) = (LeftBehind::of(access, design), Outsiders::of(access, design));
        let snapshot = access.snapshot();
        let users = (0..snapshot.users.len()).map(UserIx::new);
        let users_of = by_index(access.profiles().len(), users.map(|user| (access.profile_index(user), user)));
        let of_resource = |(_, grant): &(GrantIx, &Grant)| grant.level == 0 && !grant.superseded;
        let rows = || {
            let all = snapshot.grants.iter().enumerate().map(|(at, grant)| (GrantIx::new(at), grant));
            all.filter(of_resource)
        };
        let of_group = rows().filter(|(_, grant)| grant.active).filter_map(|(row, grant)| match grant.to {
            Grantee::Group(group) => Some((group.index(), row)),
            Grantee::Everyone => None,
        });
        let rows_of = by_index(snapshot.groups.len(), of_group);
        let rows_on = by_index(snapshot.resources.len(), rows().map(|(row, grant)| (grant.resource.index(), row)));
        Self {
            snapshot,
            access,
            scopes,
            comparison,
            left_behind,
            outsiders,
            policies: Policies::built_in(),
            staff: None,
            asked: &[],
            accepted: None,
            probe: None,
            only_probe: false,
            suspects: OnceCell::new(),
            standings: OnceCell::new(),
            members: RefCell::default(),
            users_of,
            escalations: OnceCell::new(),
            rows_of,
            rows_on,
            survey: OnceCell::new(),
            duties: OnceCell::new(),
        }
    }

    /// The same by the organisation's own policies instead of the built-in ones.
    #[must_use]
    pub fn with_policies(self, policies: &'a Policies) -> Self {
        Self { policies, ..self }
    }

    /// The same with what the running system did, if it was asked.
    #[must_use]
    pub fn with_probe(self, probed: Option<&'a Probed>) -> Self {
        let probe = probed.map(|probed| Reading::of(probed, self.snapshot));
        Self { probe, ..self }
    }

    /// Conflicts of duties.
    pub(super) fn duties(&self) -> &Told<'a> {
        self.duties.get_or_init(|| Told::of(self))
    }

    /// Whether everything is there that a check cannot do without.
    pub(super) fn has_all(&self, needs: &[Need]) -> bool {
        needs.iter().all(|need| self.has(*need))
    }

    /// Whether something is there that a check cannot do without.
    pub(super) fn has(&self, need: Need) -> bool {
        match need {
            Need::Design => self.comparison.is_some(),
            // Whether a well-known password opens an account is seen in the stored hashes, or by signing in.
            Need::Domain(Domain::DefaultPasswords) if self.tried_default_logins() => true,
            Need::Domain(domain) => self.snapshot.has(domain),
            Need::Decisions => self.accepted.is_some(),
            Need::Probe => self.probe.as_ref().is_some_and(|reading| !reading.probed.only_default_logins),
        }
    }

    fn tried_default_logins(&self) -> bool {
        // An answer that proves nothing is no try.
        let known = |reading: &Reading<'_>| {
            reading.probed.default_logins.iter().any(|tried| tried.observed.allowed().is_some())
        };
        self.probe.as_ref().is_some_and(known)
    }

    /// How sure a finding about roles is: proven where the running system was seen to let the operations through, or to
    /// refuse them, as the configuration says.
    pub(super) fn confidence(&self, roles: &[u32], resource: ResourceIx, ops: Ops, allowed: bool) -> Confidence {
        let seen = self.probe.as_ref().is_some_and(|reading| reading.proves(roles, resource, ops, allowed));
        if seen { Confidence::Proven } else { Confidence::High }
    }

    /// A group's stable name.
    pub(super) fn group_key(&self, group: GroupIx) -> &str {
        &self.snapshot.group(group).key
    }

    /// Users, all counted, the first ones by key. Snapshots keep users sorted by key, so positions sort like keys.
    pub(super) fn affected(&self, users: impl IntoIterator<Item = UserIx>) -> Affected {
        let mut users: Vec<UserIx> = users.into_iter().collect();
        users.sort_unstable();
        users.dedup();
        let listed = users.iter().take(MAX_LISTED_USERS).map(|user| self.snapshot.user(*user).key.to_string());
        Affected { count: users.len(), users: listed.collect() }
    }

    /// The sets of groups that accounts as asked have, each once.
    pub(super) fn profiles(&self, account: impl Fn(&User) -> bool) -> impl Iterator<Item = &Profile> {
        let profiles = self.access.profiles().iter().zip(&self.users_of);
        profiles
            .filter(move |(_, users)| users.iter().any(|user| account(self.snapshot.user(*user))))
            .map(|(profile, _)| profile)
    }

    /// The same, each with those accounts.
    pub(super) fn sets(&self, account: impl Fn(&User) -> bool) -> impl Iterator<Item = (&'a Profile, Vec<UserIx>)> {
        self.access.profiles().iter().zip(&self.users_of).filter_map(move |(profile, users)| {
            let users: Vec<UserIx> = users.iter().copied().filter(|user| account(self.snapshot.user(*user))).collect();
            (!users.is_empty()).then_some((profile, users))
        })
    }

    /// Users whose groups are as asked and who are as asked; the groups are looked at once for all who share them.
    pub(super) fn users(&self, groups: impl Fn(&FixedBitSet) -> bool, account: impl Fn(&User) -> bool) -> Vec<UserIx> {
        let profiles = self.access.profiles().iter().zip(&self.users_of).filter(|(profile, _)| groups(&profile.groups));
        profiles.flat_map(|(_, users)| users).copied().filter(|user| account(self.snapshot.user(*user))).collect()
    }

    /// The accounts in use with a group, or all of them: the same for each of the rows that may speak to them.
    pub(super) fn in_use(&self, group: Option<GroupIx>) -> Affected {
        if let Some(known) = self.members.borrow().get(&group) {
            return known.clone();
        }
        let has = |groups: &FixedBitSet| group.is_none_or(|group| groups.contains(group.index()));
        let found = self.affected(self.users(has, User::in_use));
        self.members.borrow_mut().insert(group, found.clone());
        found
    }

    /// The users with a profile, by its position in [`Access::profiles`].
    pub(super) fn users_with(&self, profile: usize) -> &[UserIx] {
        self.users_of.get(profile).map_or(&[], Vec::as_slice)
    }

    /// What leads to more than one's own rights, by the policy.
    pub(super) fn escalations(&self) -> &Escalations<'a> {
        self.escalations.get_or_init(|| Escalations::of(self.access, self.scopes, &self.policies.escalation))
    }

    /// Sensitive fields, and through which groups people come to them.
    pub(super) fn survey(&self) -> &Survey<'a> {
        self.survey.get_or_init(|| Survey::of(self))
    }

    /// The rows on a resource, switched off or not.
    pub(super) fn rows_on(&self, resource: ResourceIx) -> impl Iterator<Item = &'a Grant> {
        self.rows_on.get(resource.index()).into_iter().flatten().map(|row| self.snapshot.grant(*row))
    }

    /// What is known about one group and classes of users, as findings: one about the group with all that is known from
    /// [`MANY`] users on, else one about each user. A user is in one class at most.
    pub(super) fn gathered<'r, R>(
        &self,
        group: GroupIx,
        known: &'r [R],
        users_of: impl Fn(&R) -> &[UserIx],
    ) -> Vec<Gathered<'r, R>> {
        let mut users: Vec<UserIx> = known.iter().flat_map(&users_of).copied().collect();
        if users.len() >= MANY {
            users.sort_unstable();
            return vec![Gathered { subject: Subject::new("group", self.group_key(group)), users, known }];
        }
        let each = known.iter().flat_map(|one| users_of(one).iter().map(move |user| (*user, one)));
        each.map(|(user, one)| Gathered {
            subject: Subject::new("user", &self.snapshot.user(user).key),
            users: vec![user],
            known: std::slice::from_ref(one),
        })
        .collect()
    }

    /// The name of a finding's users in a sentence: the one, or how many.
    pub(super) fn someone(&self, users: &[UserIx]) -> String {
        match users {
            [user] => format!("`{}`", self.snapshot.user(*user).key),
            users => count(users.len(), "user"),
        }
    }

    /// Whether a group, or one that it brings, makes administrators.
    pub(super) fn administers(&self, group: GroupIx) -> bool {
        self.access.administers(&self.access.graph().closure([group]))
    }

    /// Operations in the ERP's words: `create, read`.
    pub(super) fn ops(&self, ops: Ops) -> String {
        self.snapshot.op_names(ops).join(", ")
    }

    /// A row as the last step of a path.
    pub(super) fn row_step(&self, grant: GrantIx) -> String {
        self.row_words(grant, "")
    }

    /// The same with the row's group, for paths that do not end in that group.
    fn group_row_step(&self, grant: GrantIx) -> String {
        match self.snapshot.grant(grant).to {
            Grantee::Group(group) => self.row_words(grant, &format!(" of {}", self.group_key(group))),
            Grantee::Everyone => self.row_words(grant, ""),
        }
    }

    fn row_words(&self, grant: GrantIx, whose: &str) -> String {
        let grant = self.snapshot.grant(grant);
        let own = if grant.own { "own records of " } else { "" };
        let level = if grant.level > 0 { format!("fields of level {} of ", grant.level) } else { String::new() };
        format!(
            "row:{}{whose} allows {} on {level}{own}{} ({})",
            grant.key,
            self.ops(grant.ops),
            self.snapshot.resource(grant.resource).key,
            grant.origin.words()
        )
    }

    /// Whether the cells can change records that stay, rather than a wizard's scratch rows.
    pub(super) fn changes_records(&self, cells: &Cells) -> bool {
        let changing = self.snapshot.changing_ops();
        cells.iter().any(|(resource, ops)| !self.snapshot.resource(resource).transient && !ops.and(changing).is_empty())
    }

    /// How much a set of cells is, with the first few by name: `12 operations on 5 models, among them …`.
    pub(super) fn measure(&self, cells: &Cells) -> String {
        let mut resources: Vec<(ResourceIx, Ops)> = cells.iter().collect();
        resources.sort_by_key(|(resource, ops)| self.weight(*resource, *ops));
        if resources.is_empty() {
            return "no operation on any model".to_owned();
        }
        let named: Vec<String> = resources
            .iter()
            .filter(|(resource, _)| !self.snapshot.resource(*resource).transient)
            .take(4)
            .map(|(resource, ops)| format!("{} ({})", self.snapshot.resource(*resource).key, self.ops(*ops)))
            .collect();
        let among = if named.is_empty() { String::new() } else { format!(", among them {}", named.join(", ")) };
        format!("{} on {}{among}", count(cells.count(), "operation"), count(resources.len(), "model"))
    }

    /// What to name first: what can change records that stay, then what reads them, then a wizard's scratch rows.
    fn weight(&self, resource: ResourceIx, ops: Ops) -> (bool, bool) {
        (self.snapshot.resource(resource).transient, ops.and(self.snapshot.changing_ops()).is_empty())
    }

    /// The rows that give groups some of the cells: the weightiest, then how many more.
    pub(super) fn row_steps(&self, groups: &[GroupIx], cells: &Cells) -> Vec<String> {
        let gives = |row: &GrantIx| {
            let grant = self.snapshot.grant(*row);
            !cells.ops(grant.resource).and(grant.ops).is_empty()
        };
        let rows = groups.iter().filter_map(|group| self.rows_of.get(group.index())).flatten().copied();
        let mut rows: Vec<GrantIx> = rows.filter(gives).collect();
        rows.sort_unstable();
        rows.sort_by_key(|row| {
            let grant = self.snapshot.grant(*row);
            self.weight(grant.resource, grant.ops.and(cells.ops(grant.resource)))
        });
        let mut steps: Vec<String> = rows.iter().take(1).map(|row| self.group_row_step(*row)).collect();
        if rows.len() > steps.len() {
            steps.push(format!("and {}", count(rows.len() - steps.len(), "more row")));
        }
        steps
    }
}

/// What a finding is about, whom it reaches and what is known.
#[derive(Debug)]
pub(super) struct Gathered<'r, R> {
    pub(super) subject: Subject,
    pub(super) users: Vec<UserIx>,
    pub(super) known: &'r [R],
}

/// Things by the position that each belongs to.
fn by_index<T>(size: usize, things: impl Iterator<Item = (usize, T)>) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = std::iter::repeat_with(Vec::new).take(size).collect();
    for (at, thing) in things {
        if let Some(list) = lists.get_mut(at) {
            list.push(thing);
        }
    }
    lists
}
