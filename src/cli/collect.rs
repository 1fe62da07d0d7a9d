//! `rolecall collect`: a snapshot of one system.

use std::path::PathBuf;

use clap::Args;

use super::output::note;
use super::source::SystemArgs;
use crate::findings::Exit;
use crate::report::escape::terminal;
use crate::snapshot::{self, State};

/// Take a snapshot of a system; reads only
///
/// The snapshot holds what the system says about accounts, groups and access, and no secret. An audit can be repeated
/// from it without the system.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall collect prod -o prod.snapshot
  rolecall collect --kind odoo --database-url env:PGURL -o prod.snapshot
  rolecall collect --kind odoo --database-url 'postgres://rolecall@db/acme?sslmode=verify-full' -o prod.snapshot

docs/collecting-odoo.md tells how to make a login that can read no secret.")]
pub(super) struct Collect {
    #[command(flatten)]
    system: SystemArgs,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Collect {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.system.collect()?;
        let sha256 = snapshot::write(&snapshot, &self.output)?;
        let system = &snapshot.system;
        note(&format!(
            "{}: {} {}, {} users, {} groups, {} grants, {} record rules; sha256 {sha256}",
            terminal(&self.output.display().to_string(), 200),
            terminal(&system.kind, 40),
            terminal(&system.version, 40),
            snapshot.users.len(),
            snapshot.groups.len(),
            snapshot.grants.len(),
            snapshot.rules.len(),
        ));
        for coverage in snapshot.coverage.iter().filter(|coverage| coverage.state != State::Assessed) {
            let state = if coverage.state == State::Incomplete { "incomplete" } else { "not assessed" };
            let reason = coverage.reason.as_deref().unwrap_or("no reason given");
            note(&format!("{state}: {}: {}", coverage.domain.words(), terminal(reason, 500)));
        }
        Ok(Exit::Clean)
    }
}
