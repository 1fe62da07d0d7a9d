//! The membership plane: groups that people hold against groups that their roles need.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fixedbitset::FixedBitSet;

use super::Design;
use crate::access::{Access, Cells};
use crate::model::{GroupIx, UserIx};
use crate::snapshot::UserKind;

/// Where people and their roles differ. Everyone who counts is in exactly one class.
#[derive(Debug)]
pub struct Members {
    /// People with the same groups, the same roles and the same kind of account.
    pub classes: Vec<UserClass>,
    /// Groups held beyond the roles.
    pub beyond: Vec<Beyond>,
    /// Groups that the roles need and people lack.
    pub lacking: Vec<Lacking>,
}

/// People with the same groups, roles and kind of account.
#[derive(Debug, Clone)]
pub struct UserClass {
    /// Position in [`Access::profiles`].
    pub profile: usize,
    /// Their roles.
    pub roles: Vec<u32>,
    /// What sort of account.
    pub kind: UserKind,
    /// Who.
    pub users: Vec<UserIx>,
}

/// The people of a class hold a group that none of their roles has.
#[derive(Debug, Clone)]
pub struct Beyond {
    /// Position in [`Members::classes`].
    pub class: usize,
    /// The group; of several that bring each other, the one at the root.
    pub group: GroupIx,
    /// What else is held beyond the roles because this group brings it.
    pub along: Vec<GroupIx>,
    /// The cells that it gives beyond their roles; another group beyond their roles may give some of them too.
    pub cells: Cells,
}

/// The people of a class lack a group that one of their roles needs.
#[derive(Debug, Clone)]
pub struct Lacking {
    /// Position in [`Members::classes`].
    pub class: usize,
    /// The group.
    pub group: GroupIx,
    /// The role that needs it.
    pub role: u32,
    /// A group that they hold and that should have brought it.
    pub via: Option<GroupIx>,
    /// The cells that they lack because of it.
    pub cells: Cells,
}

impl Members {
    /// Compares everyone who can use the system and has a role. Left out: inactive accounts, the ERP's own accounts,
    /// and accounts that the design excepts by name.
    pub fn of(design: &Design<'_>, access: &Access<'_>) -> Self {
        let classes = classes(design, access);
        let (mut beyond, mut lacking) = (Vec::new(), Vec::new());
        for (at, class) in classes.iter().enumerate().filter(|(_, class)| !class.roles.is_empty()) {
            beyond.extend(beyond_of(at, class, design, access));
            lacking.extend(lacking_of(at, class, design, access));
        }
        Self { classes, beyond, lacking }
    }

    /// The class at a position of [`Beyond::class`] or [`Lacking::class`].
    #[expect(clippy::indexing_slicing, reason = "INVARIANT: differences are made from `classes`")]
    pub fn class(&self, at: usize) -> &UserClass {
        &self.classes[at]
    }

    /// The users who lack each group, as far as their roles tell.
    pub fn users_lacking(&self) -> BTreeMap<GroupIx, BTreeSet<UserIx>> {
        let mut users: BTreeMap<GroupIx, BTreeSet<UserIx>> = BTreeMap::new();
        for lacking in &self.lacking {
            users.entry(lacking.group).or_default().extend(&self.class(lacking.class).users);
        }
        users
    }
}

fn classes(design: &Design<'_>, access: &Access<'_>) -> Vec<UserClass> {
    let mut classes: Vec<UserClass> = Vec::new();
    let mut known: HashMap<(usize, &[u32], UserKind), usize> = HashMap::new();
    for (at, user) in access.snapshot().users.iter().enumerate() {
        let user_ix = UserIx::new(at);
        let (profile, roles) = (access.profile_index(user_ix), design.roles_of(user_ix));
        let excepted = roles.is_empty() && design.is_excepted(user.login());
        if !user.in_use() || user.kind == UserKind::System || user.superuser || excepted {
            continue;
        }
        let class = *known.entry((profile, roles, user.kind)).or_insert_with(|| {
            classes.push(UserClass { profile, roles: roles.to_vec(), kind: user.kind, users: Vec::new() });
            classes.len() - 1
        });
        if let Some(class) = classes.get_mut(class) {
            class.users.push(user_ix);
        }
    }
    classes
}

fn beyond_of<'x>(
    at: usize,
    class: &'x UserClass,
    design: &'x Design<'_>,
    access: &'x Access<'_>,
) -> impl Iterator<Item = Beyond> + 'x {
    let held = held(class, access);
    let mut tolerated = design.ambient.clone();
    for role in &class.roles {
        tolerated.union_with(&design.role(*role).closure);
    }
    let mut extra = held.clone();
    extra.difference_with(&tolerated);
    tolerated.intersect_with(&held);
    let baseline = access.cells_of(&tolerated);
    access.graph().roots(&extra).into_iter().map(move |group| {
        let mut brought = access.graph().closure([group]);
        brought.intersect_with(&extra);
        let cells = access.cells_of(&brought).beyond(&baseline);
        brought.set(group.index(), false);
        Beyond { class: at, group, along: brought.ones().map(GroupIx::new).collect(), cells }
    })
}

fn lacking_of(at: usize, class: &UserClass, design: &Design<'_>, access: &Access<'_>) -> Vec<Lacking> {
    let held = held(class, access);
    let has = access.cells_of(&held);
    let mut needed_by: BTreeMap<GroupIx, u32> = BTreeMap::new();
    for role in &class.roles {
        for group in design.role(*role).required.ones().filter(|group| !held.contains(*group)) {
            needed_by.entry(GroupIx::new(group)).or_insert(*role);
        }
    }
    let mut lacking = access.graph().no_groups();
    lacking.extend(needed_by.keys().map(|group| group.index()));
    let roots = access.graph().roots(&lacking);
    let found = roots.into_iter().filter_map(|group| {
        let role = *needed_by.get(&group)?;
        let via = held.ones().map(GroupIx::new).find(|other| access.graph().brings(*other, group));
        let mut brought = access.graph().closure([group]);
        brought.intersect_with(&lacking);
        Some(Lacking { class: at, group, role, via, cells: access.cells_of(&brought).beyond(&has) })
    });
    found.collect()
}

fn held(class: &UserClass, access: &Access<'_>) -> FixedBitSet {
    access.profiles().get(class.profile).map_or_else(FixedBitSet::new, |profile| profile.groups.clone())
}
