//! Which cause each conflict has, so that it is told once: the groups that everybody has, one group, one designed role, or what one
//! person has put together.

use std::collections::{BTreeMap, HashMap, HashSet};

use fixedbitset::FixedBitSet;

use crate::access::Access;
use crate::checks::context::Context;
use crate::compare::{Comparison, Design};
use crate::duties::{Performed, Survey};
use crate::model::{GroupIx, UserIx};
use crate::snapshot::{Snapshot, UserKind};

/// Everybody's risks, and the cause of each.
#[derive(Debug)]
pub(in crate::checks) struct Told<'a> {
    /// Who has which.
    pub(super) survey: Survey<'a>,
    /// Risks of single people: no group that their design gives them, and no designed role, carries it.
    pub(super) persons: Vec<OfPerson>,
    /// Administrators with any risk.
    pub(super) administrators: Vec<UserIx>,
    /// Risk and group, and who has it because of the group.
    pub(super) groups: BTreeMap<(usize, GroupIx), Vec<UserIx>>,
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

/// What a conflict comes from.
enum Cause {
    Group(GroupIx),
    Role(u32),
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
            roles: BTreeMap::new(),
        };
        for at in 0..told.survey.people.len() {
            told.person(at, design, &roles);
        }
        told
    }

    /// Enters the risks of one person.
    fn person(&mut self, at: usize, design: Option<&Design<'_>>, roles: &Roles) {
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
        for risk in self.survey.together(&accounts) {
            if self.survey.everyone.risks.contains(&risk) {
                continue;
            }
            let has =
                |user: &UserIx| self.survey.of_user(*user).is_some_and(|performed| performed.risks.contains(&risk));
            let alone: Vec<UserIx> = accounts.iter().copied().filter(has).collect();
            if alone.is_empty() {
                self.persons.push(OfPerson { risk, accounts: accounts.clone(), by_mailbox });
                continue;
            }
            let mut own = Vec::new();
            for user in alone {
                match self.cause(user, risk, design, roles) {
                    Some(Cause::Group(group)) => self.groups.entry((risk, group)).or_default().push(user),
                    Some(Cause::Role(role)) => self.roles.entry((risk, role)).or_default().push(user),
                    None => own.push(user),
                }
            }
            if !own.is_empty() {
                self.persons.push(OfPerson { risk, accounts: own, by_mailbox: false });
            }
        }
    }

    /// The one group or designed role that gives a user a risk; nothing where it is of their own making, or by a group that none
    /// of their roles has.
    fn cause(&self, user: UserIx, risk: usize, design: Option<&Design<'_>>, roles: &Roles) -> Option<Cause> {
        let mut carriers = self.survey.carriers.get(risk).into_iter().flatten().copied();
        let Some(design) = design.filter(|design| !design.roles_of(user).is_empty()) else {
            let held = &self.survey.performers.access.of(user).groups;
            return carriers.find(|group| held.contains(group.index())).map(Cause::Group);
        };
        // A group that a role brings and that was never written for the person would have been the cause.
        let by_group = carriers.find(|group| design.gives(user, *group)).map(Cause::Group);
        let by_role = || design.roles_of(user).iter().find_map(|role| roles.carry.get(&(risk, *role)).copied());
        by_group.or_else(|| by_role().map(Cause::Role))
    }

    /// The accounts of which a conflict is told by itself.
    pub(super) fn told_alone(&self) -> HashSet<UserIx> {
        self.persons.iter().flat_map(|one| one.accounts.iter().copied()).collect()
    }
}

/// The risks that designed roles carry.
struct Roles {
    /// Risk and role, and the role that it comes from: itself or one that it extends.
    carry: HashMap<(usize, u32), u32>,
}

impl Roles {
    fn of(survey: &Survey<'_>, design: Option<&Design<'_>>, access: &Access<'_>) -> Self {
        let mut carry = HashMap::new();
        let Some(design) = design else { return Self { carry } };
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
        Self { carry }
    }
}

/// What a designed role performs; nothing for one that makes administrators.
fn of_role(survey: &Survey<'_>, closure: &FixedBitSet, access: &Access<'_>) -> Performed {
    let snapshot = access.snapshot();
    if closure.ones().any(|group| snapshot.group(GroupIx::new(group)).administers) {
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
