//! Large systems for benches: many users, few distinct sets of groups, as real companies have.

use fake::Fake;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Builder;
use crate::model::{GroupIx, UserIx};
use crate::snapshot::{Membership, Snapshot, UserKind};

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Accounts.
    pub users: usize,
    /// Groups.
    pub groups: usize,
    /// Models, with four operations each.
    pub resources: usize,
    /// Distinct sets of groups among the users.
    pub group_sets: usize,
}

/// A system of a size; the same size and seed give the same system.
pub fn scale(size: Size, seed: u64) -> Snapshot {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut system = Builder::new("scale");
    system.makes("base.group_user", UserKind::Internal);
    let group = |at: usize| format!("app.group_{at:05}");
    let resource = |at: usize| format!("app.model_{at:05}");
    for at in 0..size.resources {
        system.resource(&resource(at));
    }
    for at in 0..size.groups {
        system.group(&group(at));
        if at > 0 && at % 3 == 0 {
            system.implies(&group(at), &group((0..at).fake_with_rng(&mut rng)));
        }
        for _ in 0..12 {
            let letters = "rwcd".get(..(1..5).fake_with_rng::<usize, _>(&mut rng)).unwrap_or("r");
            system.grant(&group(at), &resource((0..size.resources).fake_with_rng(&mut rng)), letters);
        }
    }
    // Accounts are made on a pattern and then numbered: a builder with a million names would take longer than the bench.
    system.user("pattern", "Pattern", &["base.group_user"]);
    let mut snapshot = system.build();
    let pattern = snapshot.users.pop();
    snapshot.memberships.clear();
    let sets: Vec<Vec<GroupIx>> = (0..size.group_sets)
        .map(|_| {
            let mut set: Vec<GroupIx> = (0..(2..9).fake_with_rng(&mut rng))
                .map(|_| GroupIx::new((0..size.groups).fake_with_rng(&mut rng)))
                .collect();
            set.sort_unstable();
            set.dedup();
            set
        })
        .collect();
    for (at, pattern) in std::iter::repeat_n(pattern, size.users).flatten().enumerate() {
        let mut user = pattern;
        user.key = format!("user{at:07}@acme.example").into();
        user.id = at.to_string().into();
        snapshot.users.push(user);
        let set = sets.get((0..sets.len().max(1)).fake_with_rng::<usize, _>(&mut rng));
        let groups = set.into_iter().flatten();
        snapshot.memberships.extend(groups.map(|group| Membership(UserIx::new(at), *group)));
    }
    snapshot
}
