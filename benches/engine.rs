//! The engine by size: `cargo bench --bench engine`. docs/benchmarks.md has the numbers.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to measure")]

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use divan::{Bencher, black_box};
use rolecall::access::Access;
use rolecall::audit::audit;
use rolecall::model::Severity;
use rolecall::rolemap::{self, RoleMap};
use rolecall::snapshot::{self, Snapshot};
use rolecall::synth::{Size, scale};
use tempfile::TempDir;

const USERS: [usize; 2] = [10_000, 1_000_000];

fn main() {
    divan::main();
}

/// A system on disk, as an audit finds it.
struct Files {
    users: usize,
    folder: TempDir,
}

impl Files {
    fn snapshot(&self) -> PathBuf {
        self.folder.path().join("scale.snapshot")
    }

    fn read(&self) -> (Snapshot, RoleMap) {
        let map = rolemap::load(&self.folder.path().join("role-map.yaml")).unwrap().map;
        (snapshot::read(&self.snapshot()).unwrap(), map)
    }
}

/// Hands out the files of a size; those of the last size are kept for the next bench.
fn with_files<T>(users: usize, then: impl FnOnce(&Files) -> T) -> T {
    static LAST: Mutex<Option<Files>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_none_or(|files| files.users != users) {
        let made = scale(Size { users, groups: 200, resources: 1000, departments: 50, duties: 40 }, 1);
        let files = Files { users, folder: tempfile::tempdir().unwrap() };
        snapshot::write(&made.snapshot, &files.snapshot()).unwrap();
        std::fs::write(files.folder.path().join("role-map.yaml"), made.role_map).unwrap();
        *last = Some(files);
    }
    then(last.as_ref().unwrap())
}

#[divan::bench(args = USERS, sample_count = 5, sample_size = 1)]
fn read_a_snapshot(bencher: Bencher<'_, '_>, users: usize) {
    with_files(users, |files| bencher.bench_local(|| snapshot::read(black_box(&files.snapshot())).unwrap()));
}

#[divan::bench(args = USERS, sample_count = 11, sample_size = 1)]
fn effective_access(bencher: Bencher<'_, '_>, users: usize) {
    let (snapshot, _) = with_files(users, Files::read);
    bencher.bench_local(|| Access::compute(black_box(&snapshot)));
}

#[divan::bench(args = USERS, sample_count = 5, sample_size = 1)]
fn comparison_and_all_checks(bencher: Bencher<'_, '_>, users: usize) {
    let (snapshot, map) = with_files(users, Files::read);
    bencher.bench_local(|| audit(black_box(&snapshot), Some((&map, "role-map.yaml")), Severity::High, None));
}
