//! Archiving what a command found: which files it read, where the run goes, and what is said about it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::clock::machine;
use super::output::note;
use super::prober::has_evidence;
use super::remembering;
use super::store::HistoryArgs;
use crate::archive::{Archive, ArchiveError, Contents, Given, Prepared, Settings, Written};
use crate::checks::catalogue;
use crate::findings::Report;
use crate::history::{HistoryError, Store, Turn};
use crate::model::ArchivedRun;
use crate::policy::Policies;
use crate::probe::Probed;
use crate::report::escape::terminal;
use crate::rolemap::RoleMap;
use crate::snapshot::Snapshot;

/// The folder of all runs.
pub(super) const REPORTS: &str = "reports";
/// Set to anything but nothing and `0`, nothing is archived.
const SWITCH: &str = "ROLECALL_NO_ARCHIVE";

/// Where a run is archived.
#[derive(Debug, Args)]
pub(super) struct ArchiveArgs {
    /// The folder in which the run is archived, in a folder of its own [default: reports]
    #[arg(long, value_name = "DIR", help_heading = "Archive", conflicts_with = "no_archive")]
    archive: Option<PathBuf>,
    /// Archive nothing; so does `ROLECALL_NO_ARCHIVE=1` in the environment
    #[arg(long, help_heading = "Archive")]
    no_archive: bool,
    #[command(flatten)]
    history: HistoryArgs,
}

/// A run that will be archived: what it read so far.
#[derive(Debug)]
pub(super) struct Archiving<'a> {
    history: &'a HistoryArgs,
    folder: PathBuf,
    started: Timestamp,
    given: Vec<Given>,
    evidence: Option<Evidence>,
}

/// Where the evidence of a probe is.
#[derive(Debug)]
enum Evidence {
    /// A file that somebody asked for.
    Kept(PathBuf),
    /// A file that is gone when the run is archived.
    Passing(NamedTempFile),
}

/// What came of the command.
pub(super) struct Done<'a> {
    pub(super) report: &'a Report,
    pub(super) snapshot: &'a Snapshot,
    pub(super) settings: Settings,
    pub(super) address: Option<String>,
    pub(super) policies: &'a Policies,
    pub(super) judged_at: Timestamp,
}

impl ArchiveArgs {
    /// Begins, if a run is to be archived at all.
    pub(super) fn begin(&self) -> Option<Archiving<'_>> {
        let off = || std::env::var_os(SWITCH).is_some_and(|value| !value.is_empty() && value != "0");
        if self.no_archive || (self.archive.is_none() && off()) {
            return None;
        }
        let folder = self.archive.clone().unwrap_or_else(|| PathBuf::from(REPORTS));
        Some(Archiving { history: &self.history, folder, started: machine(), given: Vec::new(), evidence: None })
    }
}

impl Archiving<'_> {
    /// Keeps a file that is about to be read.
    pub(super) fn keep(&mut self, what: &'static str, file: &Path) -> anyhow::Result<()> {
        self.given.push(Given::read(what, file)?);
        Ok(())
    }

    /// Keeps the hash of a list of people, which may have columns that are nobody's business here.
    pub(super) fn note_people(&mut self, what: &'static str, file: &Path) -> anyhow::Result<()> {
        self.given.push(Given::withheld(what, file, "a list of people may hold more than an audit needs")?);
        Ok(())
    }

    /// Keeps the hashes of the lists of users that a role map names.
    pub(super) fn note_users(&mut self, map: &RoleMap) -> anyhow::Result<()> {
        map.files.iter().skip(1).try_for_each(|file| self.note_people("users", Path::new(&**file)))
    }

    /// Keeps the organisation's own policies.
    pub(super) fn keep_policies(&mut self, folder: &Path) -> anyhow::Result<()> {
        self.given.extend(Given::policies(folder)?);
        Ok(())
    }

    /// Where a probe's evidence goes: where somebody wants it, else where the archive finds it.
    pub(super) fn evidence(&mut self, asked: Option<&Path>) -> anyhow::Result<PathBuf> {
        let (path, kept) = match asked {
            // What went to stdout is nowhere to be read again.
            Some(path) if path == Path::new("-") => (path.to_owned(), None),
            Some(path) => (path.to_owned(), Some(Evidence::Kept(path.to_owned()))),
            None => {
                let file = NamedTempFile::new().context("cannot make a temporary file for the probe's evidence")?;
                (file.path().to_owned(), Some(Evidence::Passing(file)))
            }
        };
        self.evidence = kept;
        Ok(path)
    }

    /// Where the evidence could not be kept, what lies where it should be is of another run.
    pub(super) fn forget_lost_evidence(&mut self, probed: &Probed) {
        if !has_evidence(probed) {
            self.evidence = None;
        }
    }

    /// Writes the run and says where it is.
    pub(super) fn finish(self, done: &Done<'_>) -> anyhow::Result<()> {
        let checks = catalogue();
        let contents = Contents {
            report: done.report,
            checks: &checks,
            snapshot: done.snapshot,
            evidence: self.evidence.as_ref().map(Evidence::lines).transpose()?.flatten(),
            given: self.given.clone(),
            settings: done.settings.clone(),
            address: done.address.clone(),
            policies: done.policies,
            started: self.started,
            finished: machine(),
            judged_at: done.judged_at,
        };
        let archive = Archive::open(&self.folder).context("the report is not archived")?;
        // Everything that takes time comes before the history's turn, in which others wait.
        let prepared = archive.prepare(&contents).context("the report is not archived")?;
        // Without its history the run is archived all the same; the history is told the next time.
        let alone = |prepared: Prepared<'_>, error| written(prepared.publish(None), &self.folder).map(|_| Err(error));
        let told = match self.store(&archive) {
            Err(error) => alone(prepared, error)?,
            Ok(mut store) => match begun(&mut store) {
                Err(error) => alone(prepared, error.into())?,
                Ok((head, turn)) => {
                    let run = written(prepared.publish(head.as_ref()), &self.folder)?;
                    remembering::record(turn, &archive, &run.run)
                }
            },
        };
        told.with_context(|| {
            format!(
                "the report is archived, and the history does not know of it; see `rolecall verify {}`",
                shown(&self.folder)
            )
        })
    }

    /// The history, told of what it does not know.
    fn store(&self, archive: &Archive) -> anyhow::Result<Store> {
        let mut store = Store::open(&self.history.location(archive.folder())?)?;
        remembering::catch_up(archive, &mut store)?;
        Ok(store)
    }
}

/// The history's turn, and the newest run that it knows.
fn begun(store: &mut Store) -> Result<(Option<ArchivedRun>, Turn<'_>), HistoryError> {
    let mut turn = store.turn()?;
    Ok((turn.head()?, turn))
}

/// Says where a run was written, and what was passed over.
fn written(done: Result<Written, ArchiveError>, folder: &Path) -> anyhow::Result<Written> {
    let written = done.context("the report is not archived")?;
    for run in &written.passed_over {
        let why = "is damaged or not of this chain, and was passed over";
        note(&format!("`{run}` {why}: see `rolecall verify {}`", shown(folder)));
    }
    note(&format!("archived as run {} in {}", written.run.number, shown(&written.folder)));
    Ok(written)
}

impl Evidence {
    /// The lines, where they are in an ordinary file.
    fn lines(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let path = match self {
            Self::Kept(path) => path.as_path(),
            Self::Passing(file) => file.path(),
        };
        let read = || -> std::io::Result<_> { path.metadata()?.is_file().then(|| std::fs::read(path)).transpose() };
        read().with_context(|| format!("cannot archive the probe's evidence in `{}`", path.display()))
    }
}

fn shown(path: &Path) -> String {
    terminal(&path.display().to_string(), 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::audit;
    use crate::cli::prober::EVIDENCE;
    use crate::model::Severity;
    use crate::probe::Unprobed;

    /// What was found is never lost because somebody else keeps the history; the next audit tells it of both.
    #[test]
    fn where_the_history_is_busy_the_run_is_archived_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let runs = folder.path().join("reports");
        let (history, snapshot) = (HistoryArgs::default(), Snapshot::default());
        let report = audit(&snapshot, None, Severity::High, None);
        let finish = || {
            let (folder, started) = (runs.clone(), machine());
            let archiving = Archiving { history: &history, folder, started, given: Vec::new(), evidence: None };
            archiving.finish(&Done {
                report: &report,
                snapshot: &snapshot,
                settings: Settings::new("audit", Severity::High, &[], false),
                address: None,
                policies: Policies::built_in(),
                judged_at: machine(),
            })
        };
        finish().unwrap();
        let mut other = Store::open(&history.location(&runs).unwrap()).unwrap();
        let turn = other.turn().unwrap();
        let told = format!("{:#}", finish().unwrap_err());
        assert!(told.starts_with("the report is archived, and the history does not know of it"), "{told}");
        assert!(told.contains("is kept by another run"), "{told}");
        drop(turn);
        finish().unwrap();
        assert_eq!(other.head().unwrap().unwrap().number, 3);
    }

    #[test]
    fn evidence_of_another_run_is_not_taken_for_this_one_s() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.jsonl");
        let history = HistoryArgs::default();
        let archiving = || {
            let folder = folder.path().join("reports");
            Archiving { history: &history, folder, started: machine(), given: Vec::new(), evidence: None }
        };
        let kept = |archiving: &Archiving<'_>| archiving.evidence.as_ref().map(|evidence| evidence.lines().unwrap());
        std::fs::write(&path, "of yesterday").unwrap();
        let mut probing = archiving();
        probing.evidence(Some(&path)).unwrap();
        assert_eq!(kept(&probing), Some(Some(b"of yesterday".to_vec())));
        let mut probed = Probed::default();
        probing.forget_lost_evidence(&probed);
        assert_eq!(kept(&probing), Some(Some(b"of yesterday".to_vec())));
        probed.unprobed.push(Unprobed {
            role: None,
            what: EVIDENCE.to_owned(),
            reason: "the disk is full".to_owned(),
            asked_for: true,
        });
        probing.forget_lost_evidence(&probed);
        assert_eq!(kept(&probing), None);
        // What should be there and cannot be read is told.
        std::fs::remove_file(&path).unwrap();
        probing.evidence(Some(&path)).unwrap();
        assert!(probing.evidence.unwrap().lines().is_err());
        let mut probing = archiving();
        probing.evidence(Some(Path::new("-"))).unwrap();
        assert_eq!(kept(&probing), None);
    }
}
