//! The files of a run against its manifest, and both against `SHA256SUMS`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Verification;
use super::walk::{Found, walk};
use crate::archive::hash;
use crate::archive::manifest::Listed;
use crate::archive::read::{self, MANIFEST_LIMIT, Manifest};
use crate::archive::{MANIFEST, SEALS, SUMS, names, sums};

/// Looks at every file but the seals; gives the manifest if it can be read.
pub(super) fn check(folder: &Path, name: &str, into: &mut Verification) -> Option<Manifest> {
    let at = |file: &str| format!("{name}/{file}");
    let found = walk(folder, Some(SEALS));
    for (path, why) in &found.refused {
        into.problem(at(path), why);
    }
    let manifest = match read::whole(&folder.join(MANIFEST), MANIFEST_LIMIT) {
        Ok(bytes) => read::parse(&bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err("is missing".to_owned()),
        Err(error) => Err(format!("cannot be read: {error}")),
    };
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(what) => {
            into.problem(at(MANIFEST), what);
            by_list(folder, name, MANIFEST, &found, into);
            return None;
        }
    };
    if manifest.run != name {
        into.problem(at(MANIFEST), format!("is of the run `{}`, and lies in the folder of another name", manifest.run));
    }
    let mut listed = BTreeMap::new();
    for file in &manifest.files {
        let Listed { file: path, size, sha256 } = file;
        if !names::stays_inside(path) || [MANIFEST, SUMS].contains(&path.as_str()) || path.starts_with("seals/") {
            into.problem(at(MANIFEST), format!("lists `{path}`, which is no name of a file of a run"));
            continue;
        }
        if listed.insert(path.clone(), sha256.clone()).is_some() {
            into.problem(at(MANIFEST), format!("lists `{path}` twice"));
        }
        if let Some(what) = differs(folder, &found, path, *size, sha256) {
            into.problem(at(path), what);
        }
    }
    unknown(name, &found, &listed, into);
    listed.insert(MANIFEST.to_owned(), manifest.sha256.clone());
    list(folder, name, MANIFEST, &listed, into);
    Some(manifest)
}

/// What is wrong with a file that should be there.
fn differs(folder: &Path, found: &Found, path: &str, size: u64, sha256: &str) -> Option<String> {
    match found.files.get(path) {
        // Said already, with the reason.
        None if found.refused.contains_key(path) => None,
        None => Some("is missing".to_owned()),
        // A file that grew is not read to its end.
        Some(there) if *there != size => Some(format!("has {there} bytes, and {size} were written")),
        Some(_) => {
            let read = read::open(&folder.join(path)).and_then(|file| hash::of(std::io::Read::take(file, size + 1)));
            match read {
                Ok((there, _)) if there == sha256 => None,
                Ok(_) => Some("was changed: its SHA-256 is not the one that the manifest has".to_owned()),
                Err(error) => Some(format!("cannot be read: {error}")),
            }
        }
    }
}

/// Where what says which files there are cannot be read, the list of hashes tells of the other files.
pub(super) fn by_list(folder: &Path, name: &str, but: &str, found: &Found, into: &mut Verification) {
    let Ok(text) = read::whole(&folder.join(SUMS), MANIFEST_LIMIT) else { return };
    let text = String::from_utf8_lossy(&text);
    let Ok(lines) = sums::parse(&text) else { return };
    let mut listed = BTreeMap::new();
    for (path, sha256) in lines.into_iter().filter(|(path, _)| names::stays_inside(path) && *path != but) {
        listed.insert(path.to_owned(), sha256.to_owned());
        let size = found.files.get(path).copied().unwrap_or_default();
        if let Some(what) = differs(folder, found, path, size, sha256) {
            into.problem(format!("{name}/{path}"), what);
        }
    }
    listed.insert(but.to_owned(), String::new());
    unknown(name, found, &listed, into);
}

/// What is there and nobody wrote.
fn unknown(name: &str, found: &Found, listed: &BTreeMap<String, String>, into: &mut Verification) {
    for path in found.files.keys().filter(|path| !listed.contains_key(*path)) {
        if path != MANIFEST && path != SUMS {
            into.problem(format!("{name}/{path}"), "is not in the manifest");
        }
    }
    let leads_to = |folder: &String| {
        let inside = format!("{folder}/");
        listed.keys().chain(found.files.keys()).chain(found.refused.keys()).any(|path| path.starts_with(&inside))
    };
    for folder in found.folders.iter().filter(|folder| !leads_to(folder)) {
        into.problem(format!("{name}/{folder}"), "is a folder that is not in the manifest");
    }
}

/// `SHA256SUMS` against what it must say. `own` is the file that says so: which of the two was changed, nobody can tell.
pub(super) fn list(folder: &Path, name: &str, own: &str, listed: &BTreeMap<String, String>, into: &mut Verification) {
    let at = format!("{name}/{SUMS}");
    let text = match read::whole(&folder.join(SUMS), MANIFEST_LIMIT) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return into.problem(at, "is missing"),
        Err(error) => return into.problem(at, format!("cannot be read: {error}")),
    };
    if text == sums::text(listed).as_bytes() {
        return;
    }
    let text = String::from_utf8_lossy(&text);
    let lines = match sums::parse(&text) {
        Ok(lines) => lines,
        Err(line) => return into.problem(at, format!("line {line} is not of the form `hash  name`")),
    };
    let mut seen = BTreeSet::new();
    let mut last = "";
    for (path, sha256) in &lines {
        match listed.get(*path) {
            None => into.problem(&at, format!("lists `{path}`, which is not in {own}")),
            Some(wanted) if wanted != sha256 && *path == own => {
                let what = format!("its SHA-256 is not the one in {SUMS}: one of the two was changed");
                into.problem(format!("{name}/{own}"), what);
                into.problem(&at, format!("has another hash for {own} than that has: one of the two was changed"));
            }
            Some(wanted) if wanted != sha256 => {
                into.problem(&at, format!("has another hash for `{path}` than {own}"));
            }
            Some(_) => {}
        }
        if *path < last {
            into.problem(&at, format!("was reordered: `{path}` stands behind `{last}`"));
        }
        if !seen.insert(*path) {
            into.problem(&at, format!("lists `{path}` twice"));
        }
        last = path;
    }
    for path in listed.keys().filter(|path| !seen.contains(path.as_str())) {
        into.problem(&at, format!("does not list `{path}`"));
    }
    let complete = text.ends_with('\n') && lines.len() == listed.len();
    if !complete {
        into.problem(at, "is not as it was written");
    }
}
