//! Through which groups people come to sensitive fields.
//!
//! A door is a group that alone lets its members at a field: the smallest such group that somebody holds, so that what every
//! employee has is told of the group of all employees and not once more of every group that brings it. Where only several groups
//! together let somebody at the field, the doors are those that open the resource.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use fixedbitset::FixedBitSet;

use super::sensitive::{Sensitive, groups};
use crate::access::{Cells, Profile, Reached};
use crate::checks::context::Context;
use crate::checks::records;
use crate::findings::{Affected, Reach, Subject};
use crate::model::{GroupIx, RecordScope, ResourceIx, RuleIx, UserIx, Verb};
use crate::snapshot::{Audience, Grantee, User, UserKind};

/// What lets somebody at a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Door {
    /// A row for everyone, or that there is no row.
    Everyone,
    /// A group.
    Group(GroupIx),
    /// A group that opens the resource, where others that are held with it open the field.
    Together(GroupIx),
}

impl Door {
    /// Whom a finding about the door is about.
    pub(super) fn subject(self, cx: &Context<'_>) -> Subject {
        match self {
            Self::Everyone => Subject::new("everyone", "everyone"),
            Self::Group(group) => Subject::new("group", cx.group_key(group)),
            Self::Together(group) => Subject::new("group", &format!("{} with others", cx.group_key(group))),
        }
    }

    /// The door in a title.
    pub(super) fn words(self, cx: &Context<'_>) -> String {
        match self {
            Self::Everyone => "everyone".to_owned(),
            Self::Group(group) => format!("`{}`", cx.group_key(group)),
            Self::Together(group) => format!("`{}` together with other groups", cx.group_key(group)),
        }
    }

    /// The group.
    pub(super) fn group(self) -> Option<GroupIx> {
        match self {
            Self::Everyone => None,
            Self::Group(group) | Self::Together(group) => Some(group),
        }
    }

    /// Who comes through it, given who does. An outsider in a group of the business is told as that.
    pub(super) fn reach(self, cx: &Context<'_>, users: &[UserIx]) -> Reach {
        let outside = users.iter().any(|user| is_outsider(cx.snapshot.user(*user).kind));
        let Some(group) = self.group().map(|group| cx.snapshot.group(group)) else {
            return if outside { Reach::Outside } else { Reach::Internal };
        };
        match (group.given_to, group.makes) {
            (Some(Audience::Everyone | Audience::SignedIn), _) if outside => Reach::Outside,
            (_, Some(kind)) if is_outsider(kind) => Reach::Outside,
            (Some(_), _) | (_, Some(UserKind::Internal)) => Reach::Internal,
            _ if self.administers(cx) => Reach::Admin,
            _ => Reach::Role,
        }
    }

    /// Whether it is for administrators.
    pub(super) fn administers(self, cx: &Context<'_>) -> bool {
        self.group().is_some_and(|group| cx.administers(group))
    }
}

fn is_outsider(kind: UserKind) -> bool {
    matches!(kind, UserKind::External | UserKind::Anonymous)
}

/// Somebody comes to a field through a door.
#[derive(Debug, Clone)]
pub(super) struct Exposed<'s, 'a> {
    pub(super) field: &'s Sensitive<'a>,
    pub(super) door: Door,
    /// Sets of groups, by their position in [`Doors::sets`].
    pub(super) sets: Vec<usize>,
}

/// Accounts and groups, ready to be asked who comes to what.
pub(super) struct Doors<'x, 'a> {
    cx: &'x Context<'a>,
    /// Sets of groups that accounts in use have, with those accounts; accounts that bypass every check left out.
    pub(super) sets: Vec<(&'x Profile, Vec<UserIx>)>,
    /// What each group brings, itself among it, and what that allows.
    alone: Vec<(FixedBitSet, Cells)>,
    /// By resource: rules that somebody opened or switched off, and how they were.
    undone: HashMap<ResourceIx, Vec<(RuleIx, bool)>>,
    /// By resource and field: who holds a role that designs it.
    designed: HashMap<(ResourceIx, &'x str), HashSet<UserIx>>,
}

impl<'x, 'a> Doors<'x, 'a> {
    pub(super) fn of(cx: &'x Context<'a>) -> Self {
        let in_use = |user: &User| user.in_use() && user.kind != UserKind::System;
        let sets = cx.sets(in_use).filter(|(profile, _)| !profile.superuser).collect();
        let alone = (0..cx.snapshot.groups.len()).map(|at| {
            let brought = cx.access.graph().closure([GroupIx::new(at)]);
            let cells = cx.access.cells_of(&brought);
            (brought, cells)
        });
        let alone = alone.collect();
        let mut designed: HashMap<_, HashSet<UserIx>> = HashMap::new();
        for role in cx.comparison.iter().flat_map(|comparison| &comparison.design.roles) {
            for field in &role.fields {
                designed.entry((field.resource, field.name)).or_default().extend(role.holders.iter().copied());
            }
        }
        let mut undone: HashMap<_, Vec<_>> = HashMap::new();
        for (rule, was) in records::undone(cx) {
            undone.entry(cx.snapshot.rule(rule).resource).or_default().push((rule, was));
        }
        Self { cx, sets, alone, undone, designed }
    }

    /// Everybody who reads or changes one of the fields without being meant to, by field and door. What somebody reaches on
    /// their own records alone is nobody's loss, and what the design speaks of is told against the design.
    pub(super) fn exposed<'s>(&self, fields: &'s [Sensitive<'a>], verb: Verb) -> Vec<Exposed<'s, 'a>> {
        let mut reached = Reached::of(self.cx.scopes);
        let mut found = Vec::new();
        let mut meant: HashMap<&str, FixedBitSet> = HashMap::new();
        for field in fields {
            let fact = field.fact;
            let meant = meant.entry(fact.name.as_str()).or_insert_with(|| {
                groups(self.cx, if verb == Verb::Read { &fact.meant_for } else { &fact.changed_by })
            });
            let doors = self.doors(field, verb);
            let mut through: BTreeMap<Door, Vec<usize>> = BTreeMap::new();
            for (at, (profile, users)) in self.sets.iter().enumerate() {
                let comes = profile.groups.is_disjoint(meant)
                    && self.comes(field, profile, verb, &mut reached)
                    && users.iter().any(|user| self.is_told(field, *user));
                if comes {
                    for door in self.of_set(field, profile, verb, &doors) {
                        through.entry(door).or_default().push(at);
                    }
                }
            }
            let exposed = through.into_iter().map(|(door, sets)| Exposed { field, door, sets });
            found.extend(exposed.filter(|one| !self.is_told_of_row(one, verb)));
        }
        found
    }

    /// Whether a set of groups lets somebody at the field, on more than their own records.
    pub(super) fn comes(
        &self,
        field: &Sensitive<'_>,
        profile: &Profile,
        verb: Verb,
        reached: &mut Reached<'_, 'a>,
    ) -> bool {
        let resource = field.field.resource;
        let ops = profile.cells.ops(resource).without(profile.own_ops(resource)).and(self.cx.snapshot.ops_of(verb));
        let others = |scope| !matches!(scope, RecordScope::None | RecordScope::Own);
        // Whom a rule lets through that somebody opened or switched off, the check of that rule tells.
        let told = |op| {
            let undone = self.undone.get(&resource).into_iter().flatten();
            undone.copied().any(|rule| !others(self.cx.scopes.supposing(&profile.groups, resource, op, rule)))
        };
        field.admits(self.cx, &profile.groups, verb)
            && ops.iter().any(|op| others(reached.scope(&profile.groups, resource, op)) && !told(op))
    }

    /// Whether the field is for this check to tell of an account: neither does the design of a role of theirs speak of it, nor does
    /// a limit of their own leave them few rows.
    fn is_told(&self, field: &Sensitive<'_>, user: UserIx) -> bool {
        let resource = field.field.resource;
        let designed = self.designed.get(&(resource, field.field.name.as_str()));
        let limited = || {
            let mut limits = self.cx.scopes.limits_on(self.cx.access, user, resource);
            limits.any(|limit| limit.leaves < RecordScope::Company)
        };
        !designed.is_some_and(|users| users.contains(&user)) && !limited()
    }

    /// Whether a row made by hand lets everybody at the resource, which grant-to-everyone and grant-to-anonymous tell.
    fn is_told_of_row(&self, one: &Exposed<'_, '_>, verb: Verb) -> bool {
        let by_itself = one.door.group().is_none_or(|group| self.cx.snapshot.group(group).given_to.is_some());
        by_itself && one.field.field.shipped.is_none() && !one.field.field.custom && !self.as_shipped(one, verb)
    }

    /// Groups that alone let their members at the field, and whether no group at all is needed.
    fn doors(&self, field: &Sensitive<'_>, verb: Verb) -> (bool, FixedBitSet) {
        let cx = self.cx;
        let (resource, wanted) = (field.field.resource, cx.snapshot.ops_of(verb));
        let nobody = cx.access.graph().no_groups();
        let opens = |cells: &Cells, groups: &FixedBitSet| {
            !cells.ops(resource).and(wanted).is_empty() && field.admits(cx, groups, verb)
        };
        let mut doors = cx.access.graph().no_groups();
        let alone = self.alone.iter().enumerate().filter(|(_, (groups, cells))| opens(cells, groups));
        doors.extend(alone.map(|(at, _)| at));
        (opens(&cx.access.cells_of(&nobody), &nobody), doors)
    }

    /// The doors that a set of groups comes through.
    fn of_set(
        &self,
        field: &Sensitive<'_>,
        profile: &Profile,
        verb: Verb,
        (everyone, doors): &(bool, FixedBitSet),
    ) -> Vec<Door> {
        if *everyone {
            return vec![Door::Everyone];
        }
        let held: Vec<usize> = doors.intersection(&profile.groups).collect();
        let brings = |from: usize, to: usize| self.alone.get(from).is_some_and(|(groups, _)| groups.contains(to));
        // Of groups that bring each other the first stands for all.
        let is_beaten = |door: usize| {
            held.iter().any(|other| *other != door && brings(door, *other) && (!brings(*other, door) || *other < door))
        };
        let smallest: Vec<GroupIx> =
            held.iter().filter(|door| !is_beaten(**door)).map(|at| GroupIx::new(*at)).collect();
        // Of groups that come by themselves the one of most people tells it.
        let audience = |group: &GroupIx| {
            let group = self.cx.snapshot.group(*group);
            match (group.given_to, group.makes) {
                (Some(Audience::Everyone), _) => 3,
                (Some(Audience::SignedIn), _) => 2,
                (Some(Audience::Internal), _) | (_, Some(_)) => 1,
                (None, None) => 0,
            }
        };
        let widest = smallest.iter().map(audience).max().unwrap_or_default();
        if widest > 0 {
            return smallest.into_iter().filter(|group| audience(group) == widest).map(Door::Group).collect();
        }
        if !smallest.is_empty() {
            return smallest.into_iter().map(Door::Group).collect();
        }
        let rows: BTreeSet<Door> = self.rows(field.field.resource, verb, &profile.groups).collect();
        if rows.is_empty() { vec![Door::Everyone] } else { rows.into_iter().collect() }
    }

    /// The groups among these whose rows open the resource.
    fn rows(&self, resource: ResourceIx, verb: Verb, groups: &FixedBitSet) -> impl Iterator<Item = Door> {
        let wanted = self.cx.snapshot.ops_of(verb);
        self.cx.rows_on(resource).filter(move |row| row.active && !row.ops.and(wanted).is_empty()).filter_map(|row| {
            match row.to {
                Grantee::Everyone => Some(Door::Everyone),
                Grantee::Group(group) => groups.contains(group.index()).then_some(Door::Together(group)),
            }
        })
    }

    /// Whether what opens the resource to the members of a door is as the vendor ships it.
    pub(super) fn as_shipped(&self, exposed: &Exposed<'_, '_>, verb: Verb) -> bool {
        let field = &exposed.field.field;
        let wanted = self.cx.snapshot.ops_of(verb);
        let group = exposed.door.group();
        let groups = group.and_then(|group| self.alone.get(group.index())).map(|(groups, _)| groups);
        let speaks = |to| match to {
            Grantee::Everyone => true,
            Grantee::Group(group) => groups.is_some_and(|groups| groups.contains(group.index())),
        };
        // Rows of the resources that it is a part of, or leans on, count too; of several rows a shipped one is enough.
        let resources = self.cx.snapshot.leans_on(field.resource);
        let mut rows = resources
            .iter()
            .flat_map(|resource| self.cx.rows_on(*resource))
            .filter(|row| row.active && speaks(row.to) && !row.ops.and(wanted).is_empty())
            .peekable();
        let by_vendor = rows.peek().is_none() || rows.any(|row| row.origin.is_vendor());
        by_vendor && field.shipped.is_none() && !field.custom
    }

    /// The accounts of some sets whom one of the fields is told of.
    pub(super) fn users(&self, sets: impl IntoIterator<Item = usize>, fields: &[&Sensitive<'_>]) -> Vec<UserIx> {
        let sets: BTreeSet<usize> = sets.into_iter().collect();
        let users = sets.into_iter().filter_map(|at| self.sets.get(at)).flat_map(|(_, users)| users.iter().copied());
        users.filter(|user| fields.iter().any(|field| self.is_told(field, *user))).collect()
    }

    /// The same, counted, with the first by name.
    pub(super) fn affected(&self, users: &[UserIx]) -> Affected {
        self.cx.affected(users.iter().copied())
    }
}
