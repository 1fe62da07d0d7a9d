//! Groups of employees in the hands of customers, suppliers and visitors.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::Design;
use crate::access::{Access, Cells};
use crate::model::{GroupIx, UserIx};
use crate::snapshot::UserKind;

/// Outsiders with the same groups and roles hold a group that does not come with their kind of account, that no designed
/// role of theirs brings, and that gives them access.
#[derive(Debug, Clone)]
pub struct OutsiderRight {
    /// What sort of account they have.
    pub kind: UserKind,
    /// Who, in order.
    pub users: Vec<UserIx>,
    /// The group; of several that bring each other, the one at the root.
    pub group: GroupIx,
    /// The group and what else is held because it brings it.
    pub brought: Vec<GroupIx>,
    /// The cells that it gives beyond what is expected; another unexpected group may give some of them too.
    pub cells: Cells,
}

/// All such rights of a system.
#[derive(Debug, Default)]
pub struct Outsiders {
    /// One for each group and people who hold it alike.
    pub rights: Vec<OutsiderRight>,
}

impl Outsiders {
    /// Looks at active accounts of customers and suppliers, and at those that stand for visitors, which never log in.
    pub fn of(access: &Access<'_>, design: Option<&Design<'_>>) -> Self {
        let ordinary = [UserKind::External, UserKind::Anonymous].map(|kind| (kind, ordinary(access, kind)));
        let mut classes: BTreeMap<(usize, &[u32], UserKind), Vec<UserIx>> = BTreeMap::new();
        for (at, user) in access.snapshot().users.iter().enumerate() {
            if user.in_use() && ordinary.iter().any(|(kind, _)| *kind == user.kind) {
                let user_ix = UserIx::new(at);
                let roles = design.map_or(&[][..], |design| design.roles_of(user_ix));
                classes.entry((access.profile_index(user_ix), roles, user.kind)).or_default().push(user_ix);
            }
        }
        let mut rights = Vec::new();
        for ((profile, roles, kind), users) in classes {
            let own = ordinary.iter().find(|(ordinary, _)| *ordinary == kind).map(|(_, groups)| groups);
            let (Some(own), Some(profile)) = (own, access.profiles().get(profile)) else { continue };
            let mut expected = own.clone();
            if let Some(design) = design {
                expected.union_with(&design.ambient);
                for role in roles {
                    expected.union_with(&design.role(*role).closure);
                }
            }
            for (group, brought, cells) in beyond(access, &profile.groups, &expected) {
                rights.push(OutsiderRight { kind, users: users.clone(), group, brought, cells });
            }
        }
        Self { rights }
    }

    /// Whether all these users are known to hold the group although they are outsiders.
    pub fn explains(&self, group: GroupIx, users: &[UserIx]) -> bool {
        let mut of_group = self.rights.iter().filter(|right| right.group == group);
        of_group.any(|right| users.iter().all(|user| right.users.binary_search(user).is_ok()))
    }
}

/// The groups that make accounts of a kind or that the ERP gives them by itself, with what they bring.
fn ordinary(access: &Access<'_>, kind: UserKind) -> FixedBitSet {
    let groups = access.snapshot().groups.iter().enumerate().filter(|(_, group)| group.makes == Some(kind));
    access.graph().closure(groups.map(|(at, _)| GroupIx::new(at)).chain(access.given_to(kind)))
}

/// The roots of what is held beyond the expected groups, each with what it brings and gives.
fn beyond(access: &Access<'_>, held: &FixedBitSet, expected: &FixedBitSet) -> Vec<(GroupIx, Vec<GroupIx>, Cells)> {
    let (mut extra, mut rest) = (held.clone(), held.clone());
    extra.difference_with(expected);
    rest.difference_with(&extra);
    let baseline = access.cells_of(&rest);
    let rights = access.graph().roots(&extra).into_iter().map(|group| {
        let mut brought = access.graph().closure([group]);
        brought.intersect_with(&extra);
        let cells = access.cells_of(&brought).beyond(&baseline);
        (group, brought.ones().map(GroupIx::new).collect(), cells)
    });
    rights.filter(|(_, _, cells)| !cells.is_empty()).collect()
}
