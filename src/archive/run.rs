//! Writing a run: its files, its manifest with the link to the run before it, and the list of hashes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::contents::{Contents, Made, make};
use super::error::ArchiveError;
use super::folder::Folder;
use super::hash::{self, sha256};
use super::lock::Archive;
use super::manifest::{Facts, Listed, Manifest, SCHEMA};
use super::staged::Staged;
use super::{MANIFEST, SEALS, SUMS, names, read, sums};
use crate::model::{ArchivedRun, Link};
use crate::snapshot::{self, Snapshot};

/// The snapshot of a run.
const SNAPSHOT: &str = "system.snapshot";

/// A run that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The run.
    pub run: ArchivedRun,
    /// Its folder.
    pub folder: PathBuf,
    /// Folders that are called as runs are and that it does not follow: damaged, or not of this chain.
    pub passed_over: Vec<String>,
}

/// A run of which everything is on the disk but the manifest, which says what it follows. Dropped, it is gone.
#[derive(Debug)]
pub struct Prepared<'a> {
    archive: &'a Archive,
    staged: Staged,
    facts: Facts,
    judged_at: Timestamp,
    system: String,
    files: Vec<Listed>,
}

impl Archive {
    /// Renders every format and writes it where nobody sees it yet: what takes time, before anybody waits for this run.
    pub fn prepare(&self, contents: &Contents<'_>) -> Result<Prepared<'_>, ArchiveError> {
        for given in &contents.given {
            given.is_still_there()?;
        }
        let Made { facts, files } = make(contents)?;
        let staged = Staged::new(self.folder())?;
        let files = fill(&staged, contents.snapshot, files)?;
        let system = contents.snapshot.system.name.clone();
        Ok(Prepared { archive: self, staged, facts, judged_at: contents.judged_at, system, files })
    }
}

impl Prepared<'_> {
    /// Puts the run after the newest one that a history knows; without one, after the end of the folder's chain.
    pub fn publish(self, known: Option<&ArchivedRun>) -> Result<Written, ArchiveError> {
        let Self { archive, staged, facts, judged_at, system, files } = self;
        let (previous, passed_over) = Folder::read(archive.folder())?.newest(known);
        let mut listed: BTreeMap<String, String> =
            files.iter().map(|file| (file.file.clone(), file.sha256.clone())).collect();
        let link = previous.clone().map(Link::from);
        // What is in it and what it follows: two runs of one second have two names, and the same run in two archives has one.
        let content = format!("{}{}", sums::text(&listed), link.as_ref().map_or("", |link| &link.manifest_sha256));
        let manifest = Manifest {
            schema: SCHEMA,
            run: names::run(judged_at, &system, &sha256(content.as_bytes())),
            number: previous.as_ref().map_or(0, |run| run.number).saturating_add(1),
            previous: link,
            facts: &facts,
            files,
        };
        let text = read::json(&manifest);
        let manifest_sha256 = sha256(text.as_bytes());
        staged.write(MANIFEST, text.as_bytes())?;
        listed.insert(MANIFEST.to_owned(), manifest_sha256.clone());
        staged.write(SUMS, sums::text(&listed).as_bytes())?;
        let run = ArchivedRun { number: manifest.number, run: manifest.run, manifest_sha256 };
        let folder = archive.folder().join(&run.run);
        staged.publish(&folder)?;
        Ok(Written { run, folder, passed_over })
    }
}

/// Writes every file but the manifest into the folder that nobody sees, and lists them by name.
fn fill(staged: &Staged, snapshot: &Snapshot, made: Vec<(String, Vec<u8>)>) -> Result<Vec<Listed>, ArchiveError> {
    let mut files: Vec<Listed> = Vec::new();
    for (file, bytes) in made {
        staged.write(&file, &bytes)?;
        files.push(Listed { file, size: bytes.len() as u64, sha256: sha256(&bytes) });
    }
    let path = staged.path().join(SNAPSHOT);
    snapshot::write(snapshot, &path)?;
    let seen = || {
        // Temporary files are their owner's alone; this one is to be read by whoever may read the others.
        std::fs::set_permissions(&path, staged.path().join("README.txt").metadata()?.permissions())?;
        hash::of(std::fs::File::open(&path)?)
    };
    let (sha256, size) = seen().map_err(ArchiveError::write(&path))?;
    files.push(Listed { file: SNAPSHOT.to_owned(), size, sha256 });
    files.sort_by(|a, b| a.file.cmp(&b.file));
    staged.folder(SEALS)?;
    Ok(files)
}
