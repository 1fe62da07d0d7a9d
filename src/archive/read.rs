//! Reading an archive that somebody may have prepared: no link is followed, nothing large is held, no name leads out.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::hash::sha256;
use super::manifest::Listed;
use super::{MANIFEST, SEALS, names};
use crate::model::{ArchivedRun, Link, utc_day};

/// Largest manifest and list of hashes that is read.
pub(super) const MANIFEST_LIMIT: u64 = 16 << 20;
/// Largest `seal.json`.
pub(super) const SEAL_LIMIT: u64 = 1 << 20;
/// Largest signature.
pub(super) const JWS_LIMIT: u64 = 64 << 10;
/// Most entries of a folder that are looked at.
pub(super) const ENTRIES: usize = 20_000;

/// What the rest of rolecall needs of a manifest; there is more in it for people.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    /// The run's name.
    pub(super) run: String,
    pub(super) number: u64,
    pub(super) previous: Option<Link>,
    pub(super) verdict: String,
    /// The kind of system and its name.
    pub(super) system: (String, String),
    /// The day on which the snapshot was taken; nothing where it says none.
    pub(super) taken_on: Option<Date>,
    /// For which moment it was judged: what is decided about it comes later.
    pub(super) judged_at: Timestamp,
    pub(super) files: Vec<Listed>,
    /// Of its bytes.
    pub(super) sha256: String,
}

impl Manifest {
    /// Its place in the chain.
    pub(super) fn archived(&self) -> ArchivedRun {
        ArchivedRun { number: self.number, run: self.run.clone(), manifest_sha256: self.sha256.clone() }
    }
}

#[derive(Deserialize)]
struct Written {
    schema: String,
    run: String,
    number: u64,
    previous: Option<Link>,
    source: Source,
    when: When,
    result: Outcome,
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Source {
    kind: String,
    name: String,
    taken_at: String,
}

#[derive(Deserialize)]
struct When {
    judged_at: Timestamp,
}

#[derive(Deserialize)]
struct Outcome {
    verdict: String,
}

/// The manifest of a run.
pub(super) fn manifest(run: &Path) -> Result<Manifest, ArchiveError> {
    let path = run.join(MANIFEST);
    let bytes = whole(&path, MANIFEST_LIMIT).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ArchiveError::NotARun(run.to_owned()),
        _ => ArchiveError::Read { path: path.clone(), source },
    })?;
    parse(&bytes).map_err(|what| ArchiveError::Read { path, source: std::io::Error::other(what) })
}

/// A manifest from its bytes, or what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Manifest, String> {
    let Written { schema, run, number, previous, source, when, result, files } =
        serde_json::from_slice(bytes).map_err(|error| format!("is not a manifest: {error}"))?;
    if schema != super::manifest::SCHEMA {
        return Err(format!("is of the schema `{schema}`, this rolecall reads {}", super::manifest::SCHEMA));
    }
    Ok(Manifest {
        run,
        number,
        previous,
        verdict: result.verdict,
        taken_on: source.taken_at.parse().ok().map(utc_day),
        system: (source.kind, source.name),
        judged_at: when.judged_at,
        files,
        sha256: sha256(bytes),
    })
}

/// The names of a run's folders of seals; one that is no text is told as far as it can be, and is none of ours.
pub(super) fn seal_folders(run: &Path) -> Result<Vec<String>, ArchiveError> {
    let seals = run.join(SEALS);
    let entries = match seals.read_dir() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(ArchiveError::read(&seals))?,
    };
    let mut found = Vec::new();
    for entry in entries.take(ENTRIES) {
        let entry = entry.map_err(ArchiveError::read(&seals))?;
        found.push(entry.file_name().to_string_lossy().into_owned());
    }
    Ok(found)
}

/// The folders below `reports` that are called as runs are, sorted.
pub(super) fn run_folders(runs: &Path) -> Result<Vec<String>, ArchiveError> {
    let mut found = Vec::new();
    for entry in runs.read_dir().map_err(ArchiveError::read(runs))? {
        let entry = entry.map_err(ArchiveError::read(runs))?;
        let name = entry.file_name();
        found.extend(name.to_str().filter(|name| names::is_run(name)).map(str::to_owned));
    }
    found.sort();
    Ok(found)
}

/// An ordinary file, opened; a link, a pipe or a device is an error.
pub(super) fn open(path: &Path) -> std::io::Result<File> {
    let there = path.symlink_metadata()?;
    if !there.is_file() {
        return Err(std::io::Error::other(if there.is_symlink() {
            "it is a link, and links are not followed"
        } else {
            "it is no ordinary file"
        }));
    }
    let file = File::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let opened = file.metadata()?;
        if (opened.dev(), opened.ino()) != (there.dev(), there.ino()) {
            return Err(std::io::Error::other("it was replaced while it was read"));
        }
    }
    Ok(file)
}

/// All of an ordinary file that is no larger than it may be.
pub(super) fn whole(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(std::io::Error::other(format!("it has more than {limit} bytes")));
    }
    Ok(bytes)
}

/// JSON as it stands in an archive: indented, with a line end.
pub(super) fn json(value: &impl Serialize) -> String {
    // No type of the archive has a map key that JSON refuses.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
