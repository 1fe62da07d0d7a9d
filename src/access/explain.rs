//! Why a cell is allowed, as routes; or what is missing.

use super::Access;
use super::shared::speaks_to;
use crate::model::{GrantIx, GroupIx, OpIx, ResourceIx, UserIx};
use crate::snapshot::Grantee;

/// One way in which a user comes by an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The account bypasses every check.
    Superuser,
    /// A row speaks to everyone.
    Everyone(GrantIx),
    /// No row speaks to the user, and the ERP allows by default.
    Open,
    /// A single record is shared with the user, or with everyone who signs in: a position in
    /// [`Snapshot::shares`](crate::snapshot::Snapshot::shares).
    Share(usize),
    /// A group that the user is in, the groups it brings on the way, and the row that allows.
    Group {
        /// From the group that the user holds to the group of the row; one entry if they are the same.
        groups: Vec<GroupIx>,
        /// The row.
        grant: GrantIx,
    },
}

/// A row that would allow the operation, if only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The user is not in the row's group.
    Membership(GrantIx),
    /// The row is switched off.
    SwitchedOff(GrantIx),
    /// The row is shipped, and rows made later replace all shipped rows of the resource.
    Superseded(GrantIx),
    /// The ERP refuses the operation on the resource whatever rows say.
    Closed,
    /// A row speaks to the user and does not tell whether it allows the operation: *not assessed*.
    Untold(GrantIx),
    /// No row speaks to the user, and the source does not tell whether the ERP then allows it: *not assessed*.
    Unsure,
    /// No row speaks to the user, and the ERP does not allow the operation on this resource by default.
    NotByDefault,
}

/// Why an operation is allowed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Every way in; none means denied.
    pub routes: Vec<Route>,
    /// If denied: the rows that would allow it. None at all means that no row of the system allows it to anyone.
    pub missing: Vec<Missing>,
}

/// Explains one cell of one user, before any record rule.
pub fn explain(access: &Access<'_>, user: UserIx, resource: ResourceIx, op: OpIx) -> Explanation {
    let snapshot = access.snapshot();
    let profile = access.of(user);
    let mut routes = Vec::new();
    let mut missing = Vec::new();
    if profile.superuser {
        routes.push(Route::Superuser);
    }
    for (at, grant) in snapshot.grants.iter().enumerate() {
        let counts = grant.resource == resource || access.counts_for(grant.resource).contains(&resource);
        let says = grant.ops.has(op) || grant.unsure.has(op);
        if !counts || grant.level > 0 || !says {
            continue;
        }
        let grant_ix = GrantIx::new(at);
        let speaks = match grant.to {
            Grantee::Everyone => true,
            Grantee::Group(group) => profile.groups.contains(group.index()),
        };
        if !grant.ops.has(op) {
            let untold = speaks && grant.active && !profile.superuser;
            missing.extend(untold.then_some(Missing::Untold(grant_ix)));
            continue;
        }
        match grant.to {
            _ if grant.superseded => missing.push(Missing::Superseded(grant_ix)),
            _ if !grant.active => missing.push(Missing::SwitchedOff(grant_ix)),
            Grantee::Everyone => routes.push(Route::Everyone(grant_ix)),
            Grantee::Group(group) if profile.groups.contains(group.index()) => {
                routes.push(Route::Group { groups: chain(access, user, group), grant: grant_ix });
            }
            Grantee::Group(_) => missing.push(Missing::Membership(grant_ix)),
        }
    }
    if snapshot.semantics.open_by_default {
        by_default(access, user, (resource, op), &mut routes, &mut missing);
    }
    let account = snapshot.user(user);
    for (at, share) in snapshot.shares.iter().enumerate() {
        if share.resource == resource && share.ops.has(op) && speaks_to(share, user, account.kind) {
            routes.push(Route::Share(at));
        }
    }
    if snapshot.resource(resource).closed.has(op) && !profile.superuser {
        routes.clear();
        missing = vec![Missing::Closed];
    }
    if !routes.is_empty() {
        missing.clear();
    }
    Explanation { routes, missing }
}

/// What an ERP that allows by default says where no row speaks. Accounts that bypass the rows have the defaults and no more.
fn by_default(
    access: &Access<'_>,
    user: UserIx,
    (resource, op): (ResourceIx, OpIx),
    routes: &mut Vec<Route>,
    missing: &mut Vec<Missing>,
) {
    let profile = access.of(user);
    let open = access.open_to(&profile.groups).is_some_and(|cells| cells.has(resource, op));
    if profile.superuser {
        if !profile.cells.has(resource, op) {
            routes.clear();
            *missing = vec![if profile.unsure_ops(resource).has(op) { Missing::Unsure } else { Missing::NotByDefault }];
        }
    } else if open {
        routes.push(Route::Open);
    } else if profile.unsure_ops(resource).has(op) {
        missing.push(Missing::Unsure);
    }
}

/// From a group that the user holds, and that nothing else the user holds brings, down to `group`.
pub(crate) fn chain(access: &Access<'_>, user: UserIx, group: GroupIx) -> Vec<GroupIx> {
    let graph = access.graph();
    let mut held = graph.no_groups();
    held.extend(access.held(user).iter().map(|held| held.index()));
    graph
        .roots(&held)
        .into_iter()
        .map(|root| graph.path(root, group))
        .filter(|path| !path.is_empty())
        .min_by_key(Vec::len)
        .unwrap_or_else(|| vec![group])
}
