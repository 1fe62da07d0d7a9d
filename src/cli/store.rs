//! Where the history of runs lies.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use crate::config::{Config, FILE};
use crate::history::{Location, Store};
use crate::secret;

/// The name of the file beside the archived runs.
const BESIDE: &str = "history.sqlite";

/// Which history.
#[derive(Debug, Default, Args)]
pub(super) struct HistoryArgs {
    /// The history of runs: a file of SQLite, or a reference (`env:NAME`, `file:PATH`) to the URL of a PostgreSQL database that a
    /// team shares [default: `[history] postgres` of rolecall.toml, else history.sqlite in the archive's folder]
    #[arg(long, value_name = "FILE or REF")]
    history: Option<String>,
}

impl HistoryArgs {
    /// Where it lies, for an archive in a folder.
    pub(super) fn location(&self, archive: &Path) -> anyhow::Result<Location> {
        self.location_of(self.named()?.as_deref(), archive)
    }

    /// Opens it to be read. There may be none at the usual place; one that somebody named must be there, or a slip of the pen would
    /// pass for a history that remembers nothing.
    pub(super) fn existing(&self, archive: &Path) -> anyhow::Result<Option<Store>> {
        let named = self.named()?;
        match (Store::open_existing(&self.location_of(named.as_deref(), archive)?)?, named) {
            (None, Some(named)) => {
                bail!("there is no history in `{named}`: `rolecall audit --history {named}` begins one")
            }
            (there, _) => Ok(there),
        }
    }

    fn location_of(&self, named: Option<&str>, archive: &Path) -> anyhow::Result<Location> {
        match named {
            Some(given) if self.history.is_some() && is_file(given) => Ok(Location::File(PathBuf::from(given))),
            Some(given) => Ok(Location::Postgres(secret::resolve(given)?)),
            None => Ok(Location::File(archive.join(BESIDE))),
        }
    }

    /// What somebody called it, on the command line or in the configuration: a file's path, or a reference.
    fn named(&self) -> anyhow::Result<Option<String>> {
        match &self.history {
            None if Path::new(FILE).is_file() => Ok(Config::read(Path::new(FILE))?.history.postgres),
            given => Ok(given.clone()),
        }
    }
}

/// Whether it is a file's path; an address written out is none and is refused as a reference, so that nobody reads its password off
/// the command line.
fn is_file(given: &str) -> bool {
    given != "stdin" && !given.starts_with("env:") && !given.starts_with("file:") && !given.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(given: &str) -> Result<Location, String> {
        let args = HistoryArgs { history: Some(given.to_owned()) };
        args.location(Path::new("reports")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_is_a_file_and_a_reference_a_server() {
        assert!(matches!(location("h.sqlite"), Ok(Location::File(path)) if path == Path::new("h.sqlite")));
        let written_out = location("postgres://joe:hunter2@db/erp").unwrap_err();
        assert!(written_out.contains("a secret is written out") && !written_out.contains("hunter2"), "{written_out}");
        assert!(location("env:NO_SUCH_VARIABLE").unwrap_err().contains("is not set"));
        let beside = HistoryArgs::default().location(Path::new("runs")).unwrap();
        assert!(matches!(beside, Location::File(path) if path == Path::new("runs/history.sqlite")));
    }
}
