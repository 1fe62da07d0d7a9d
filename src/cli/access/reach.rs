//! The operations of `rolecall access`, and the rows that they reach.

use std::collections::HashMap;
use std::rc::Rc;

use serde::Serialize;

use crate::access::{Access, scope::Scopes};
use crate::model::{RecordScope, ResourceIx, UserIx};
use crate::snapshot::User;

/// One resource and what can be done on it, in the order of the system's operations.
pub(super) struct Reach<'s> {
    pub(super) resource: &'s str,
    ops: Vec<Op<'s>>,
    /// Operations of which the snapshot does not tell whether they are allowed.
    unsure: Vec<&'s str>,
}

struct Op<'s> {
    name: &'s str,
    scope: RecordScope,
    /// The ERP says yes to it on the resource as a whole.
    answered: bool,
}

/// One line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    user: &'a str,
    resource: &'a str,
    ops: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    own: Vec<&'a str>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    scope: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    not_assessed: &'a [&'a str],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inactive: bool,
}

impl Reach<'_> {
    /// The line of JSON Lines.
    pub(super) fn json(&self, user: &User) -> serde_json::Result<String> {
        let names = |answered: bool| {
            let ops = self.ops.iter().filter(|op| op.answered == answered);
            let mut names: Vec<&str> = ops.map(|op| op.name).collect();
            names.sort_unstable();
            names
        };
        let limited = self.ops.iter().filter(|op| op.answered && op.scope != RecordScope::All);
        serde_json::to_string(&Line {
            user: &user.key,
            resource: self.resource,
            ops: names(true),
            own: names(false),
            scope: limited.map(|op| (op.name.to_owned(), op.scope.word().into())).collect(),
            not_assessed: &self.unsure,
            inactive: !user.active,
        })
    }

    /// Of how many operations nobody knows whether they are allowed.
    pub(super) fn open(&self) -> usize {
        self.unsure.len()
    }

    /// User, resource, operations, scope.
    pub(super) fn row(&self, user: &User) -> [String; 4] {
        let mut ops: Vec<String> = self.ops.iter().map(|op| op.name.to_owned()).collect();
        ops.extend(self.unsure.iter().map(|name| format!("{name} (not assessed)")));
        let mut scopes: Vec<&str> = self.ops.iter().map(|op| op.scope.word()).collect();
        scopes.dedup();
        let scope = match scopes.as_slice() {
            [one] => (*one).to_owned(),
            _ => self.ops.iter().map(|op| format!("{} {}", op.name, op.scope.word())).collect::<Vec<_>>().join(", "),
        };
        [user.key.to_string(), self.resource.to_owned(), ops.join(", "), scope]
    }
}

/// What users can do, worked out once for all users with the same groups whom nothing limits.
pub(super) struct Reaches<'a, 's> {
    access: &'a Access<'s>,
    scopes: Scopes<'s>,
    resources: Vec<ResourceIx>,
    known: HashMap<usize, Rc<[Reach<'s>]>>,
    held: usize,
}

impl<'a, 's> Reaches<'a, 's> {
    /// The most that is remembered, in resources of all profiles together: some hundred megabytes.
    const MOST: usize = 1_000_000;

    pub(super) fn new(access: &'a Access<'s>, resources: Vec<ResourceIx>) -> Self {
        Self { access, scopes: Scopes::new(access.snapshot()), resources, known: HashMap::new(), held: 0 }
    }

    pub(super) fn of(&mut self, user: UserIx) -> Rc<[Reach<'s>]> {
        if self.scopes.is_limited(user) {
            return self.compute(user);
        }
        let index = self.access.profile_index(user);
        if let Some(known) = self.known.get(&index) {
            return Rc::clone(known);
        }
        let found = self.compute(user);
        if self.held + found.len() > Self::MOST {
            self.known.clear();
            self.held = 0;
        }
        self.held += found.len();
        self.known.insert(index, Rc::clone(&found));
        found
    }

    fn compute(&self, user: UserIx) -> Rc<[Reach<'s>]> {
        let (snapshot, profile) = (self.access.snapshot(), self.access.of(user));
        let reach = |resource: &ResourceIx| {
            let answered = self.access.answered(profile, *resource);
            let ops = answered.with(profile.cells.ops(*resource));
            let found = ops.iter().map(|op| Op {
                name: snapshot.operation(op).name.as_str(),
                scope: self.scopes.of_user(self.access, user, *resource, op).scope,
                answered: answered.has(op),
            });
            let unsure = snapshot.op_names(profile.unsure_ops(*resource));
            let there = !ops.is_empty() || !unsure.is_empty();
            let resource = &snapshot.resource(*resource).key;
            there.then(|| Reach { resource, ops: found.collect(), unsure })
        };
        self.resources.iter().filter_map(reach).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_with_the_same_groups_are_worked_out_once() {
        let snapshot = crate::synth::company(1, "2026-01-01T00:00:00Z").snapshot;
        let access = Access::compute(&snapshot);
        let mut reaches = Reaches::new(&access, (0..snapshot.resources.len()).map(ResourceIx::new).collect());
        let all: Vec<_> = (0..snapshot.users.len()).map(UserIx::new).map(|user| (user, reaches.of(user))).collect();
        for (user, one) in &all {
            for (other, two) in &all {
                let same = access.profile_index(*user) == access.profile_index(*other);
                assert_eq!(Rc::ptr_eq(one, two), same);
            }
        }
        assert!(access.profiles().len() < snapshot.users.len());
    }
}
