//! Who can do more than their groups say, and by which steps: the policy's edges put together into shortest paths.
//!
//! People with the same groups are looked at once. Acting as somebody else leads to everything that the accounts in question can do,
//! taken together by class (outsiders, all but those that bypass every check, all), so that the graph stays small however many
//! accounts there are.

mod conditions;
mod graph;
mod opengraph;
mod way;
mod words;

pub use graph::Graph;
pub use opengraph::opengraph;
pub use way::{Cause, Held, Way};

use fixedbitset::FixedBitSet;

use crate::access::Access;
use crate::access::scope::Scopes;
use crate::model::{Confidence, GroupIx, UserIx};
use crate::policy::{EscalationEdge, Gives};
use crate::snapshot::UserKind;

/// What a profile is before any step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Bypasses every check.
    Superuser,
    /// In a group that administers, which no other of its groups brings: an administrator, and meant to be one.
    Administrator(GroupIx),
    /// In a group that administers because another group brings it: from the one to the other.
    Made(Vec<GroupIx>),
    /// None of these.
    Plain,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A group brings another, down to one that administers.
    Made(Vec<GroupIx>),
    /// A way of the policy, in the hands of a profile.
    Way {
        /// Whose hands: a position in [`Access::profiles`].
        profile: usize,
        /// The way.
        held: Held,
    },
    /// One of the accounts that somebody can act as administers: a position in [`Access::profiles`].
    Administers(usize),
}

impl Step {
    fn doubts(&self) -> &[String] {
        match self {
            Self::Way { held, .. } => &held.doubts,
            Self::Made(_) | Self::Administers(_) => &[],
        }
    }
}

/// The shortest way to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// To what.
    pub ends: Gives,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Path {
    /// How sure: medium where something on the way is not known.
    pub fn confidence(&self) -> Confidence {
        if self.doubts().next().is_none() { Confidence::High } else { Confidence::Medium }
    }

    /// What is not known, in the order of the steps.
    pub fn doubts(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(Step::doubts).map(String::as_str)
    }
}

/// Everything that leads up in a system.
#[derive(Debug)]
pub struct Escalations<'a> {
    access: &'a Access<'a>,
    ways: Vec<Way<'a>>,
    standings: Vec<Standing>,
    held: Vec<Vec<Held>>,
    /// From each thing that can be given on: the shortest way to each other one, if any.
    onward: Vec<Vec<Option<Vec<Step>>>>,
}

impl<'a> Escalations<'a> {
    /// Puts the edges of a policy together for everybody in a system.
    pub fn of(access: &'a Access<'a>, scopes: &Scopes<'_>, edges: &'a [EscalationEdge]) -> Self {
        let ways = Way::all(access, edges);
        let profiles = access.profiles();
        let mut standings: Vec<Option<Standing>> = vec![None; profiles.len()];
        let mut members = Members::new(profiles.len());
        for (at, user) in access.snapshot().users.iter().enumerate() {
            let user_ix = UserIx::new(at);
            let profile = access.profile_index(user_ix);
            if let Some(standing @ None) = standings.get_mut(profile) {
                *standing = Some(standing_of(access, user_ix));
            }
            if user.active && user.kind != UserKind::System {
                members.add(profile, user.kind);
            }
        }
        let standings: Vec<Standing> = standings.into_iter().map(|known| known.unwrap_or(Standing::Plain)).collect();
        let held: Vec<Vec<Held>> = profiles
            .iter()
            .map(|profile| {
                let ways = ways.iter().enumerate().filter(|_| !profile.superuser);
                ways.filter_map(|(at, way)| way.held_by(at, access, scopes, profile)).collect()
            })
            .collect();
        let mut found = Self { access, ways, standings, held, onward: Vec::new() };
        found.onward = found.onward_steps(&members);
        found
    }

    /// The ways that exist in the system, those first about which everything is known.
    pub fn ways(&self) -> &[Way<'a>] {
        &self.ways
    }

    /// The way at a position of [`Held::way`].
    pub fn way(&self, held: &Held) -> Option<&Way<'a>> {
        self.ways.get(held.way)
    }

    /// What a profile is before any step.
    pub fn standing(&self, profile: usize) -> &Standing {
        self.standings.get(profile).unwrap_or(&Standing::Plain)
    }

    /// The ways in the hands of a profile.
    pub fn held(&self, profile: usize) -> &[Held] {
        self.held.get(profile).map_or(&[], Vec::as_slice)
    }

    /// The worst that a way leads to, and how: to administrator if any account that it gives leads there, else to programs, else
    /// to no more than what it gives.
    pub fn worst(&self, profile: usize, held: &Held) -> Option<Path> {
        let gives = self.way(held)?.rule.gives;
        let first = || Step::Way { profile, held: held.clone() };
        let ends = match gives {
            Gives::AnyAccount | Gives::AccountButSuperusers | Gives::OutsidersAccount => {
                let reached = |goal: &Gives| self.onward(gives, *goal).is_some();
                [Gives::Administrator, Gives::Code].into_iter().find(reached).unwrap_or(gives)
            }
            Gives::Administrator | Gives::Code | Gives::RightsOfOthers => gives,
        };
        let steps = self.onward(gives, ends).unwrap_or_default();
        Some(Path { ends, steps: std::iter::once(first()).chain(steps.iter().cloned()).collect() })
    }

    /// The shortest path of a profile to each thing that it does not have anyhow.
    pub fn paths(&self, profile: usize) -> Vec<Path> {
        let standing = self.standing(profile);
        if matches!(standing, Standing::Superuser | Standing::Administrator(_)) {
            return Vec::new();
        }
        let to = |ends: &Gives| -> Option<Path> {
            if let (Standing::Made(chain), Gives::Administrator) = (standing, ends) {
                return Some(Path { ends: *ends, steps: vec![Step::Made(chain.clone())] });
            }
            let path = |held: &Held| {
                let onward = self.onward(self.way(held)?.rule.gives, *ends)?;
                let first = Step::Way { profile, held: held.clone() };
                Some(Path { ends: *ends, steps: std::iter::once(first).chain(onward.iter().cloned()).collect() })
            };
            self.held(profile).iter().filter_map(path).min_by_key(|path| path.steps.len())
        };
        Gives::ALL.iter().filter_map(to).collect()
    }

    /// The steps from one thing to another.
    fn onward(&self, from: Gives, to: Gives) -> Option<&[Step]> {
        self.onward.get(from as usize)?.get(to as usize)?.as_deref()
    }

    /// What leads on from accounts that somebody can act as.
    fn onward_steps(&self, members: &Members) -> Vec<Vec<Option<Vec<Step>>>> {
        let mut graph = Graph::new(Gives::ALL.len());
        for class in [Gives::OutsidersAccount, Gives::AccountButSuperusers, Gives::AnyAccount] {
            let administers = |profile: &usize| match self.standing(*profile) {
                Standing::Superuser => class != Gives::AccountButSuperusers,
                Standing::Administrator(_) | Standing::Made(_) => true,
                Standing::Plain => false,
            };
            let of_class = members.of(class);
            if let Some(profile) = of_class.ones().find(administers) {
                graph.add(class as usize, Gives::Administrator as usize, Step::Administers(profile));
            }
            for (at, way) in self.ways.iter().enumerate() {
                let holds = |profile: usize| self.held(profile).iter().find(|held| held.way == at);
                if let Some((profile, held)) = of_class.ones().find_map(|profile| Some((profile, holds(profile)?))) {
                    let step = Step::Way { profile, held: held.clone() };
                    graph.add(class as usize, way.rule.gives as usize, step);
                }
            }
        }
        (0..Gives::ALL.len())
            .map(|from| {
                let ways = graph.shortest(from).into_iter();
                ways.map(|way| way.map(|steps| steps.into_iter().cloned().collect())).collect()
            })
            .collect()
    }

    /// Everyone's access.
    pub fn access(&self) -> &'a Access<'a> {
        self.access
    }
}

/// Which profiles the accounts have that somebody could act as, by class.
struct Members {
    outsiders: FixedBitSet,
    all: FixedBitSet,
}

impl Members {
    fn new(profiles: usize) -> Self {
        Self { outsiders: FixedBitSet::with_capacity(profiles), all: FixedBitSet::with_capacity(profiles) }
    }

    fn add(&mut self, profile: usize, kind: UserKind) {
        if kind == UserKind::External {
            self.outsiders.insert(profile);
        }
        self.all.insert(profile);
    }

    fn of(&self, class: Gives) -> &FixedBitSet {
        if class == Gives::OutsidersAccount { &self.outsiders } else { &self.all }
    }
}

fn standing_of(access: &Access<'_>, user: UserIx) -> Standing {
    let (profile, snapshot) = (access.of(user), access.snapshot());
    if profile.superuser {
        return Standing::Superuser;
    }
    let administers = |group: &GroupIx| snapshot.group(*group).administers;
    if !profile.groups.ones().map(GroupIx::new).any(|group| administers(&group)) {
        return Standing::Plain;
    }
    let graph = access.graph();
    let mut held = graph.no_groups();
    held.extend(access.held(user).iter().map(|group| group.index()));
    let roots = graph.roots(&held);
    if let Some(root) = roots.iter().copied().find(administers) {
        return Standing::Administrator(root);
    }
    let administering = || profile.groups.ones().map(GroupIx::new).filter(administers);
    let chains = roots.iter().flat_map(|root| administering().map(|group| graph.path(*root, group)));
    match chains.filter(|chain| !chain.is_empty()).min_by_key(Vec::len) {
        Some(chain) => Standing::Made(chain),
        // Given to them by the ERP itself, so that there is no other group to blame.
        None => administering().next().map_or(Standing::Plain, Standing::Administrator),
    }
}
