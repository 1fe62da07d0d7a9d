//! A part of the policies: a file, or the YAML files of a folder, with built-in ones for those who have none.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::PolicyError;

/// A part of the policies.
pub(super) trait Part: Default {
    /// Where it stands in a policies folder: a file such as `accounts.yaml`, or a folder of such files.
    const AT: &'static str;
    /// What holds where the folder has no such part: name and text of each file.
    const BUILT_IN: &'static [(&'static str, &'static str)];

    /// Adds what a file says. The first thing that is wrong ends it, with its place.
    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError>;

    /// What there is to say when every file is read, such as about names that no file explains.
    fn complete(&self) -> Result<(), PolicyError> {
        Ok(())
    }

    /// Whether any of its rules speaks of a kind of system; parts whose rules speak of every kind say so.
    fn speaks_of(&self, _kind: &str) -> bool {
        true
    }

    /// Forgets where its rules stand: the built-in ones are in no file of the reader's.
    fn forget_places(&mut self) {}
}

/// A part of a policies folder; nothing where the folder does not have it, or has it as it comes with rolecall.
pub(super) fn load<P: Part>(folder: &Path) -> Result<Option<P>, PolicyError> {
    let path = folder.join(P::AT);
    // Only where there is no such name: what cannot be read, or a link to nowhere, is somebody's policy.
    if matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    let io = |source| PolicyError::Io { file: path.clone(), source };
    let mut files = vec![path.clone()];
    if path.is_dir() {
        files = path
            .read_dir()
            .map_err(io)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(io)?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"));
        files.sort();
    }
    let read = |file| match std::fs::read_to_string(&file) {
        Ok(text) => Ok((file, text)),
        Err(source) => Err(PolicyError::Io { file, source }),
    };
    let files: Vec<(PathBuf, String)> = files.into_iter().map(read).collect::<Result<_, _>>()?;
    // A workspace that was just made: nobody's own policy.
    let texts = files.iter().map(|(_, text)| text.as_str()).collect::<BTreeSet<_>>();
    if texts == P::BUILT_IN.iter().map(|(_, text)| *text).collect() {
        return Ok(None);
    }
    let mut part = P::default();
    for (file, text) in files {
        part.add(&text, &file.display().to_string().into())?;
    }
    part.complete()?;
    Ok(Some(part))
}

/// The part that comes with rolecall.
pub(super) fn built_in<P: Part>() -> Result<P, PolicyError> {
    let mut part = P::default();
    for (name, text) in P::BUILT_IN {
        part.add(text, &format!("policies/{name}").into())?;
    }
    part.complete()?;
    part.forget_places();
    Ok(part)
}

/// What a part says that is one text alone, or what is wrong with it.
#[cfg(test)]
pub(super) fn of_text<P: Part>(text: &str, file: &str) -> Result<P, String> {
    let mut part = P::default();
    part.add(text, &file.into()).and_then(|()| part.complete()).map_err(|error| error.to_string())?;
    Ok(part)
}
