//! Collecting from applications that rolecall does not know.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;

use super::lint::shown;
use super::output::note;
use super::prober::now;
use super::source::{SystemArgs, collecting};
use crate::connect::ConnectError;
use crate::connect::mapped::{files, sql};
use crate::report::count;
use crate::snapshot::Snapshot;
use crate::yaml::{Level, Problem};

/// The most problems that are told one by one.
const TOLD: usize = 50;

/// Where the rows of an application are, and what they mean.
#[derive(Debug, Args)]
pub(super) struct MappedArgs {
    /// What to ask the database and what the answers mean, for `--kind sql`; for `--kind files` instead of the folder's own
    #[arg(long, value_name = "FILE", requires = "kind")]
    manifest: Option<PathBuf>,
    /// The folder of CSV files, or the workbook, for `--kind files`
    #[arg(long, value_name = "PATH", requires = "kind")]
    files: Option<PathBuf>,
}

impl MappedArgs {
    /// What is given, by the key of the configuration.
    pub(super) fn given(&self) -> [(&'static str, bool); 2] {
        [("files", self.files.is_some()), ("manifest", self.manifest.is_some())]
    }
}

/// The URL of an SQLite file.
pub(super) fn sqlite_url(path: &Path) -> String {
    let path = path.display().to_string();
    format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3f").replace('#', "%23"))
}

impl SystemArgs {
    /// Collects from an application's database.
    pub(super) fn sql(&self) -> anyhow::Result<Snapshot> {
        let Some(path) = self.path(self.mapped.manifest.as_deref(), |system| system.manifest)? else {
            bail!(
                "an application's database needs a manifest: give `--manifest FILE`, or `manifest` in the configuration"
            );
        };
        let manifest = sql::Manifest::read(&path).map_err(|error| told(error.into()))?;
        let Some(url) = self.database()? else {
            bail!(
                "nowhere to collect from: give `--database-url`, or one of `postgres`, `mariadb` and `sqlite` in the \
                 configuration"
            );
        };
        collecting(async |step| sql::collect(manifest, &url, &self.options(), step).await).map_err(told)
    }

    /// Collects from exported files.
    pub(super) fn files(&self) -> anyhow::Result<Snapshot> {
        let Some(path) = self.path(self.mapped.files.as_deref(), |system| system.files)? else {
            bail!("nowhere to collect from: give `--files PATH`, or `files` in the configuration");
        };
        let manifest = self.path(self.mapped.manifest.as_deref(), |system| system.manifest)?;
        let options = files::Options { system: self.called(), taken_at: now() };
        let read = files::collect(&path, manifest.as_deref(), options).map_err(|error| told(error.into()));
        let (snapshot, warnings) = read.with_context(|| format!("cannot collect from `{}`", path.display()))?;
        tell(&warnings);
        Ok(snapshot)
    }
}

fn tell(problems: &[Problem]) {
    for problem in problems.iter().take(TOLD) {
        note(&shown(problem));
    }
    if let Some(more) = problems.len().checked_sub(TOLD).filter(|more| *more > 0) {
        note(&format!("{more} more are not shown"));
    }
}

/// Tells everything that is wrong with a mapping; what is left to say is how much that is.
fn told(error: anyhow::Error) -> anyhow::Error {
    let Some(ConnectError::Mapping { problems }) = error.downcast_ref() else { return error };
    tell(problems);
    let errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
    anyhow!("{}; nothing was collected", count(errors, "error"))
}
