//! Writing a run: its files, its manifest with the link to the run before it, and the list of hashes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::contents::{Contents, Made, make};
use super::error::ArchiveError;
use super::hash::{self, sha256};
use super::lock::Archive;
use super::manifest::{Listed, Manifest, SCHEMA};
use super::staged::Staged;
use super::{MANIFEST, SEALS, SUMS, names, read, sums};
use crate::model::{ArchivedRun, Link};
use crate::snapshot;

/// The snapshot of a run.
const SNAPSHOT: &str = "system.snapshot";

/// A run that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The run.
    pub run: ArchivedRun,
    /// The run before it.
    pub previous: Option<ArchivedRun>,
    /// Its folder.
    pub folder: PathBuf,
    /// Runs whose manifest cannot be read, and which it therefore does not follow.
    pub passed_over: Vec<String>,
}

impl Archive {
    /// Writes a run after the newest one: of the folder, or of a history that knows of a newer one.
    pub fn write(&self, contents: &Contents<'_>, known: Option<&ArchivedRun>) -> Result<Written, ArchiveError> {
        for given in &contents.given {
            given.is_still_there()?;
        }
        let made = make(contents)?;
        let (newest, passed_over) = self.newest()?;
        // Of two that claim to be the newest the one that was noted down elsewhere is believed.
        let previous = match (newest, known.cloned()) {
            (Some(newest), Some(known)) => Some(if newest.number > known.number { newest } else { known }),
            (newest, known) => newest.or(known),
        };
        let staged = Staged::new(self.folder())?;
        let run = fill(&staged, contents, &made, previous.as_ref())?;
        let folder = self.folder().join(&run.run);
        staged.publish(&folder)?;
        Ok(Written { run, previous, folder, passed_over })
    }

    /// The newest run of the folder, and those whose manifest cannot be read.
    fn newest(&self) -> Result<(Option<ArchivedRun>, Vec<String>), ArchiveError> {
        let (mut newest, mut damaged) = (None::<ArchivedRun>, Vec::new());
        for name in read::run_folders(self.folder())? {
            match read::manifest(&self.folder().join(&name)) {
                Ok(found) if found.run == name => {
                    if newest.as_ref().is_none_or(|newest| newest.number < found.number) {
                        newest = Some(ArchivedRun { number: found.number, run: name, manifest_sha256: found.sha256 });
                    }
                }
                _ => damaged.push(name),
            }
        }
        Ok((newest, damaged))
    }
}

/// Writes everything into the folder that nobody sees yet.
fn fill(
    staged: &Staged,
    contents: &Contents<'_>,
    made: &Made,
    previous: Option<&ArchivedRun>,
) -> Result<ArchivedRun, ArchiveError> {
    let mut files: Vec<Listed> = Vec::new();
    for (name, bytes) in &made.files {
        staged.write(name, bytes)?;
        files.push(Listed { file: name.clone(), size: bytes.len() as u64, sha256: sha256(bytes) });
    }
    let path = staged.path().join(SNAPSHOT);
    snapshot::write(contents.snapshot, &path)?;
    let seen = || {
        // Temporary files are their owner's alone; this one is to be read by whoever may read the others.
        std::fs::set_permissions(&path, staged.path().join("README.txt").metadata()?.permissions())?;
        hash::of(std::fs::File::open(&path)?)
    };
    let (snapshot_sha256, size) = seen().map_err(ArchiveError::write(&path))?;
    files.push(Listed { file: SNAPSHOT.to_owned(), size, sha256: snapshot_sha256 });
    files.sort_by(|a, b| a.file.cmp(&b.file));
    staged.folder(SEALS)?;

    let mut listed: BTreeMap<String, String> =
        files.iter().map(|file| (file.file.clone(), file.sha256.clone())).collect();
    let link = previous.cloned().map(Link::from);
    // What is in it and what it follows: two runs of one second have two names, and the same run in two archives has one.
    let content = format!("{}{}", sums::text(&listed), link.as_ref().map_or("", |link| &link.manifest_sha256));
    let manifest = Manifest {
        schema: SCHEMA,
        run: names::run(contents.judged_at, &contents.snapshot.system.name, &sha256(content.as_bytes())),
        number: previous.map_or(0, |run| run.number).saturating_add(1),
        previous: link,
        facts: &made.facts,
        files,
    };
    let text = read::json(&manifest);
    let manifest_sha256 = sha256(text.as_bytes());
    staged.write(MANIFEST, text.as_bytes())?;
    listed.insert(MANIFEST.to_owned(), manifest_sha256.clone());
    staged.write(SUMS, sums::text(&listed).as_bytes())?;
    Ok(ArchivedRun { number: manifest.number, run: manifest.run, manifest_sha256 })
}
