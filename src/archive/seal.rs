//! Seals: what people decide about a run after it was written. Each is a small folder of its own that carries the hash of the
//! run's manifest and of the seal before it; the run itself never changes.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::hash::sha256;
use super::lock::Archive;
use super::staged::{self, Staged};
use super::{SEALS, SUMS, names, read, sums};
use crate::model::Sealed;

/// The schema of `seal.json`.
pub(super) const SCHEMA: &str = "seal/1";
/// The file that says what a seal is about.
pub(super) const SEAL: &str = "seal.json";

/// What is to be sealed.
#[derive(Debug, Clone, Copy)]
pub struct Sealing<'a> {
    /// What it is: `approval`, `review`; small letters, digits and dashes.
    pub what: &'a str,
    /// When.
    pub at: Timestamp,
    /// The files, by plain names.
    pub files: &'a [(&'a str, &'a [u8])],
}

/// What `seal.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seal {
    pub(super) schema: String,
    pub(super) number: u64,
    pub(super) what: String,
    pub(super) at: String,
    /// The run that it is on.
    pub(super) run: String,
    pub(super) manifest_sha256: String,
    /// The SHA-256 of the `seal.json` before it.
    pub(super) previous: Option<String>,
    pub(super) files: Vec<SealedFile>,
}

/// A file of a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedFile {
    pub(super) name: String,
    pub(super) sha256: String,
}

/// The newest seal of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Last {
    pub(super) number: u64,
    pub(super) sha256: String,
    pub(super) at: Timestamp,
}

impl Archive {
    /// The folder of all runs of which this is one.
    pub fn of_run(run: &Path) -> Result<Self, ArchiveError> {
        // By its whole path, so that a run named `.` has a parent.
        let whole = run.canonicalize().map_err(ArchiveError::read(run))?;
        // A `manifest.json` has many a folder; nothing is made, and nothing removed, beside one that is no run.
        read::manifest(&whole)?;
        Self::open(whole.parent().unwrap_or(Path::new(".")))
    }

    /// Puts a seal on a run.
    pub fn seal(&self, run: &Path, sealing: &Sealing<'_>) -> Result<Sealed, ArchiveError> {
        let run = &run.canonicalize().map_err(ArchiveError::read(run))?;
        let named = std::iter::once(sealing.what).chain(sealing.files.iter().map(|(name, _)| *name));
        for name in named {
            if !names::is_plain(name) || name == SEAL {
                return Err(ArchiveError::Name(name.to_owned()));
            }
        }
        let last = last(run)?;
        let manifest = read::manifest(run)?;
        // Whoever decides has seen the run, and what was decided before.
        let since = last.as_ref().map_or(manifest.judged_at, |last| last.at.max(manifest.judged_at));
        if sealing.at < since {
            return Err(ArchiveError::Moment { at: sealing.at, since });
        }
        let number = last.as_ref().map_or(0, |last| last.number) + 1;
        if number > 9999 {
            return Err(ArchiveError::TooManySeals);
        }
        let files =
            sealing.files.iter().map(|(name, bytes)| SealedFile { name: (*name).into(), sha256: sha256(bytes) });
        let seal = Seal {
            schema: SCHEMA.to_owned(),
            number,
            what: sealing.what.to_owned(),
            at: sealing.at.to_string(),
            run: manifest.run,
            manifest_sha256: manifest.sha256,
            previous: last.map(|last| last.sha256),
            files: files.collect(),
        };
        let text = read::json(&seal);
        let sealed = Sealed { run: seal.run, number, what: seal.what, sha256: sha256(text.as_bytes()), at: seal.at };
        let staged = Staged::new(self.folder())?;
        let mut listed: BTreeMap<String, String> =
            seal.files.into_iter().map(|file| (file.name, file.sha256)).collect();
        listed.insert(SEAL.to_owned(), sealed.sha256.clone());
        for (name, bytes) in sealing.files {
            staged.write(name, bytes)?;
        }
        staged.write(SEAL, text.as_bytes())?;
        staged.write(SUMS, sums::text(&listed).as_bytes())?;
        let seals = run.join(SEALS);
        staged::make_folder(&seals).map_err(ArchiveError::write(&seals))?;
        staged.publish(&seals.join(names::seal(number, sealing.what)))?;
        Ok(sealed)
    }
}

/// The newest seal of a run.
pub(super) fn last(run: &Path) -> Result<Option<Last>, ArchiveError> {
    let found = read::seal_folders(run)?;
    let Some(newest) = found.into_iter().max() else { return Ok(None) };
    let (seal, sha256) = one(run, &newest)?;
    let at = seal.at.parse().map_err(|_| ArchiveError::DamagedSeal(newest))?;
    Ok(Some(Last { number: seal.number, sha256, at }))
}

/// What a seal says, and its hash.
pub(super) fn one(run: &Path, folder: &str) -> Result<(Seal, String), ArchiveError> {
    let damaged = || ArchiveError::DamagedSeal(folder.to_owned());
    let bytes = read::whole(&run.join(SEALS).join(folder).join(SEAL), read::SEAL_LIMIT).map_err(|_| damaged())?;
    let seal: Seal = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if names::seal(seal.number, &seal.what) != folder {
        return Err(damaged());
    }
    Ok((seal, sha256(&bytes)))
}
