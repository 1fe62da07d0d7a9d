//! What is really in a folder: ordinary files and folders, no link followed, never without end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::archive::read::ENTRIES;

/// How deep a folder is looked into.
const DEPTH: usize = 32;

/// What is in a folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Ordinary files by their path, with their size.
    pub(super) files: BTreeMap<String, u64>,
    /// Folders by their path.
    pub(super) folders: BTreeSet<String>,
    /// What is neither, or cannot be looked at, with the reason.
    pub(super) refused: BTreeMap<String, String>,
}

/// Looks into a folder and those below it, but for one.
pub(super) fn walk(folder: &Path, but: Option<&str>) -> Found {
    let mut found = Found::default();
    let mut left = ENTRIES;
    enter(folder, "", but, DEPTH, &mut left, &mut found);
    found
}

fn enter(folder: &Path, below: &str, but: Option<&str>, deep: usize, left: &mut usize, found: &mut Found) {
    let here = || if below.is_empty() { ".".to_owned() } else { below.trim_end_matches('/').to_owned() };
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) => {
            found.refused.insert(here(), format!("cannot be read: {error}"));
            return;
        }
    };
    for entry in entries {
        let Ok(entry) = entry else {
            found.refused.insert(here(), "cannot be read to its end".to_owned());
            return;
        };
        if *left == 0 {
            found.refused.insert(here(), format!("holds more than {ENTRIES} entries; the rest was not looked at"));
            return;
        }
        *left -= 1;
        // A name that is no text belongs to no file of ours; it is told as far as it can be.
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.path().symlink_metadata() {
            Ok(there) if there.is_file() => {
                found.files.insert(path, there.len());
            }
            Ok(there) if there.is_dir() => {
                if but == Some(path.as_str()) {
                    continue;
                }
                if deep == 0 {
                    found.refused.insert(path, "lies too deep to be looked into".to_owned());
                } else {
                    enter(&entry.path(), &format!("{path}/"), None, deep - 1, left, found);
                    found.folders.insert(path);
                }
            }
            Ok(there) if there.is_symlink() => {
                found.refused.insert(path, "is a link; links are not followed".to_owned());
            }
            Ok(_) => {
                found.refused.insert(path, "is no ordinary file".to_owned());
            }
            Err(error) => {
                found.refused.insert(path, format!("cannot be looked at: {error}"));
            }
        }
    }
}
