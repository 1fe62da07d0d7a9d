//! The runs of a folder, and which of them follow each other: anybody can copy a folder there that calls itself a run.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::ArchiveError;
use super::lock::Archive;
use super::read::{self, Manifest};
use crate::model::{ArchivedRun, Link};

/// No archive has so many runs; who claims a greater number was not written by us.
const MOST: u64 = 1 << 32;

/// The folders that are called as runs are.
#[derive(Debug)]
pub(super) struct Folder {
    /// Those whose manifest can be read, by number.
    runs: Vec<Manifest>,
    /// The others.
    damaged: Vec<String>,
}

impl Folder {
    /// Reads every manifest.
    pub(super) fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let (mut runs, mut damaged) = (Vec::new(), Vec::new());
        for name in read::run_folders(folder)? {
            match read::manifest(&folder.join(&name)) {
                Ok(found) if found.run == name && found.number < MOST => runs.push(found),
                _ => damaged.push(name),
            }
        }
        runs.sort_by(|a, b| (a.number, &a.run).cmp(&(b.number, &b.run)));
        Ok(Self { runs, damaged })
    }

    /// The runs that follow each other from one on, or from the first, up to the newest; oldest first.
    pub(super) fn chain(&self, from: Option<&ArchivedRun>) -> Vec<&Manifest> {
        let lowest = self.runs.first().map_or(1, |run| run.number);
        let mut reached: BTreeMap<&str, &Manifest> = BTreeMap::new();
        for run in &self.runs {
            let follows = match (&run.previous, from) {
                (None, None) => run.number == 1,
                (None, Some(_)) => false,
                (Some(link), from) => {
                    reached.get(link.run.as_str()).is_some_and(|before| follows(run, link, &before.archived()))
                        || match from {
                            Some(from) => follows(run, link, from),
                            // One that cannot be read is still a link, and runs that were taken away on purpose leave a new first.
                            None => self.damaged.contains(&link.run) || (run.number == lowest && lowest > 1),
                        }
                }
            };
            if follows {
                reached.insert(&run.run, run);
            }
        }
        // Of two that claim to be the newest the one that was judged first.
        let mut at = reached.values().copied().max_by(|a, b| (a.number, &b.run).cmp(&(b.number, &a.run)));
        let mut chain = Vec::new();
        while let Some(run) = at {
            chain.push(run);
            // INVARIANT: numbers fall from run to run, so this ends.
            at = run.previous.as_ref().and_then(|link| reached.get(link.run.as_str())).copied();
            at = at.filter(|before| before.number < run.number);
        }
        chain.reverse();
        chain
    }

    /// The run that the next one follows: what a history knows, else the end of the chain. With it the folders that are passed over:
    /// those that cannot be read, and those that claim to be newer or as new and are not of the chain.
    pub(super) fn newest(&self, known: Option<&ArchivedRun>) -> (Option<ArchivedRun>, Vec<String>) {
        let chain = if known.is_some() { Vec::new() } else { self.chain(None) };
        let since = known.map_or(chain.first().map_or(0, |run| run.number), |known| known.number.saturating_add(1));
        let beside = |run: &&Manifest| run.number >= since && !chain.iter().any(|one| one.run == run.run);
        let passed_over = self.runs.iter().filter(beside).map(|run| &run.run).chain(&self.damaged).cloned().collect();
        (known.cloned().or_else(|| chain.last().map(|run| run.archived())), passed_over)
    }
}

/// A run of the same system that came later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer {
    /// Its name.
    pub run: String,
    /// Its verdict.
    pub verdict: String,
}

impl Archive {
    /// The newest run of the same system after one.
    pub fn newer(&self, run: &Path) -> Result<Option<Newer>, ArchiveError> {
        let run = read::manifest(run)?;
        let runs = Folder::read(self.folder())?.runs;
        let newer = runs.into_iter().rfind(|one| one.number > run.number && one.system == run.system);
        Ok(newer.map(|newer| Newer { run: newer.run, verdict: newer.verdict }))
    }
}

/// Whether a run whose link this is follows another one.
fn follows(run: &Manifest, link: &Link, before: &ArchivedRun) -> bool {
    before.number.checked_add(1) == Some(run.number) && *link == Link::from(before.clone())
}
