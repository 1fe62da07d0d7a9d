//! Verifying an archive: hashes, the chain, the seals, the signatures, and what a history remembers. Every problem is told with
//! its file, and one does not hide the next.

mod chain;
mod files;
mod remembered;
mod reviews;
mod seals;
mod walk;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

pub use remembered::Expected;
pub use reviews::SealedReview;

use super::error::ArchiveError;
use super::read::{self, Manifest};
use super::trust::{Signature, Trust};
use super::{MANIFEST, names};
use crate::model::Sealed;

/// Without a history nothing tells that the newest run or seal is gone, and that is said.
const NO_HISTORY: &str = "no history: a missing newest run or seal would not be noticed";

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file or folder, below the folder of all runs.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

/// How far a run is verified.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// The run alone: what is missing around it is not noticed.
    Alone,
    /// With the runs before it, and with what a history remembers, if there is one.
    Chain(Option<&'a Expected>),
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// The runs that were looked at as a whole, oldest first.
    pub runs: Vec<RunState>,
    /// Runs of which the manifest alone was looked at, as links of the chain.
    pub links: usize,
    /// What is wrong, by file.
    pub problems: Vec<Problem>,
    /// What is worth knowing and not wrong.
    pub notes: Vec<String>,
}

/// A run that was looked at.
#[derive(Debug, Clone)]
pub struct RunState {
    /// Its name.
    pub run: String,
    /// Which run of the archive.
    pub number: u64,
    /// The verdict of its report.
    pub verdict: String,
    /// The SHA-256 of its manifest.
    pub manifest_sha256: String,
    /// Seals by number.
    pub seals: BTreeMap<u64, Sealed>,
    /// Reviews that were sealed, oldest first; the newest counts.
    pub reviews: Vec<SealedReview>,
    /// Signatures that hold, in the order in which they were given.
    pub signatures: Vec<Signature>,
    /// Roles of the gate whose sign-off is missing.
    pub missing: Vec<String>,
}

/// Verifies a run, or all runs of a folder. Reads and nothing else; fails only if there is no run at all, or no way to read.
pub fn verify(target: &Path, trust: &Trust<'_>, scope: Scope<'_>) -> Result<Verification, ArchiveError> {
    let whole = target.canonicalize().map_err(ArchiveError::read(target))?;
    let name = whole.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut found = Verification::default();
    if names::is_run(&name) || whole.join(MANIFEST).symlink_metadata().is_ok() {
        let runs = whole.parent().unwrap_or(Path::new("."));
        let manifest = found.run(runs, &name, trust);
        match scope {
            Scope::Alone => {
                found.notes.push("looked at alone: not whether runs before or after it are missing".to_owned());
            }
            Scope::Chain(expected) => {
                if let Some(manifest) = manifest {
                    chain::back(runs, manifest, &mut found);
                }
                match expected {
                    Some(expected) => remembered::one(expected, &name, &mut found),
                    None => found.notes.push(NO_HISTORY.to_owned()),
                }
            }
        }
    } else {
        let folders = read::run_folders(&whole)?;
        let expected = match scope {
            Scope::Alone => None,
            Scope::Chain(expected) => expected,
        };
        if folders.is_empty() && expected.is_none_or(|expected| expected.runs.is_empty()) {
            return Err(ArchiveError::NotARun(target.to_owned()));
        }
        let manifests: Vec<Manifest> = folders.iter().filter_map(|name| found.run(&whole, name, trust)).collect();
        chain::whole(&folders, &manifests, &mut found);
        match (expected, scope) {
            (Some(expected), _) => remembered::all(expected, &folders, &mut found),
            (None, Scope::Chain(_)) => found.notes.push(NO_HISTORY.to_owned()),
            (None, Scope::Alone) => {}
        }
        found.runs.sort_by(|a, b| (a.number, &a.run).cmp(&(b.number, &b.run)));
    }
    found.problems.sort();
    found.problems.dedup();
    Ok(found)
}

impl Verification {
    /// Looks at a run as a whole: its files, its seals, its signatures.
    fn run(&mut self, runs: &Path, name: &str, trust: &Trust<'_>) -> Option<Manifest> {
        let folder = runs.join(name);
        if folder.symlink_metadata().is_ok_and(|there| !there.is_dir()) {
            self.problem(name, "is no folder; links are not followed");
            return None;
        }
        let manifest = files::check(&folder, name, self)?;
        let mut state = RunState {
            run: manifest.run.clone(),
            number: manifest.number,
            verdict: manifest.verdict.clone(),
            manifest_sha256: manifest.sha256.clone(),
            seals: BTreeMap::new(),
            reviews: Vec::new(),
            signatures: Vec::new(),
            missing: Vec::new(),
        };
        seals::check(&folder, name, &manifest, trust, &mut state, self);
        let signed = |role: &&str| state.signatures.iter().any(|given| given.role == **role && given.counts());
        state.missing = trust.roles().filter(|role| !signed(role)).map(str::to_owned).collect();
        self.runs.push(state);
        Some(manifest)
    }

    fn problem(&mut self, file: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { file: file.into(), what: what.into() });
    }
}
