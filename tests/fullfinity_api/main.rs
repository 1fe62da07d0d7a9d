//! Fullfinity's API as its public documentation describes it: what is sent, and what comes of every answer. The server is a
//! shape for the client and knows none of the ERP's rules.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

#[path = "../support/fullfinity.rs"]
mod server;

mod answers;
mod collects;
mod disturbed;
mod probes;
mod sessions;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rolecall::connect::ConnectError;
use rolecall::connect::api::{Account, Collected, Options};
use rolecall::connect::fullfinity::api::{Extra, Names};
use rolecall::connect::live::SecretKind;
use rolecall::snapshot::{Domain, Snapshot, State};

use server::Server;

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn account() -> Account {
    Account { login: "auditor@acme.example".to_owned(), secret: "audit-secret".into(), kind: SecretKind::Password }
}

fn options() -> Options {
    let (system, database, probes) = (Some("acme".to_owned()), None, Vec::new());
    let now = "2026-01-01T00:00:00Z".to_owned();
    Options { system, database, account: account(), probes, now }
}

fn named(pairs: &[(&str, &str)]) -> Names {
    let pairs: BTreeMap<_, _> = pairs.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    Names::read(&pairs).unwrap()
}

fn collect_with(server: &Server, options: &Options) -> Result<Collected, ConnectError> {
    collect_as(server, options, &Extra::default())
}

fn collect_as(server: &Server, options: &Options, extra: &Extra) -> Result<Collected, ConnectError> {
    let collected = wait(rolecall::connect::fullfinity::api::collect(server.client.clone(), options, extra, &|_| {}))?;
    // It can be written and read again.
    let file = tempfile::NamedTempFile::new().unwrap();
    rolecall::snapshot::write(&collected.snapshot, file.path()).unwrap();
    assert_eq!(rolecall::snapshot::read(file.path()).unwrap(), collected.snapshot);
    Ok(collected)
}

fn collect(server: &Server) -> Snapshot {
    collect_with(server, &options()).unwrap().snapshot
}

fn state(snapshot: &Snapshot, domain: Domain) -> (State, String) {
    let coverage = snapshot.coverage_of(domain);
    (coverage.state, coverage.reason.unwrap_or_default())
}

/// Who is there with which groups.
fn people(snapshot: &Snapshot) -> String {
    let mut told = String::new();
    for (at, user) in snapshot.users.iter().enumerate() {
        let held = snapshot.memberships.iter().filter(|row| row.0.index() == at);
        let groups: Vec<&str> = held.map(|row| snapshot.group(row.1).key.as_str()).collect();
        let active = if user.active { "" } else { " (off)" };
        let _ = writeln!(told, "{} {:?}{active}: {}", user.key, user.kind, groups.join(" "));
    }
    told
}

/// What everybody may do, one line each.
fn access(snapshot: &Snapshot) -> String {
    let access = rolecall::access::Access::compute(snapshot);
    let mut told = String::new();
    for (at, user) in snapshot.users.iter().enumerate() {
        for (resource, ops) in access.of(rolecall::model::UserIx::new(at)).cells.iter() {
            let (key, ops) = (&snapshot.resource(resource).key, snapshot.op_names(ops).join(","));
            let _ = writeln!(told, "{}: {key} {ops}", user.key);
        }
    }
    told
}
