//! casbin as the second opinion: the compiled design answers as casbin's enforcer does with `policies/model.conf`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod common;

use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};
use common::designs::{OPS, designs};
use common::systems::{named, operations};
use common::{GROUPS, LOGINS, RESOURCES};
use proptest::prelude::*;
use rolecall::access::Access;
use rolecall::compare::Design;
use rolecall::model::{OpIx, ResourceIx, UserIx, Verb};
use rolecall::rolemap::casbin::{MODEL, export};
use rolecall::snapshot::Snapshot;

fn enforcer(policy: &str) -> Enforcer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let model = DefaultModel::from_str(MODEL).await.unwrap();
        Enforcer::new(model, StringAdapter::new(policy.to_owned())).await.unwrap()
    })
}

/// Every cell of the system, with the words that a role map has for it.
fn cells(snapshot: &Snapshot) -> impl Iterator<Item = (ResourceIx, OpIx, &str, &str)> {
    snapshot.resources.iter().enumerate().flat_map(|(resource, found)| {
        snapshot.operations.iter().enumerate().map(move |(op, operation)| {
            let word = match operation.verb {
                Verb::Read => "read",
                Verb::Write => "write",
                Verb::Create => "create",
                Verb::Delete => "delete",
                Verb::Look | Verb::Other => operation.name.as_str(),
            };
            (ResourceIx::new(resource), OpIx::new(op), found.key.as_str(), word)
        })
    })
}

proptest! {
    #[test]
    fn the_compiled_design_and_casbin_agree_on_every_cell(map in designs()) {
        let mut snapshot = named(true, &LOGINS, &GROUPS, &RESOURCES);
        operations(&mut snapshot, OPS.len());
        let access = Access::compute(&snapshot);
        let design = Design::of(&map, &access);
        let casbin = enforcer(&export(&map));
        for (resource, op, key, word) in cells(&snapshot) {
            for role in &design.roles {
                let ours = role.allow.has(resource, op) && !role.deny.has(resource, op);
                let theirs = casbin.enforce((role.name(), key, word)).unwrap();
                prop_assert_eq!(ours, theirs, "{} {} {}", role.name(), word, key);
            }
        }
        for (user, login) in LOGINS.iter().enumerate() {
            let held: Vec<&str> = map
                .assignments
                .iter()
                .filter(|one| one.who.value.matches(login))
                .map(|one| one.role.value.as_str())
                .collect();
            for (resource, op, key, word) in cells(&snapshot) {
                let ours = design.roles_of(UserIx::new(user)).iter().map(|role| design.role(*role)).any(|role| {
                    role.allow.has(resource, op) && !role.deny.has(resource, op)
                });
                let known = held.iter().filter(|role| design.roles.iter().any(|known| known.name() == **role));
                let theirs = known.into_iter().any(|role| casbin.enforce((*role, key, word)).unwrap());
                prop_assert_eq!(ours, theirs, "{} {} {}", login, word, key);
            }
        }
    }
}
