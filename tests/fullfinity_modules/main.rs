//! What modules of Fullfinity ship, from their files: both formats, every form that the documentation shows, and what is
//! wrong with them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod access;
mod command_line;
mod forms;
mod hostile;
mod wrong;

use std::path::{Path, PathBuf};

use rolecall::connect::fullfinity::{Modules, collect};
use rolecall::connect::{CollectOptions, ConnectError};
use rolecall::snapshot::{Domain, Snapshot, State};

/// The modules that the tests ship.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fullfinity/modules")
}

fn read(roots: &[PathBuf]) -> Result<Snapshot, ConnectError> {
    let modules = Modules { roots: roots.to_vec(), now: "2026-01-01T00:00:00Z".to_owned() };
    collect(&modules, &CollectOptions::default(), &|_| {})
}

/// A folder of modules, made of names and texts.
struct Tree(tempfile::TempDir);

impl Tree {
    fn of(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            tree.write(name, text.as_bytes());
        }
        tree
    }

    /// One module `crm` with these files beside its manifest.
    fn crm(files: &[(&str, &str)]) -> Self {
        let tree = Self::of(&[("crm/manifest.yaml", "{name: CRM, identifier: crm, dependencies: []}")]);
        for (name, text) in files {
            tree.write(&format!("crm/{name}"), text.as_bytes());
        }
        tree
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn read(&self) -> Snapshot {
        let snapshot = read(&[self.path()]).unwrap();
        // It can be written and read again.
        let file = self.0.path().join("x.snapshot");
        rolecall::snapshot::write(&snapshot, &file).unwrap();
        assert_eq!(rolecall::snapshot::read(&file).unwrap(), snapshot);
        std::fs::remove_file(file).unwrap();
        snapshot
    }
}

/// What dangles, one line each.
fn dangling(snapshot: &Snapshot) -> String {
    let line = |found: &rolecall::snapshot::Dangling| {
        let elsewhere = if found.perhaps_elsewhere { " (perhaps elsewhere)" } else { "" };
        let place = found.place.as_deref().unwrap_or("-");
        format!("{:?}: {} -> {} at {place}{elsewhere}", found.what, found.from, found.names)
    };
    snapshot.dangling.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What every group gives by itself and by what it implies, one line each model.
fn gives(snapshot: &Snapshot, group: &str) -> String {
    let access = rolecall::access::Access::compute(snapshot);
    let at = snapshot.groups.iter().position(|found| found.key == group).unwrap();
    let groups = access.graph().closure([rolecall::model::GroupIx::new(at)]);
    let cells = access.cells_of(&groups);
    let line = |(resource, ops)| format!("{} {}", snapshot.resource(resource).key, snapshot.op_names(ops).join(","));
    cells.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Of what nobody knows whether groups give it.
fn unsure(snapshot: &Snapshot, groups: &[&str]) -> String {
    let access = rolecall::access::Access::compute(snapshot);
    let at =
        |key: &&str| rolecall::model::GroupIx::new(snapshot.groups.iter().position(|found| found.key == *key).unwrap());
    let groups = access.graph().closure(groups.iter().map(at));
    let cells = access.unsure_of(&groups);
    let line = |(resource, ops)| format!("{} {}", snapshot.resource(resource).key, snapshot.op_names(ops).join(","));
    cells.iter().flat_map(rolecall::access::Cells::iter).map(line).collect::<Vec<_>>().join("\n")
}

fn state(snapshot: &Snapshot, domain: Domain) -> (State, String) {
    let coverage = snapshot.coverage_of(domain);
    (coverage.state, coverage.reason.unwrap_or_default())
}
