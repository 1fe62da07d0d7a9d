//! Through which groups people come to sensitive fields.
//!
//! A door is a group that alone lets its members at a field: the smallest such group that somebody holds, so that what every
//! employee has is told of the group of all employees and not once more of every group that brings it. Where only several groups
//! together let somebody at the field, the doors are those that open the resource.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use fixedbitset::FixedBitSet;

use super::sensitive::Sensitive;
use super::sibling_field_open::{Leak, leaks};
use crate::access::{Cells, Profile, Reached};
use crate::checks::context::Context;
use crate::checks::records::{self, is_for_outsiders, is_limited, is_outsider, smallest};
use crate::findings::{Reach, Subject};
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
    /// A group of employees, to an outsider who is in it.
    Outsiders(GroupIx),
}

impl Door {
    /// Whom a finding about the door is about.
    pub(super) fn subject(self, cx: &Context<'_>) -> Subject {
        match self {
            Self::Everyone => Subject::new("everyone", "everyone"),
            Self::Group(group) => Subject::new("group", cx.group_key(group)),
            Self::Together(group) => Subject::new("group", &format!("{} with others", cx.group_key(group))),
            Self::Outsiders(group) => Subject::new("outsiders", cx.group_key(group)),
        }
    }

    /// The door in a title.
    pub(super) fn words(self, cx: &Context<'_>) -> String {
        match self {
            Self::Everyone => "everyone".to_owned(),
            Self::Group(group) => format!("members of `{}`", cx.group_key(group)),
            Self::Together(group) => format!("members of `{}` together with other groups", cx.group_key(group)),
            Self::Outsiders(group) => format!("outsiders in `{}`", cx.group_key(group)),
        }
    }

    /// The group.
    pub(super) fn group(self) -> Option<GroupIx> {
        match self {
            Self::Everyone => None,
            Self::Group(group) | Self::Together(group) | Self::Outsiders(group) => Some(group),
        }
    }

    /// Who comes through it, given who does. An outsider in a group of the business is told as that.
    pub(super) fn reach(self, cx: &Context<'_>, users: &[UserIx]) -> Reach {
        let outside = users.iter().any(|user| is_outsider(cx, *user));
        let Some(group) = self.group().map(|group| cx.snapshot.group(group)) else {
            return if outside { Reach::Outside } else { Reach::Internal };
        };
        match (group.given_to, group.makes) {
            _ if outside => Reach::Outside,
            (_, Some(UserKind::External | UserKind::Anonymous)) => Reach::Outside,
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

/// Somebody comes to a field through a door.
#[derive(Debug, Clone)]
pub(super) struct Exposed<'a> {
    pub(super) field: Rc<Sensitive<'a>>,
    pub(super) door: Door,
    /// Sets of groups, by their position in [`Survey::sets`].
    pub(super) sets: Vec<usize>,
    /// It is known of all of them which records they reach.
    pub(super) sure: bool,
}

/// What all checks of the room ask, worked out once.
#[derive(Debug)]
pub(in crate::checks) struct Survey<'a> {
    /// The sensitive fields that are there.
    sensitive: Vec<Rc<Sensitive<'a>>>,
    /// Sets of groups that accounts in use have, with those accounts, outsiders apart from others; accounts that bypass every
    /// check left out.
    sets: Vec<(&'a Profile, Vec<UserIx>)>,
    /// What each group brings, itself among it, and what that allows.
    alone: Vec<(FixedBitSet, Cells)>,
    /// By resource: rules that somebody opened or switched off, and how they were.
    undone: HashMap<ResourceIx, Vec<(RuleIx, bool)>>,
    /// By resource and field: who holds a role that designs it.
    designed: HashMap<(ResourceIx, &'a str), HashSet<UserIx>>,
    /// Who reads fields without being meant to, once somebody asks.
    read: OnceCell<Vec<Exposed<'a>>>,
    /// Facts that are kept from somebody on one field and open on another, once somebody asks.
    leaks: OnceCell<Vec<Leak<'a>>>,
}

impl<'a> Survey<'a> {
    pub(in crate::checks) fn of(cx: &Context<'a>) -> Self {
        let in_use = |user: &User| user.in_use() && user.kind != UserKind::System;
        let apart = |(profile, users): (&'a Profile, Vec<UserIx>)| {
            let (outside, inside): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| is_outsider(cx, *user));
            [outside, inside].map(|users| (profile, users))
        };
        let sets = cx.sets(in_use).filter(|(profile, _)| !profile.superuser).flat_map(apart);
        let sets = sets.filter(|(_, users)| !users.is_empty()).collect();
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
        let sensitive = Sensitive::all(cx).map(Rc::new).collect();
        let (read, leaks) = (OnceCell::new(), OnceCell::new());
        Self { sensitive, sets, alone, undone, designed, read, leaks }
    }
}

/// Accounts and groups, ready to be asked who comes to what.
pub(super) struct Doors<'x, 'a> {
    cx: &'x Context<'a>,
    survey: &'x Survey<'a>,
}

impl<'x, 'a> Doors<'x, 'a> {
    pub(super) fn of(cx: &'x Context<'a>) -> Self {
        Self { cx, survey: cx.survey() }
    }

    /// The sensitive fields that are there.
    pub(super) fn sensitive(&self) -> &'x [Rc<Sensitive<'a>>] {
        &self.survey.sensitive
    }

    /// What the catalogue says of a field, if it is there.
    pub(super) fn known(&self, resource: ResourceIx, name: &str) -> Option<&'x Sensitive<'a>> {
        let is = |one: &&Rc<Sensitive<'a>>| one.field.resource == resource && one.field.name == name;
        self.sensitive().iter().find(is).map(Rc::as_ref)
    }

    /// Sets of groups with the accounts that have them.
    pub(super) fn sets(&self) -> &'x [(&'a Profile, Vec<UserIx>)] {
        &self.survey.sets
    }

    /// Everybody who reads a sensitive field without being meant to, by field and door.
    pub(super) fn read(&self) -> &'x [Exposed<'a>] {
        let readable = || self.sensitive().iter().filter(|field| !field.write_only);
        self.survey.read.get_or_init(|| self.exposed(readable(), Verb::Read))
    }

    /// Everybody who changes a sensitive field without being meant to, by field and door.
    pub(super) fn changed(&self) -> Vec<Exposed<'a>> {
        self.exposed(self.sensitive().iter().filter(|field| !field.computed), Verb::Write)
    }

    /// Facts that are kept from somebody on one field and open to them on another.
    pub(super) fn leaks(&self) -> &'x [Leak<'a>] {
        self.survey.leaks.get_or_init(|| leaks(self.cx, self))
    }

    /// Everybody who reads or changes one of the fields without being meant to, by field and door. What somebody reaches on
    /// their own records alone is nobody's loss, and what the design speaks of is told against the design.
    fn exposed<'s>(&self, fields: impl Iterator<Item = &'s Rc<Sensitive<'a>>>, verb: Verb) -> Vec<Exposed<'a>>
    where
        'a: 's,
    {
        let mut reached = Reached::of(self.cx.scopes);
        let mut found = Vec::new();
        let mut meant: HashMap<&str, FixedBitSet> = HashMap::new();
        for field in fields {
            let fact = field.fact;
            let meant = meant.entry(fact.name.as_str()).or_insert_with(|| {
                self.cx.groups_named(if verb == Verb::Read { &fact.meant_for } else { &fact.changed_by })
            });
            let doors = self.doors(field, verb);
            let mut through: BTreeMap<Door, (Vec<usize>, bool)> = BTreeMap::new();
            for (at, (profile, users)) in self.sets().iter().enumerate() {
                let told = profile.groups.is_disjoint(meant) && users.iter().any(|user| self.is_told(field, *user));
                let Some(sure) = told.then(|| self.comes(field, profile, verb, &mut reached)).flatten() else {
                    continue;
                };
                let outside = users.iter().any(|user| is_outsider(self.cx, *user));
                for door in self.of_set(field, profile, verb, &doors) {
                    let door = match door {
                        Door::Group(group) | Door::Together(group) if outside && !is_for_outsiders(self.cx, group) => {
                            Door::Outsiders(group)
                        }
                        door => door,
                    };
                    let (sets, all_sure) = through.entry(door).or_insert((Vec::new(), true));
                    sets.push(at);
                    *all_sure &= sure;
                }
            }
            let one = |(door, (sets, sure))| Exposed { field: Rc::clone(field), door, sets, sure };
            let exposed = through.into_iter().map(one);
            found.extend(exposed.filter(|one| !self.is_told_of_row(one, verb)));
        }
        found
    }

    /// Whether a set of groups lets somebody at the field, on more than their own records: nothing if not, else whether that is
    /// known, rather than which records they reach unknown.
    pub(super) fn comes(
        &self,
        field: &Sensitive<'_>,
        profile: &Profile,
        verb: Verb,
        reached: &mut Reached<'_, 'a>,
    ) -> Option<bool> {
        let resource = field.field.resource;
        let ops = profile.cells.ops(resource).without(profile.own_ops(resource)).and(self.cx.snapshot.ops_of(verb));
        let others = |scope| !matches!(scope, RecordScope::None | RecordScope::Own);
        // Whom a rule lets through that somebody opened or switched off, the check of that rule tells.
        let told = |op| {
            let undone = self.survey.undone.get(&resource).into_iter().flatten();
            undone.copied().any(|rule| !others(self.cx.scopes.supposing(&profile.groups, resource, op, rule)))
        };
        if !field.admits(self.cx, &profile.groups, verb) {
            return None;
        }
        let scopes = ops.iter().map(|op| (op, reached.scope(&profile.groups, resource, op)));
        let scopes: Vec<_> = scopes.filter(|(op, scope)| others(*scope) && !told(*op)).collect();
        (!scopes.is_empty()).then(|| scopes.iter().any(|(_, scope)| *scope != RecordScope::Unknown))
    }

    /// Whether all who come to a field change it, too.
    pub(super) fn is_changed_by_all(&self, one: &Exposed<'_>) -> bool {
        let mut reached = Reached::of(self.cx.scopes);
        let mut sets = one.sets.iter().filter_map(|at| self.sets().get(*at));
        !one.field.computed
            && sets.all(|(profile, _)| self.comes(&one.field, profile, Verb::Write, &mut reached).is_some())
    }

    /// Whether the field is for this check to tell of an account: neither does the design of a role of theirs speak of it, nor does
    /// a limit of their own leave them few rows.
    fn is_told(&self, field: &Sensitive<'_>, user: UserIx) -> bool {
        let resource = field.field.resource;
        let designed = self.survey.designed.get(&(resource, field.field.name.as_str()));
        !designed.is_some_and(|users| users.contains(&user)) && !is_limited(self.cx, user, resource)
    }

    /// Whether a row made by hand lets everybody at the resource, which grant-to-everyone and grant-to-anonymous tell.
    fn is_told_of_row(&self, one: &Exposed<'_>, verb: Verb) -> bool {
        if matches!(one.door, Door::Outsiders(_)) {
            return false;
        }
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
        let alone = self.survey.alone.iter().enumerate().filter(|(_, (groups, cells))| opens(cells, groups));
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
        let held: Vec<GroupIx> = doors
            .intersection(&profile.groups)
            .filter(|door| self.is_whole(field, profile, verb, *door))
            .map(GroupIx::new)
            .collect();
        let smallest = smallest(self.cx, &held);
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

    /// Whether what a group brings lets somebody at the field as far as they hold it. A membership may outlive what brought it.
    fn is_whole(&self, field: &Sensitive<'_>, profile: &Profile, verb: Verb, door: usize) -> bool {
        let Some((brought, _)) = self.survey.alone.get(door) else { return false };
        let mut held = brought.clone();
        held.intersect_with(&profile.groups);
        let opens = |cells: &Cells| !cells.ops(field.field.resource).and(self.cx.snapshot.ops_of(verb)).is_empty();
        held == *brought || (field.admits(self.cx, &held, verb) && opens(&self.cx.access.cells_of(&held)))
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
    pub(super) fn as_shipped(&self, exposed: &Exposed<'_>, verb: Verb) -> bool {
        let field = &exposed.field.field;
        let wanted = self.cx.snapshot.ops_of(verb);
        let group = exposed.door.group();
        // No vendor ships an outsider in a group of employees.
        if matches!(exposed.door, Door::Outsiders(_)) {
            return false;
        }
        let groups = group.and_then(|group| self.survey.alone.get(group.index())).map(|(groups, _)| groups);
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

    /// The groups that a door brings, in order.
    pub(super) fn brought(&self, door: Door) -> Vec<GroupIx> {
        let brought = door.group().and_then(|group| self.survey.alone.get(group.index()));
        brought.into_iter().flat_map(|(groups, _)| groups.ones()).map(GroupIx::new).collect()
    }

    /// The accounts of some sets whom one of the fields is told of.
    pub(super) fn users(&self, sets: impl IntoIterator<Item = usize>, fields: &[&Sensitive<'_>]) -> Vec<UserIx> {
        let sets: BTreeSet<usize> = sets.into_iter().collect();
        let users = sets.into_iter().filter_map(|at| self.sets().get(at)).flat_map(|(_, users)| users.iter().copied());
        users.filter(|user| fields.iter().any(|field| self.is_told(field, *user))).collect()
    }
}
