//! Accounts that a probe makes on a staging system: nothing of them is left, whenever the run ends.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod crash;
mod erp;
mod journal;
mod odoo;
mod prediction;
mod silent;

use std::path::Path;

use jiff::Timestamp;
use rolecall::provision::{Journal, Target, Wanted};

/// When the runs of these tests are.
const NOW: &str = "2026-11-20T10:00:00Z";
/// Ten minutes later: nothing is still under way.
const LATER: &str = "2026-11-20T10:10:00Z";

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

fn target() -> Target {
    Target { system: "staging".into(), base: "https://erp.example/".into(), database: "acme".into() }
}

fn begin(path: &Path) -> Journal {
    Journal::create(path, &target(), erp::ADMIN, "run1", at(NOW)).unwrap()
}

fn wanted(roles: &[(&str, &[&str])]) -> Vec<Wanted> {
    let wanted = |(role, (name, groups)): (u32, &(&str, &[&str]))| Wanted {
        role,
        name: (*name).to_owned(),
        groups: groups.iter().map(|id| (*id).into()).collect(),
    };
    (0..).zip(roles).map(wanted).collect()
}

/// Waits for it.
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
