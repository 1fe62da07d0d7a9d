//! How a right came to somebody: from a group that they hold down to the row.

use super::perform::{Holder, Performers, Side};
use super::rules::KnownRight;
use crate::access::Access;
use crate::model::{GrantIx, GroupIx, Ops, RecordScope, ResourceIx};
use crate::snapshot::Grantee;

/// How a right came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// From a group that is held to the one that the row speaks to; empty where the row speaks to everyone or no row does.
    pub groups: Vec<GroupIx>,
    /// The row; nothing where the resource is open because no row speaks, or where the right is a group alone.
    pub row: Option<GrantIx>,
    /// From a group that is held to the one that the right takes, where it takes one.
    pub guard: Vec<GroupIx>,
}

impl Route {
    /// The held groups that it begins with.
    pub fn begins(&self) -> impl Iterator<Item = GroupIx> {
        self.groups.first().into_iter().chain(self.guard.first()).copied()
    }
}

impl<'a> Performers<'a> {
    /// How a side came to whoever holds some groups, those alone that are written for them (`held`): by a row that the vendor ships
    /// before any other, by one for everyone before one for a group, by the shortest way.
    pub fn route(&self, side: &Side<'_>, held: &[GroupIx]) -> Route {
        let access = self.access;
        let roots = roots(access, held);
        let (groups, row) = match side.right.cell {
            None => (Vec::new(), None),
            Some((resource, _)) => self.row(&roots, resource, side.ops),
        };
        let ways = side.right.groups.iter().map(|group| shortest(access, &roots, *group));
        let guard = ways.filter(|way| !way.is_empty()).min_by_key(Vec::len).unwrap_or_default();
        Route { groups, row, guard }
    }

    /// The way of a function that is best to show of somebody who has it, and how it came about: one as the vendor ships it where
    /// there is any that weighs the same, because that one is left when what was made by hand is gone.
    pub fn shown<'r>(
        &self,
        side: &Side<'r>,
        rights: &'r [KnownRight<'a>],
        holder: Holder<'_>,
        held: &[GroupIx],
    ) -> (Side<'r>, Route)
    where
        Self: 'r,
    {
        let first = self.route(side, held);
        if self.is_vendors(&first) {
            return (*side, first);
        }
        let own = |scope| scope == RecordScope::Own;
        let ways = rights.iter().filter_map(|right| self.side(holder, std::slice::from_ref(right)));
        let alike = ways.filter(|way| own(way.scope) == own(side.scope) && way.sure == side.sure);
        let mut shipped = alike.map(|way| (way, self.route(&way, held))).filter(|(_, route)| self.is_vendors(route));
        shipped.next().unwrap_or((*side, first))
    }

    /// Whether a route is as everybody has it who installed the system.
    pub fn is_vendors(&self, route: &Route) -> bool {
        let snapshot = self.access.snapshot();
        let groups = route.groups.iter().chain(&route.guard);
        let shipped = route.row.is_none_or(|row| snapshot.grant(row).origin.is_vendor());
        shipped && groups.copied().all(|group| snapshot.group(group).origin.is_vendor())
    }
}

/// Of groups, those that no other brings.
pub(super) fn roots(access: &Access<'_>, held: &[GroupIx]) -> Vec<GroupIx> {
    let mut set = access.graph().no_groups();
    set.extend(held.iter().map(|group| group.index()));
    access.graph().roots(&set)
}

/// The shortest chain from a root to a group; empty where none leads there.
fn shortest(access: &Access<'_>, roots: &[GroupIx], to: GroupIx) -> Vec<GroupIx> {
    let brings = roots.iter().filter(|root| access.graph().brings(**root, to));
    let chains = brings.map(|root| access.graph().path(*root, to));
    chains.filter(|chain| !chain.is_empty()).min_by_key(Vec::len).unwrap_or_default()
}

/// A row, what makes it a good one to show, and the groups that lead to it.
type Candidate = ((bool, bool, usize), Vec<GroupIx>, GrantIx);

impl Performers<'_> {
    fn row(&self, roots: &[GroupIx], resource: ResourceIx, ops: Ops) -> (Vec<GroupIx>, Option<GrantIx>) {
        let (access, snapshot) = (self.access, self.access.snapshot());
        let mut best: Option<Candidate> = None;
        for at in self.rows.get(&resource).into_iter().flatten() {
            let grant = snapshot.grant(*at);
            if grant.ops.and(ops).is_empty() {
                continue;
            }
            let chain = match grant.to {
                Grantee::Everyone => Vec::new(),
                Grantee::Group(group) => match shortest(access, roots, group) {
                    chain if !chain.is_empty() => chain,
                    _ if snapshot.group(group).given_to.is_some() => vec![group],
                    _ => continue,
                },
            };
            let order = (!grant.origin.is_vendor(), grant.own, chain.len());
            if best.as_ref().is_none_or(|(other, _, _)| order < *other) {
                best = Some((order, chain, *at));
            }
        }
        best.map_or((Vec::new(), None), |(_, chain, row)| (chain, Some(row)))
    }
}
