//! Which cause each conflict has, so that it is told once: the groups that everybody has, one group, one designed role, or what one
//! person has put together.

use std::collections::{BTreeMap, HashMap, HashSet};

use fixedbitset::FixedBitSet;

use crate::access::Access;
use crate::checks::context::Context;
use crate::compare::{Comparison, Design};
use crate::duties::{Holder, Performed, Survey};
use crate::model::{GroupIx, RecordScope, UserIx};
use crate::snapshot::{Snapshot, Token, UserKind};

/// Everybody's risks, and the cause of each.
#[derive(Debug)]
pub(in crate::checks) struct Told<'a> {
    /// Who has which.
    pub(super) survey: Survey<'a>,
    /// Risks of single people: no group that they are in, and no designed role, carries it.
    pub(super) persons: Vec<OfPerson>,
    /// Administrators with any risk.
    pub(super) administrators: Vec<UserIx>,
    /// Risk and group, and who has it because of the group.
    pub(super) groups: BTreeMap<(usize, GroupIx), Vec<UserIx>>,
    /// Living keys that do whatever their owner may, by owner.
    pub(super) keys: HashMap<UserIx, Vec<&'a Token>>,
    /// Risk and designed role, and who has it because of the role.
    pub(super) roles: BTreeMap<(usize, u32), Vec<UserIx>>,
}

/// A risk of one person's own.
#[derive(Debug)]
pub(super) struct OfPerson {
    /// The risk's position in the rules.
    pub(super) risk: usize,
    /// The accounts that have it together.
    pub(super) accounts: Vec<UserIx>,
    /// Nothing but a mailbox says that they belong together.
    pub(super) by_mailbox: bool,
}

impl<'a> Told<'a> {
    /// What everybody performs.
    pub(in crate::checks) fn survey(&self) -> &Survey<'a> {
        &self.survey
    }

    /// Looks at everybody.
    pub(in crate::checks) fn of(cx: &Context<'a>) -> Self {
        let named = cx.comparison.map(|comparison| named(comparison, cx.snapshot)).unwrap_or_default();
        let survey = Survey::of(&cx.policies.duties, cx.access, cx.scopes, named);
        let design = cx.comparison.map(|comparison| &comparison.design);
        let roles = Roles::of(&survey, design, cx.access);
        let mut told = Told {
            survey,
            persons: Vec::new(),
            administrators: Vec::new(),
            groups: BTreeMap::new(),
            keys: HashMap::new(),
            roles: BTreeMap::new(),
        };
        for at in 0..told.survey.people.len() {
            told.person(at, cx, &roles);
        }
        told.count_administrators();
        for token in &cx.snapshot.tokens {
            if token.acts_as_owner(cx.snapshot) && token.is_alive(cx.snapshot) {
                told.keys.entry(token.owner).or_default().push(token);
            }
        }
        told
    }

    /// Enters the risks of one person.
    fn person(&mut self, at: usize, cx: &Context<'_>, roles: &Roles) {
        let Some(person) = self.survey.people.get(at) else { return };
        let (administrators, accounts): (Vec<UserIx>, Vec<UserIx>) =
            person.accounts.iter().partition(|user| self.survey.administers(**user));
        let any = |user: &UserIx| self.survey.of_user(*user).is_some_and(|performed| !performed.risks.is_empty());
        let administrators: Vec<UserIx> = administrators.into_iter().filter(any).collect();
        self.administrators.extend(administrators);
        if accounts.is_empty() {
            return;
        }
        let by_mailbox = person.by_mailbox && accounts.len() > 1;
        // What everybody in the company has is told of all of them; of others where they do not have it by being there.
        let anyway = |user: UserIx, risk: usize| match cx.snapshot.user(user).kind {
            UserKind::Internal => true,
            kind => roles.of_kind(kind).contains(&risk),
        };
        for risk in self.survey.together(&accounts) {
            let of_everyone = self.survey.everyone.risks.contains(&risk);
            if of_everyone && accounts.iter().any(|user| anyway(*user, risk)) {
                continue;
            }
            let alone: Vec<UserIx> = accounts.iter().copied().filter(|user| self.survey.has(risk, *user)).collect();
            if alone.is_empty() {
                self.persons.push(OfPerson { risk, accounts: accounts.clone(), by_mailbox });
                continue;
            }
            let mut own = Vec::new();
            for user in alone {
                let carriers = self.carriers(risk, user);
                if !carriers.is_empty() {
                    if !self.is_narrowed(risk, user) {
                        for group in carriers {
                            self.groups.entry((risk, group)).or_default().push(user);
                        }
                    }
                } else if let Some(role) = role_of(cx, user, risk, roles).filter(|_| !of_everyone) {
                    self.roles.entry((risk, role)).or_default().push(user);
                } else {
                    own.push(user);
                }
            }
            if !own.is_empty() {
                self.persons.push(OfPerson { risk, accounts: own, by_mailbox: false });
            }
        }
    }

    /// The groups of a user that carry a risk alone, each a cause of its own.
    fn carriers(&self, risk: usize, user: UserIx) -> Vec<GroupIx> {
        let access = self.survey.performers.access;
        let held = &access.of(user).groups;
        let carriers = || self.survey.carriers.get(risk).into_iter().flatten().copied();
        let in_it: Vec<GroupIx> = carriers().filter(|group| held.contains(group.index())).collect();
        if !in_it.is_empty() {
            return in_it;
        }
        // Of somebody whom a membership was taken that their groups bring, the group is the cause all the same.
        let brought = |group: &GroupIx| held.ones().any(|at| access.graph().brings(GroupIx::new(at), *group));
        carriers().filter(brought).collect()
    }

    /// Whether limits of their own leave own records alone to somebody on a side where the groups leave more.
    fn is_narrowed(&self, risk: usize, user: UserIx) -> bool {
        let performers = &self.survey.performers;
        let holder = performers.holder(user);
        if holder.limited.is_none() || performers.rules.risks.get(risk).is_none_or(|(risk, _)| risk.own_is_enough) {
            return false;
        }
        let own = |holder: Holder<'_>| {
            let sides = performers.sides(risk, &[holder]);
            sides.is_none_or(|sides| sides.iter().any(|side| side.side.scope == RecordScope::Own))
        };
        own(holder) && !own(Holder { limited: None, ..holder })
    }

    /// Whoever is in a group of which something is told counts there, administrators too; what only they have is told of them.
    fn count_administrators(&mut self) {
        for user in &self.administrators {
            if self.survey.performers.access.of(*user).superuser {
                continue;
            }
            let risks = self.survey.of_user(*user).map(|performed| performed.risks.clone()).unwrap_or_default();
            for risk in risks {
                for group in self.carriers(risk, *user) {
                    if let Some(users) = self.groups.get_mut(&(risk, group)) {
                        users.push(*user);
                    }
                }
            }
        }
    }

    /// Whether a risk of somebody is told of a group that they are in.
    pub(super) fn is_told_of_group(&self, risk: usize, user: UserIx) -> bool {
        self.carriers(risk, user).into_iter().any(|group| self.groups.contains_key(&(risk, group)))
    }

    /// The accounts of which a conflict is told by itself.
    pub(super) fn told_alone(&self) -> HashSet<UserIx> {
        self.persons.iter().flat_map(|one| one.accounts.iter().copied()).collect()
    }
}

/// The designed role of a user that carries a risk; nothing where it is of their own making.
fn role_of(cx: &Context<'_>, user: UserIx, risk: usize, roles: &Roles) -> Option<u32> {
    let design = &cx.comparison?.design;
    design.roles_of(user).iter().find_map(|role| roles.carry.get(&(risk, *role)).copied())
}

/// The risks that designed roles carry.
struct Roles {
    /// Risk and role, and the role that it comes from: itself or one that it extends.
    carry: HashMap<(usize, u32), u32>,
    /// By kind of account: the risks that come with being one.
    anyway: Vec<(UserKind, Vec<usize>)>,
}

impl Roles {
    fn of(survey: &Survey<'_>, design: Option<&Design<'_>>, access: &Access<'_>) -> Self {
        let anyway = [UserKind::External, UserKind::Anonymous, UserKind::System, UserKind::Unclassified].map(|kind| {
            let given = access.graph().closure(access.given_to(kind));
            (kind, survey.performed_by(&given).risks)
        });
        let (mut carry, anyway) = (HashMap::new(), anyway.to_vec());
        let Some(design) = design else { return Self { carry, anyway } };
        let performed: Vec<Performed> =
            design.roles.iter().map(|role| of_role(survey, &role.closure, access)).collect();
        let position = |name: &str| design.roles.iter().position(|role| role.name() == name);
        for (at, role) in design.roles.iter().enumerate() {
            let Some(own) = performed.get(at) else { continue };
            for risk in &own.risks {
                // The one furthest up that carries it already.
                let from = role.lineage.iter().rev().filter_map(|above| position(&above.name.value));
                let mut from = from.filter(|above| performed.get(*above).is_some_and(|of| of.risks.contains(risk)));
                let from = from.next().unwrap_or(at);
                if let (Ok(at), Ok(from)) = (u32::try_from(at), u32::try_from(from)) {
                    carry.insert((*risk, at), from);
                }
            }
        }
        Self { carry, anyway }
    }

    /// The risks that accounts of a kind have without any group of their own.
    fn of_kind(&self, kind: UserKind) -> &[usize] {
        self.anyway.iter().find(|(other, _)| *other == kind).map_or(&[], |(_, risks)| risks)
    }
}

/// What a designed role performs; nothing for one that makes administrators.
fn of_role(survey: &Survey<'_>, closure: &FixedBitSet, access: &Access<'_>) -> Performed {
    if access.administers(closure) {
        return Performed::default();
    }
    let mut groups = closure.clone();
    groups.union_with(&access.graph().closure(access.given_to(UserKind::Internal)));
    survey.performed_by(&groups)
}

/// The accounts whose person the role map names.
fn named<'c>(comparison: &'c Comparison<'_>, snapshot: &Snapshot) -> Vec<(UserIx, &'c str)> {
    let assignments = comparison.design.map.assignments.iter().filter(|one| one.who.value.is_exact());
    let persons: HashMap<&str, &str> =
        assignments.filter_map(|one| Some((one.who.value.folded(), one.person.as_deref()?))).collect();
    if persons.is_empty() {
        return Vec::new();
    }
    let users = snapshot.users.iter().zip(0..);
    let named = users.filter_map(|(user, at)| {
        let person = [&user.key, user.login()].into_iter().find_map(|login| persons.get(login.to_lowercase().as_str()));
        person.map(|person| (UserIx(at), *person))
    });
    named.collect()
}
