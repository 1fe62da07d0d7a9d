//! The chain: each run carries the hash of the manifest before it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Verification;
use crate::archive::MANIFEST;
use crate::archive::read::{self, Manifest};
use crate::model::Link;

/// Follows the chain from a run to the first.
pub(super) fn back(runs: &Path, from: Manifest, into: &mut Verification) {
    let mut seen = BTreeSet::from([from.run.clone()]);
    let mut at = from;
    loop {
        let Some(link) = step(&at, into) else { return };
        if !crate::archive::names::is_run(&link.run) || !seen.insert(link.run.clone()) {
            let what = format!("follows `{}`, which cannot be the run before it", link.run);
            return into.problem(format!("{}/{MANIFEST}", at.run), what);
        }
        let folder = runs.join(&link.run);
        if folder.symlink_metadata().is_err() {
            let what = format!(
                "is missing, and `{}` follows it; put it back, or look at this run alone with `--alone`",
                at.run
            );
            return into.problem(link.run, what);
        }
        match read::manifest(&folder) {
            Ok(before) => {
                fits(&at, &link, &before, into);
                into.links += 1;
                at = before;
            }
            Err(_) => {
                let what = format!("cannot be read, and `{}` follows it", at.run);
                return into.problem(format!("{}/{MANIFEST}", link.run), what);
            }
        }
    }
}

/// The chain of all runs.
pub(super) fn whole(folders: &[String], manifests: &[Manifest], into: &mut Verification) {
    let mut numbers: BTreeMap<u64, &str> = BTreeMap::new();
    for manifest in manifests {
        if let Some(other) = numbers.insert(manifest.number, &manifest.run) {
            let what = format!("is run {}, and so is `{other}`", manifest.number);
            into.problem(format!("{}/{MANIFEST}", manifest.run), what);
        }
    }
    let by_run: BTreeMap<&str, &Manifest> =
        manifests.iter().map(|manifest| (manifest.run.as_str(), manifest)).collect();
    for manifest in manifests {
        let Some(link) = step(manifest, into) else { continue };
        match by_run.get(link.run.as_str()) {
            Some(before) => fits(manifest, &link, before, into),
            None if folders.contains(&link.run) => {
                into.problem(&link.run, format!("cannot be read as the run before `{}`", manifest.run));
            }
            None => into.problem(&link.run, format!("is missing, and `{}` follows it", manifest.run)),
        }
    }
}

/// The run before a run; none for the first.
fn step(run: &Manifest, into: &mut Verification) -> Option<Link> {
    match (&run.previous, run.number) {
        (None, 1) => None,
        (Some(link), 2..) => Some(link.clone()),
        (previous, number) => {
            let what = match previous {
                None => format!("is run {number} and follows none"),
                Some(link) => format!("is run {number} and follows `{}`", link.run),
            };
            into.problem(format!("{}/{MANIFEST}", run.run), what);
            None
        }
    }
}

fn fits(run: &Manifest, link: &Link, before: &Manifest, into: &mut Verification) {
    if before.sha256 != link.manifest_sha256 {
        let what = format!("is not the one that `{}` follows: the SHA-256 differs", run.run);
        into.problem(format!("{}/{MANIFEST}", link.run), what);
    }
    if before.number.checked_add(1) != Some(run.number) {
        let what = format!("is run {} and follows run {}", run.number, before.number);
        into.problem(format!("{}/{MANIFEST}", run.run), what);
    }
}
