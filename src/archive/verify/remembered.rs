//! What a history remembers against what is there: a missing newest run or newest seal leaves no other trace.

use super::{RunState, Verification};
use crate::archive::{MANIFEST, SEALS, names};
use crate::model::{ArchivedRun, Sealed};

/// What a history remembers of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Its runs.
    pub runs: Vec<ArchivedRun>,
    /// Their seals.
    pub seals: Vec<Sealed>,
}

/// One run against what is remembered of it.
pub(super) fn one(expected: &Expected, name: &str, into: &mut Verification) {
    let state = into.runs.iter().find(|state| state.run == name).cloned();
    if let Some(state) = state {
        run(expected, &state, into);
    }
}

/// All runs against all that is remembered.
pub(super) fn all(expected: &Expected, folders: &[String], into: &mut Verification) {
    for missing in expected.runs.iter().filter(|run| !folders.contains(&run.run)) {
        into.problem(&missing.run, format!("is missing; the history has it as run {}", missing.number));
    }
    for state in into.runs.clone() {
        run(expected, &state, into);
    }
}

fn run(expected: &Expected, state: &RunState, into: &mut Verification) {
    let newest = expected.runs.iter().map(|run| run.number).max().unwrap_or(0);
    match expected.runs.iter().find(|run| run.run == state.run) {
        Some(run) if run.manifest_sha256 != state.manifest_sha256 || run.number != state.number => {
            into.problem(format!("{}/{MANIFEST}", state.run), "is not the one that the history remembers");
        }
        Some(_) => {}
        None if state.number > newest => {
            into.notes.push(format!("`{}` is not in the history yet; it follows what is", state.run));
        }
        None => into.problem(&state.run, "is not in the history, which has newer runs"),
    }
    let seals = || expected.seals.iter().filter(|seal| seal.run == state.run);
    for seal in seals() {
        let at = format!("{}/{SEALS}/{}", state.run, names::seal(seal.number, &seal.what));
        match state.seals.get(&seal.number) {
            None => into.problem(at, "is missing; the history has it"),
            Some(there) if there != seal => into.problem(at, "is not the one that the history remembers"),
            Some(_) => {}
        }
    }
    let remembered = seals().map(|seal| seal.number).max().unwrap_or(0);
    for number in state.seals.keys().filter(|number| **number > remembered) {
        into.notes.push(format!("seal {number} of `{}` is not in the history yet", state.run));
    }
}
