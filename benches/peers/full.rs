//! The whole job from a snapshot file: reading, effective access, comparison and checks.

use std::path::Path;

use rolecall::access::Access;
use rolecall::audit::audit;
use rolecall::model::Severity;
use rolecall::{rolemap, snapshot};

use crate::company;
use crate::timing::{peak_memory, repeated, show, timed};

/// Writes `scale.snapshot` and `role-map.yaml` into a folder.
pub(crate) fn make(users: usize, folder: &Path) {
    let made = company(users);
    snapshot::write(&made.snapshot, &folder.join("scale.snapshot")).unwrap();
    std::fs::write(folder.join("role-map.yaml"), made.role_map).unwrap();
}

/// Times the steps on what [`make`] wrote. In a process of its own, so that the peak of memory is that of the job.
pub(crate) fn run(folder: &Path) {
    let map = rolemap::load(&folder.join("role-map.yaml")).unwrap().map;
    let (reading, snapshot) = timed(|| snapshot::read(&folder.join("scale.snapshot")).unwrap());
    let after_reading = peak_memory().unwrap_or_default();
    let access = repeated(5, || Access::compute(&snapshot));
    let report = audit(&snapshot, Some((&map, "role-map.yaml")), Severity::High, None);
    let full = repeated(5, || audit(&snapshot, Some((&map, "role-map.yaml")), Severity::High, None));
    let users = snapshot.users.len();
    println!("| step | {users} users |");
    println!("|---|---|");
    println!("| reading and verifying the snapshot file | {} |", show(reading));
    println!("| effective access of everyone, {} decisions | {} |", report.summary.decisions, show(access));
    println!("| the whole audit: access, comparison, all checks | {} |", show(full));
    println!("| findings; verdict | {}; {} |", report.findings.len(), report.verdict.words());
    println!("| most memory when read; at the end | {after_reading} MiB; {} MiB |", peak_memory().unwrap_or_default());
}
