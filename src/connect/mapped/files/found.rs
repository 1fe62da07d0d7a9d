//! Which files of a folder are read.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::super::entities::{ENTITIES, Id};
use super::MANIFEST;
use super::manifest::Manifest;
use crate::model::Position;
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// The most files that are looked at.
const MAX_FILES: usize = 1000;

/// A file to read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// What it holds; a workbook holds one entity a sheet.
    pub(super) id: Option<Id>,
}

/// The files of a folder in the order of their names, or the workbook itself.
pub(super) fn found(path: &Path, manifest: &Manifest, problems: &mut Problems) -> Vec<Source> {
    if path.is_file() {
        return vec![Source { path: path.to_owned(), id: None }];
    }
    let at = Position::file(&path.display().to_string().into());
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            problems.error(&at, format!("cannot be read: {error}"), None);
            return Vec::new();
        }
    };
    let mut sources = named(path, manifest, problems);
    let taken: BTreeSet<PathBuf> = sources.iter().map(|source| source.path.clone()).collect();
    let mut paths: Vec<PathBuf> = entries.take(MAX_FILES + 1).filter_map(|entry| Some(entry.ok()?.path())).collect();
    if paths.len() > MAX_FILES {
        let help = "give a folder with nothing but the exports".to_owned();
        problems.error(&at, format!("has more than {MAX_FILES} entries"), help);
        return Vec::new();
    }
    paths.sort();
    for path in paths.into_iter().filter(|path| path.is_file() && !taken.contains(path)) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name.as_str(), ""));
        match ending.to_lowercase().as_str() {
            // A workbook that somebody has open leaves its lock beside it.
            _ if name.starts_with(['.', '~']) || name == MANIFEST => {}
            "csv" | "tsv" => match Id::named(&stem.trim().to_lowercase()) {
                Some(id) => sources.push(Source { path, id: Some(id) }),
                None => {
                    let names = ENTITIES.iter().map(|entity| entity.name);
                    let help = did_you_mean(stem, names)
                        .unwrap_or_else(|| "`files` of the manifest tells what a file holds".to_owned());
                    let at = Position::file(&path.display().to_string().into());
                    problems.warning(&at, "is not read", help);
                }
            },
            "xlsx" | "xlsm" => sources.push(Source { path, id: None }),
            _ => {}
        }
    }
    sources.retain(|source| inside(path, source, problems));
    if sources.is_empty() {
        let help = "put `users.csv`, `resources.csv`, `grants.csv` … there, or a workbook with sheets of those names"
            .to_owned();
        problems.error(&at, "has no file that is known", help);
    }
    sources
}

/// Whether a file really is in the folder: exports may come from somebody else, and a link must not make us read, and quote in a
/// message, what they could not.
fn inside(folder: &Path, source: &Source, problems: &mut Problems) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let inside = real(&source.path).zip(real(folder)).is_some_and(|(file, folder)| file.starts_with(folder));
    if !inside {
        let at = Position::file(&source.path.display().to_string().into());
        problems.error(&at, "is a link that leads out of the folder", "put the file itself there".to_owned());
    }
    inside
}

/// Files that the manifest names. None leads out of the folder.
fn named(folder: &Path, manifest: &Manifest, problems: &mut Problems) -> Vec<Source> {
    let mut sources = Vec::new();
    for (id, name) in &manifest.files {
        let path = folder.join(&name.value);
        let inside = Path::new(&name.value).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            problems.error(&name.at, format!("{} leads out of the folder", quote(&name.value)), None);
        } else if path.is_file() {
            sources.push(Source { path, id: Some(*id) });
        } else {
            problems.error(&name.at, format!("there is no file {}", quote(&name.value)), None);
        }
    }
    sources
}
