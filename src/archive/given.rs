//! The files that an audit was given: they go into the archive byte by byte, or by their hash alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::error::ArchiveError;

/// Largest file that is kept.
const LIMIT: u64 = 64 << 20;
/// Longest place below a run.
const LONGEST_PLACE: usize = 400;
/// How deep a policies folder is looked into.
const DEPTH: usize = 4;
/// Endings of the files of a policies folder.
const POLICY_ENDINGS: [&str; 4] = ["yaml", "yml", "csv", "conf"];

/// A file that an audit was given.
#[derive(Debug, Clone)]
pub struct Given {
    /// `role-map`, `staff`, `policy`, `baseline` …
    pub(super) what: &'static str,
    /// Where it was read.
    path: PathBuf,
    /// As somebody named it.
    pub(super) named: String,
    /// Where it goes.
    pub(super) file: String,
    /// Why it does not go there, and only its hash is kept.
    pub(super) withheld: Option<&'static str>,
    /// Of a policy: where its policies folder belongs.
    pub(super) folder: Option<String>,
    pub(super) bytes: Vec<u8>,
}

impl Given {
    /// Reads a file before the audit does. [`Given::is_still_there`] tells afterwards whether it was the same.
    pub fn read(what: &'static str, path: &Path) -> Result<Self, ArchiveError> {
        let bytes = bytes(path)?;
        let (path, named, file) = (path.to_owned(), path.display().to_string(), kept_as(path));
        Ok(Self { what, path, named, file, withheld: None, folder: None, bytes })
    }

    /// The same for a file of which only the hash is kept, because of what else may be in it.
    pub fn withheld(what: &'static str, path: &Path, why: &'static str) -> Result<Self, ArchiveError> {
        Ok(Self { withheld: Some(why), ..Self::read(what, path)? })
    }

    /// Reads the organisation's own policies, if the folder is there.
    pub fn policies(folder: &Path) -> Result<Vec<Self>, ArchiveError> {
        let mut found = Vec::new();
        if folder.is_dir() {
            walk(folder, DEPTH, &mut found)?;
        }
        for policy in &mut found {
            policy.folder = Some(kept_as(folder));
        }
        Ok(found)
    }

    /// Fails if the file is no longer what it was: then nobody can say which of the two was judged.
    pub fn is_still_there(&self) -> Result<(), ArchiveError> {
        match bytes(&self.path) {
            Ok(bytes) if bytes == self.bytes => Ok(()),
            _ => Err(ArchiveError::Changed(self.named.clone())),
        }
    }

    /// Where it belongs below the folder `inputs`.
    pub(super) fn place(&self) -> &str {
        below(&self.file)
    }

    /// Where the policies folder belongs of which it is.
    pub(super) fn policies_place(&self) -> Option<&str> {
        self.folder.as_deref().map(below)
    }

    /// Gives every file a place of its own; the same file has one place, however often it was given, and is kept nowhere if it must
    /// not be.
    pub(super) fn apart(mut given: Vec<Self>) -> Vec<Self> {
        let (mut taken, mut places, mut withheld) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let real = |given: &Self| given.path.canonicalize().unwrap_or_else(|_| given.path.clone());
        for given in &mut given {
            let place = places.entry(real(given)).or_insert_with(|| {
                let (mut file, mut number) = (given.file.clone(), 2);
                // Names that differ by case alone are one name on some file systems.
                while !taken.insert(file.to_lowercase()) {
                    file = given.file.replacen("inputs/", &format!("inputs/{number}/"), 1);
                    number += 1;
                }
                file
            });
            given.file.clone_from(place);
            if let Some(why) = given.withheld {
                withheld.insert(place.clone(), why);
            }
        }
        for given in &mut given {
            given.withheld = withheld.get(&given.file).copied();
        }
        let mut seen = BTreeSet::new();
        given.retain(|given| seen.insert((given.what, given.file.clone())));
        given
    }
}

fn below(file: &str) -> &str {
    match file.strip_prefix("inputs") {
        Some("") => ".",
        Some(rest) => rest.trim_start_matches('/'),
        None => file,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(ArchiveError::read(path))?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(ArchiveError::read(path))?;
    if bytes.len() as u64 > LIMIT {
        return Err(ArchiveError::TooLarge(path.display().to_string()));
    }
    Ok(bytes)
}

fn walk(folder: &Path, deep: usize, found: &mut Vec<Given>) -> Result<(), ArchiveError> {
    let read = |error| ArchiveError::read(folder)(error);
    let mut entries = folder.read_dir().map_err(read)?.collect::<Result<Vec<_>, _>>().map_err(read)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            if deep > 0 {
                walk(&path, deep - 1, found)?;
            }
        } else if POLICY_ENDINGS.contains(&ending) {
            found.push(Given::read("policy", &path)?);
        }
    }
    Ok(())
}

/// The place of a file below `inputs`: its path without what leads up or to the root, so that files that name each other by
/// relative paths still find each other.
fn kept_as(path: &Path) -> String {
    let mut kept = "inputs".to_owned();
    for part in path.components() {
        let Component::Normal(part) = part else { continue };
        kept.push('/');
        kept.extend(
            part.to_string_lossy().chars().map(|c| if c.is_control() || matches!(c, '\\' | ':') { '_' } else { c }),
        );
    }
    // A verifier refuses endless names; the file's own name is never cut.
    while kept.len() > LONGEST_PLACE {
        let Some((_, rest)) = kept.trim_start_matches("inputs/").split_once('/') else { break };
        kept = format!("inputs/{rest}");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_keep_their_places_and_never_lead_out() {
        let kept = |path: &str| kept_as(Path::new(path));
        assert_eq!(kept("role-maps/odoo/trading.yaml"), "inputs/role-maps/odoo/trading.yaml");
        assert_eq!(kept("../../etc/./map.yaml"), "inputs/etc/map.yaml");
        assert_eq!(kept("/srv/a:b\\c.yaml"), "inputs/srv/a_b_c.yaml");
        let of = |path: &str| Given {
            what: "role-map",
            path: PathBuf::from(path),
            named: path.to_owned(),
            file: kept_as(Path::new(path)),
            withheld: None,
            folder: None,
            bytes: Vec::new(),
        };
        let apart = Given::apart(vec![of("a.yaml"), of("../A.yaml"), of("a.yaml"), of("/a.yaml")]);
        let places: Vec<&str> = apart.iter().map(|given| given.file.as_str()).collect();
        assert_eq!(places, ["inputs/a.yaml", "inputs/2/A.yaml", "inputs/3/a.yaml"]);
    }
}
