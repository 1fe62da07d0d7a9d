//! Who has which risks: sets of groups, single groups, and people across their accounts.

use fixedbitset::FixedBitSet;

use super::conflict::Performed;
use super::people::{Person, people};
use super::perform::{Holder, Performers};
use super::rules::Rules;
use crate::access::scope::Scopes;
use crate::access::{Access, Cells};
use crate::model::{GroupIx, UserIx};
use crate::policy;
use crate::snapshot::UserKind;

/// The risks of a system.
#[derive(Debug)]
pub struct Survey<'a> {
    /// What evaluates.
    pub performers: Performers<'a>,
    /// What each set of groups performs, by its position in [`Access::profiles`].
    pub profiles: Vec<Performed>,
    /// What each group alone performs, with what everybody has; by position. Nothing for groups that make administrators.
    pub groups: Vec<Option<Performed>>,
    /// What everybody performs who works in the company, without any group.
    pub everyone: Performed,
    /// By risk: the groups that carry it alone, but for those that have it from a group that they bring.
    pub carriers: Vec<Vec<GroupIx>>,
    /// Everybody.
    pub people: Vec<Person>,
}

impl<'a> Survey<'a> {
    /// Looks at everybody; `named` says whose accounts belong together, beside the snapshot.
    pub fn of<'n>(
        policy: &'a policy::Duties,
        access: &'a Access<'a>,
        scopes: &'a Scopes<'a>,
        named: impl IntoIterator<Item = (UserIx, &'n str)>,
    ) -> Self {
        let snapshot = access.snapshot();
        let performers = Performers::new(Rules::of(policy, snapshot), access, scopes);
        let profiles = access.profiles().iter().map(|profile| performers.performed(profile.into())).collect();
        let given = access.graph().closure(access.given_to(UserKind::Internal));
        let everyone = performed_by(&performers, &given);
        let groups: Vec<Option<Performed>> = (0..snapshot.groups.len())
            .map(|at| {
                let mut groups = access.graph().closure([GroupIx::new(at)]);
                let administers = access.administers(&groups);
                groups.union_with(&given);
                (!administers).then(|| performed_by(&performers, &groups))
            })
            .collect();
        let carriers = carriers(access, &groups, &everyone, performers.rules.risks.len());
        let people = people(snapshot, named);
        Self { performers, profiles, groups, everyone, carriers, people }
    }

    /// What a user's groups perform.
    pub fn of_user(&self, user: UserIx) -> Option<&Performed> {
        self.profiles.get(self.performers.access.profile_index(user))
    }

    /// The risks of several accounts together, in order.
    pub fn together(&self, accounts: &[UserIx]) -> Vec<usize> {
        let holders: Vec<Holder<'_>> = accounts.iter().map(|user| self.performers.holder(*user)).collect();
        if let ([one], [Holder { limited: None, .. }]) = (accounts, holders.as_slice()) {
            return self.of_user(*one).map(|performed| performed.risks.clone()).unwrap_or_default();
        }
        let mut functions = FixedBitSet::with_capacity(self.performers.rules.functions.len());
        for performed in accounts.iter().filter_map(|user| self.of_user(*user)) {
            functions.union_with(&performed.functions);
        }
        let conflicts = self.performers.conflicts(&functions).into_iter();
        conflicts.filter(|risk| self.performers.sides(*risk, &holders).is_some()).collect()
    }

    /// Whether an account has a risk alone.
    pub fn has(&self, risk: usize, user: UserIx) -> bool {
        let by_groups = self.of_user(user).is_some_and(|performed| performed.risks.contains(&risk));
        let holder = self.performers.holder(user);
        match holder.limited {
            None => by_groups,
            // What is shared with somebody may give more than the groups do.
            Some(_) => self.performers.sides(risk, &[holder]).is_some(),
        }
    }

    /// Whether an account is an administrator's: it bypasses every check, or a group of its makes administrators.
    pub fn administers(&self, user: UserIx) -> bool {
        let (access, profile) = (self.performers.access, self.performers.access.of(user));
        let makes = |group: usize| access.snapshot().group(GroupIx::new(group)).administers;
        profile.superuser || profile.groups.ones().any(makes)
    }

    /// What a set of groups performs with what everybody has.
    pub fn performed_by(&self, groups: &FixedBitSet) -> Performed {
        performed_by(&self.performers, groups)
    }

    /// The cells of a set of groups.
    pub fn cells_of(&self, groups: &FixedBitSet) -> Cells {
        self.performers.access.cells_of(groups)
    }
}

fn performed_by(performers: &Performers<'_>, groups: &FixedBitSet) -> Performed {
    let cells = performers.access.cells_of(groups);
    performers.performed(Holder::of(groups, &cells))
}

/// By risk: the groups that carry it, where none of those that they bring does and not everybody does.
fn carriers(
    access: &Access<'_>,
    groups: &[Option<Performed>],
    everyone: &Performed,
    risks: usize,
) -> Vec<Vec<GroupIx>> {
    let mut carrying: Vec<FixedBitSet> = vec![access.graph().no_groups(); risks];
    for (at, performed) in groups.iter().enumerate() {
        for risk in
            performed.iter().flat_map(|performed| &performed.risks).filter(|risk| !everyone.risks.contains(risk))
        {
            if let Some(carrying) = carrying.get_mut(*risk) {
                carrying.insert(at);
            }
        }
    }
    carrying
        .into_iter()
        .map(|carrying| {
            let members: Vec<GroupIx> = carrying.ones().map(GroupIx::new).collect();
            let brings = |group: GroupIx, other: GroupIx| {
                let graph = access.graph();
                other != group && graph.brings(group, other) && (!graph.brings(other, group) || other < group)
            };
            let lowest = |group: &GroupIx| !members.iter().any(|other| brings(*group, *other));
            members.iter().copied().filter(lowest).collect()
        })
        .collect()
}
