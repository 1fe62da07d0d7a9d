//! The whole audit of a crowd, step by step and check by check.

use std::path::Path;

use rolecall::access::Access;
use rolecall::access::scope::Scopes;
use rolecall::audit::{Inputs, audit_with};
use rolecall::checks::{self, Context};
use rolecall::compare::Comparison;
use rolecall::findings::Report;
use rolecall::model::Severity;
use rolecall::{rolemap, snapshot, staff};

use crate::crowd::Files;
use crate::timing::{peak_memory, show, timed};

/// Checks that take less are not printed.
const WORTH_A_LINE: f64 = 0.01;

/// Times the audit of what [`make`](crate::crowd::make) wrote, in a process of its own.
pub(crate) fn run(folder: &Path) {
    let files = Files(folder);
    let (reading, snapshot) = timed(|| snapshot::read(&files.snapshot()).unwrap());
    let (map_seconds, map) = timed(|| rolemap::load(&files.map()).unwrap().map);
    let (staff_seconds, staff) = timed(|| staff::load(&files.staff()).unwrap().staff);

    let inputs = Inputs { design: Some((&map, "role-map.yaml")), staff: Some(&staff), ..Inputs::default() };
    let (whole, report): (f64, Report) = timed(|| audit_with(&inputs, &snapshot, Severity::High));
    let memory = peak_memory().unwrap_or_default();

    let (computing, access) = timed(|| Access::compute(&snapshot));
    let (scoping, scopes) = timed(|| Scopes::new(&snapshot));
    let (comparing, comparison) = timed(|| Comparison::of(&map, &access, &scopes));
    let (preparing, mut cx) = timed(|| Context::new(&access, &scopes, Some(&comparison)));
    cx.staff = Some(&staff);
    let mut each: Vec<(f64, String)> = Vec::new();
    for check in checks::all() {
        let (seconds, found) = timed(|| check.look(&cx));
        each.push((seconds, format!("{}, {} findings", check.info.name, found.len())));
    }
    let in_checks: f64 = each.iter().map(|(seconds, _)| seconds).sum();
    let (hashing, _) = timed(|| snapshot::content_hash(&snapshot));

    let summary = &report.summary;
    println!("| {} users, {} sets of groups | time |", summary.users, access.profiles().len());
    println!("|---|---|");
    println!("| reading the snapshot | {} |", show(reading));
    println!("| reading the role map and {} assignments | {} |", map.assignments.len(), show(map_seconds));
    println!("| reading the staff list, {} people | {} |", staff.len(), show(staff_seconds));
    println!("| the whole audit, {} findings, {memory} MiB at most | {} |", report.findings.len(), show(whole));
    println!("| effective access | {} |", show(computing));
    println!("| record scopes | {} |", show(scoping));
    println!("| comparison with the design | {} |", show(comparing));
    println!("| indexes for the checks | {} |", show(preparing));
    println!("| {} checks | {} |", each.len(), show(in_checks));
    println!("| hash of the snapshot for the report | {} |", show(hashing));
    each.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    for (seconds, check) in each.iter().filter(|(seconds, _)| *seconds >= WORTH_A_LINE) {
        println!("| {check} | {} |", show(*seconds));
    }
}
