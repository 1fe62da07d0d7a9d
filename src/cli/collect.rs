//! `rolecall collect`: a snapshot of one system.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::completeness::{complete, completeness};
use super::lint::PoliciesArgs;
use super::output::{has_room, note};
use super::prober::Secrets;
use super::source::SystemArgs;
use crate::findings::Exit;
use crate::report::escape::terminal;
use crate::snapshot::{self, Domain, Snapshot};

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
  rolecall collect --kind frappe --database-url env:MYURL --site-config site_config.json -o prod.snapshot
  rolecall collect --kind fullfinity --modules ./modules -o modules.snapshot
  rolecall collect --kind sql --manifest app.yaml --database-url env:APP_DB -o app.snapshot
  rolecall collect --kind files --files export -o app.snapshot

docs/collecting-odoo.md and docs/collecting-frappe.md tell how to make a login that can read no secret;
docs/connecting-any-sql.md and docs/connecting-files.md how to audit any other application.
The kind fullfinity is built from public documentation and was not yet run against an instance: docs/fullfinity.md.

Exit codes: 0 done, 2 failed and nothing written, 3 written, but accounts, memberships, access to models or API keys
could not be read in full.")]
pub(super) struct Collect {
    #[command(flatten)]
    system: SystemArgs,
    /// Try the well-known passwords of `accounts.yaml` against the stored hashes, in the database alone; nobody signs in, and neither
    /// password nor hash is kept. Needs a right that the collector's login does not have: docs/sql/*-default-passwords.sql
    #[arg(long)]
    check_default_passwords: bool,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Collect {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.output == Path::new("-") {
            bail!("a snapshot is packed and not for a terminal; name a file, such as `-o prod.snapshot`");
        }
        has_room(Some(&self.output))?;
        if self.check_default_passwords {
            self.system.try_well_known(&PoliciesArgs::default().load()?)?;
        }
        let snapshot = self.system.collect(&mut Secrets::default())?;
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
        Ok(complete_enough(&snapshot))
    }
}

/// Says everything that the snapshot lacks. What every audit asks for decides the exit code.
fn complete_enough(snapshot: &Snapshot) -> Exit {
    completeness(snapshot, &Domain::ALL);
    if complete(snapshot, &Domain::OF_EVERY_AUDIT) { Exit::Clean } else { Exit::Incomplete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::State;

    #[test]
    fn a_snapshot_without_what_every_audit_asks_for_is_incomplete() {
        let snapshot = crate::synth::company(1, "2026-01-01T00:00:00Z").snapshot;
        assert_eq!(snapshot.coverage_of(Domain::Fields).state, State::NotAssessed);
        assert_eq!(complete_enough(&snapshot), Exit::Clean);
        for domain in [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Tokens] {
            for state in [State::Incomplete, State::NotAssessed] {
                let mut lacking = snapshot.clone();
                let at = lacking.coverage.iter().position(|coverage| coverage.domain == domain).unwrap();
                lacking.coverage[at].state = state;
                assert_eq!(complete_enough(&lacking), Exit::Incomplete, "{domain:?} {state:?}");
            }
        }
    }
}
