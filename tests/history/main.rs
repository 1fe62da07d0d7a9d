//! The history, the same tests in a file of SQLite and on a real PostgreSQL server.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

mod command;
mod hostile;
mod places;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/schemas.rs"]
mod schemas;
mod story;
mod turns;

use std::collections::BTreeSet;

use rolecall::findings::{Exit, Verdict};
use rolecall::history::{Location, Run, Seen, Store};
use rolecall::model::{Confidence, Link, Severity};
use secrecy::SecretString;

/// Runs a test in both databases, each time in a new one.
fn in_both(test: impl Fn(&Location)) {
    let folder = tempfile::tempdir().unwrap();
    test(&Location::File(folder.path().join("history.sqlite")));
    if let Some(server) = postgres::server() {
        let database = server.database(&[]);
        test(&Location::Postgres(SecretString::from(server.url("boss", &database))));
    }
}

/// The run of a system that follows the newest one.
fn next(store: &mut Store, system: &str, name: &str) -> Run {
    let head = store.head().unwrap();
    Run {
        number: head.as_ref().map_or(1, |head| head.number + 1),
        run: name.to_owned(),
        kind: "odoo".to_owned(),
        system: system.to_owned(),
        version: "18.0".to_owned(),
        taken_at: "2026-11-29T08:00:00Z".to_owned(),
        judged_on: "2026-11-29".to_owned(),
        verdict: Verdict::NoGo,
        exit: Exit::Findings,
        gaps: BTreeSet::new(),
        manifest_sha256: rolecall::archive::sha256(name.as_bytes()),
        previous: head.map(Link::from),
        snapshot_sha256: "5".repeat(64),
        tool: "0.1.0".to_owned(),
    }
}

fn finding(name: &str, severity: Severity) -> Seen {
    Seen {
        fingerprint: format!("v1:{name}"),
        check_id: "RM-001".to_owned(),
        rule_id: None,
        severity,
        confidence: Confidence::High,
        title: format!("finding {name}"),
        subject: "role sales-rep".to_owned(),
        resource: "sale.order (unlink)".to_owned(),
        affected: 3,
        waiver: None,
        baseline: None,
    }
}
